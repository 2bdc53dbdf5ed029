using FletsCollect.Calendars;

namespace FletsCollect.Billing;

/// <summary>One month's billing. Freezing it fixes what the month holds, so that a close that is resumed bills the same charges.</summary>
public sealed class BillingCycle
{
    private BillingCycle() { }

    public BillingCycle(BillingMonth month, long throughBatch, DateTime now)
    {
        Month = month;
        ThroughBatch = throughBatch;
        FrozenAt = now;
        ClosedEarly = !month.IsOverAt(now);
        Status = BillingCycleStatus.Closing;
    }

    public BillingMonth Month { get; private set; }

    public BillingCycleStatus Status { get; private set; }

    /// <summary>
    /// The last ledger batch that the month can bill. Batches commit in the order of their numbers, so everything up to this one was
    /// durable when the month froze: no clock decides, and a charge that commits meanwhile is a late arrival.
    /// </summary>
    public long ThroughBatch { get; private set; }

    public DateTime FrozenAt { get; private set; }

    /// <summary>Frozen before the month was over.</summary>
    public bool ClosedEarly { get; private set; }

    public DateTime? ClosedAt { get; private set; }

    public int InvoiceCount { get; private set; }

    public int ItemCount { get; private set; }

    public Yen Total { get; private set; }

    /// <summary>Counts the changes of this row; a writer that read an older version is refused.</summary>
    public int Version { get; private set; }

    /// <summary>Every charge of the month is on an invoice, or its line is parked.</summary>
    public void Close(int invoices, int items, Yen total, DateTime now)
    {
        if (Status != BillingCycleStatus.Closing)
            throw new InvalidOperationException($"The cycle of {Month} is {Status}.");
        Status = BillingCycleStatus.Closed;
        InvoiceCount = invoices;
        ItemCount = items;
        Total = total;
        ClosedAt = now;
        Version++;
    }
}

/// <summary>How far a month's billing is. A month without a row is open.</summary>
public enum BillingCycleStatus
{
    /// <summary>Frozen; its charges are being claimed.</summary>
    Closing,
    Closed,
}
