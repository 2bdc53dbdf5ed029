using FletsCollect.Calendars;

namespace FletsCollect.Billing;

/// <summary>
/// One month's billing. Freezing it fixes what the month holds, so that a close that is resumed bills the same charges. The row also says
/// how far a close is while it runs.
/// </summary>
public sealed class BillingCycle
{
    private BillingCycle() { }

    /// <param name="month">The month.</param>
    /// <param name="afterBatch">No batch up to this one holds a charge that is on no invoice.</param>
    /// <param name="throughBatch">The last batch that the month can bill.</param>
    /// <param name="now">When it freezes.</param>
    public BillingCycle(BillingMonth month, long afterBatch, long throughBatch, DateTime now)
    {
        Month = month;
        AfterBatch = afterBatch;
        BilledThrough = afterBatch;
        ThroughBatch = throughBatch;
        FrozenAt = now;
        ClosedEarly = !month.IsOverAt(now);
        Status = BillingCycleStatus.Closing;
    }

    public BillingMonth Month { get; private set; }

    public BillingCycleStatus Status { get; private set; }

    /// <summary>The batches up to this one need not be looked at: everything in them is billed. So a close reads its month, not all history.</summary>
    public long AfterBatch { get; private set; }

    /// <summary>
    /// The last ledger batch that the month can bill. Batches commit in the order of their numbers, so everything up to this one was
    /// durable when the month froze: no clock decides, and a charge that commits meanwhile is a late arrival.
    /// </summary>
    public long ThroughBatch { get; private set; }

    public DateTime FrozenAt { get; private set; }

    /// <summary>Frozen before the month was over.</summary>
    public bool ClosedEarly { get; private set; }

    /// <summary>How many charges the month has to bill; null until they were counted and the parked lines taken out.</summary>
    public int? ToBill { get; private set; }

    /// <summary>Up to which batch the charges are on invoices.</summary>
    public long BilledThrough { get; private set; }

    /// <summary>When the present or the last run of the close began, and how many items there were then.</summary>
    public DateTime? RunStartedAt { get; private set; }

    public int ItemsAtRunStart { get; private set; }

    /// <summary>When the numbers last moved.</summary>
    public DateTime? ProgressAt { get; private set; }

    public DateTime? ClosedAt { get; private set; }

    /// <summary>The first batch that still holds an unbilled charge, when it closed: of a parked line, or of a day after the month. Null when there is none.</summary>
    public long? OpenFromBatch { get; private set; }

    public int InvoiceCount { get; private set; }

    public int ItemCount { get; private set; }

    public int ParkedLines { get; private set; }

    /// <summary>What its invoices come to, without the telco's own fees.</summary>
    public Yen Total { get; private set; }

    /// <summary>Counts the changes of this row; a writer that read an older version is refused.</summary>
    public int Version { get; private set; }

    /// <summary>Charges that are on no invoice yet; null until they were counted.</summary>
    public int? Remaining => ToBill - ItemCount;

    /// <summary>Charges a second in the present or the last run; null when nothing can be said.</summary>
    public double? Rate =>
        RunStartedAt is { } started && ProgressAt is { } progress && progress > started ? (ItemCount - ItemsAtRunStart) / (progress - started).TotalSeconds : null;

    public void BeginRun(DateTime now)
    {
        RequireClosing();
        (RunStartedAt, ItemsAtRunStart, ProgressAt) = (now, ItemCount, now);
        Version++;
    }

    /// <summary>The lines that cannot be closed are known, and the other charges are counted.</summary>
    public void Count(int toBill, int parkedLines, DateTime now)
    {
        RequireClosing();
        (ToBill, ParkedLines, ProgressAt) = (toBill, parkedLines, now);
        Version++;
    }

    /// <summary>So many more charges are on invoices, and with them all up to a batch.</summary>
    public void Advance(long through, int items, DateTime now)
    {
        RequireClosing();
        BilledThrough = through;
        ItemCount += items;
        ProgressAt = now;
        Version++;
    }

    /// <summary>Every charge of the month is on an invoice, or its line is parked.</summary>
    public void Close(int invoices, Yen total, long? openFromBatch, DateTime now)
    {
        RequireClosing();
        if (BilledThrough != ThroughBatch)
            throw new InvalidOperationException($"The cycle of {Month} is billed through batch {BilledThrough} of {ThroughBatch}.");
        Status = BillingCycleStatus.Closed;
        InvoiceCount = invoices;
        Total = total;
        OpenFromBatch = openFromBatch;
        ClosedAt = now;
        Version++;
    }

    /// <summary>The batch after which the next month's close begins to read.</summary>
    public long NextAfterBatch => OpenFromBatch is { } open ? open - 1 : ThroughBatch;

    private void RequireClosing()
    {
        if (Status != BillingCycleStatus.Closing)
            throw new InvalidOperationException($"The cycle of {Month} is {Status}.");
    }
}

/// <summary>How far a month's billing is. A month without a row is open.</summary>
public enum BillingCycleStatus
{
    /// <summary>Frozen; its charges are being claimed.</summary>
    Closing,
    Closed,
}
