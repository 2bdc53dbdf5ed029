using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Outbox;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Billing;

/// <summary>What the telco's answers do, whichever way they come: what it accepted is on the line's bill, what it rejected waits with its reason.</summary>
internal static class InvoiceAnswers
{
    /// <summary>Answers invoices that are handed off; those that were answered before are left alone.</summary>
    public static async Task<(int Accepted, int Rejected)> ApplyAsync(FletsCollectDbContext db, IReadOnlyList<HandOffAnswer> answers, DateTime now, CancellationToken cancellationToken)
    {
        var byInvoice = answers.ToDictionary(answer => answer.InvoiceId);
        var ids = byInvoice.Keys.ToArray();
        var invoices = await db.LineInvoices
            .Where(invoice => ids.Contains(invoice.Id) && invoice.Status == LineInvoiceStatus.HandedOff)
            .ToListAsync(cancellationToken);
        var (accepted, rejected) = (0, 0);
        foreach (var invoice in invoices)
        {
            if (byInvoice[invoice.Id].RejectionReason is { } reason)
            {
                invoice.Reject(reason);
                rejected++;
                db.Add(AuditEntry.Of("line-invoice.rejected", AuditActor.Operator, invoice.PublicId, now, new { reason }));
                continue;
            }
            invoice.Acknowledge();
            invoice.Issue(now);
            accepted++;
            db.AddRange(BillingPostings.Issued(invoice, BusinessDate.At(now)).ToTransfers(now));
            if (invoice.Credited.IsPositive)
                await CreditAsync(db, invoice, now, cancellationToken);
            db.Add(AuditEntry.Of("line-invoice.issued", AuditActor.Operator, invoice.PublicId, now, new { line = invoice.Line.Masked, total = invoice.Total.Amount }));
        }
        return (accepted, rejected);
    }

    /// <summary>The refunds on an invoice have reached the subscriber; those that it bears to the end are over.</summary>
    private static async Task CreditAsync(FletsCollectDbContext db, LineInvoice invoice, DateTime now, CancellationToken cancellationToken)
    {
        foreach (var credit in await db.LineInvoiceCredits.AsNoTracking().Where(credit => credit.InvoiceId == invoice.Id).ToListAsync(cancellationToken))
        {
            var refund = await db.Refunds.SingleAsync(refund => refund.Id == credit.RefundId, cancellationToken);
            var earlier = await (
                from other in db.LineInvoiceCredits
                join billed in db.LineInvoices on other.InvoiceId equals billed.Id
                where other.RefundId == refund.Id && other.InvoiceId != invoice.Id && billed.IssuedAt != null
                select (long)other.Amount).SumAsync(cancellationToken);
            db.Add(OutboxMessage.Of(refund.MerchantId, EventTypes.RefundCredited, refund.PublicId, now, new
            {
                RefundId = refund.PublicId,
                ChargeId = PublicId.Format(PublicId.Charge, refund.ChargeId),
                Amount = Money.Of(credit.Amount),
                InvoiceMonth = invoice.Month.ToString(),
            }));
            if (earlier + credit.Amount.Amount != refund.Amount.Amount)
                continue;
            refund.Succeed(now);
            db.AddRange(RefundSnapshot.News(refund, EventTypes.RefundSucceeded, AuditActor.Operator, now));
        }
    }
}
