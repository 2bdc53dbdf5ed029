using FletsCollect.Charges;
using FletsCollect.Outbox;

namespace FletsCollect.Billing;

/// <summary>What merchants are told of collection: which of their charges was collected, is overdue, or came back to them.</summary>
internal static class CollectionNews
{
    public static IEnumerable<OutboxMessage> Of(
        CollectionResult result, LineInvoice invoice, IEnumerable<LineInvoiceItem> items, IReadOnlyCollection<CollectionAllocation> allocations, DateTime now)
    {
        var byItem = items.ToDictionary(item => item.ChargeEventId);
        foreach (var allocation in allocations)
        {
            var type = allocation.Kind switch
            {
                AllocationKind.Collected or AllocationKind.Recovered => EventTypes.ChargeCollected,
                AllocationKind.Returned => EventTypes.ChargeReturned,
                // The merchant was promised its money; what the provider loses is no news to it.
                AllocationKind.WrittenOff => null,
                _ => throw new InvalidOperationException($"No news of {allocation.Kind}."),
            };
            if (type is not null)
                yield return Message(type, byItem[allocation.ChargeEventId], allocation.Amount, invoice, now);
        }
        if (result.Outcome == CollectionOutcome.Unpaid && invoice is { Status: LineInvoiceStatus.Overdue, FailedAttempts: 1 })
        {
            foreach (var item in byItem.Values.OrderBy(item => item.ChargeEventId))
                yield return Message(EventTypes.ChargeUncollected, item, item.Amount, invoice, now);
        }
    }

    private static OutboxMessage Message(string type, LineInvoiceItem item, Yen amount, LineInvoice invoice, DateTime now)
    {
        var charge = PublicId.Format(PublicId.Charge, item.ChargeId);
        return OutboxMessage.Of(item.MerchantId, type, charge, now, new { ChargeId = charge, Amount = Money.Of(amount), Total = Money.Of(item.Amount), InvoiceMonth = invoice.Month.ToString() });
    }
}
