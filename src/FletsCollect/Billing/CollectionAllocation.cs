namespace FletsCollect.Billing;

/// <summary>
/// What one collection result did to one item, append only: it is the way by which every yen of a charge can be followed to the payment
/// that brought it, or to the day on which it was given up.
/// </summary>
public sealed class CollectionAllocation
{
    private CollectionAllocation() { }

    internal CollectionAllocation(CollectionResult result, LineInvoiceItem item, AllocationKind kind, Yen amount)
    {
        ResultId = result.Id;
        ChargeEventId = item.ChargeEventId;
        Kind = kind;
        InvoiceId = item.InvoiceId;
        MerchantId = item.MerchantId;
        Amount = amount;
    }

    public Guid ResultId { get; private set; }

    public Guid ChargeEventId { get; private set; }

    public AllocationKind Kind { get; private set; }

    public Guid InvoiceId { get; private set; }

    public Guid MerchantId { get; private set; }

    public Yen Amount { get; private set; }
}

/// <summary>What became of a part of an item.</summary>
public enum AllocationKind
{
    /// <summary>Paid by the line, or covered by a credit that the invoice took off.</summary>
    Collected,

    /// <summary>Given up, and the merchant bears it.</summary>
    Returned,

    /// <summary>Given up, and the provider bears it, because the merchant's contract is guaranteed.</summary>
    WrittenOff,

    /// <summary>Given up before, and paid after all.</summary>
    Recovered,
}
