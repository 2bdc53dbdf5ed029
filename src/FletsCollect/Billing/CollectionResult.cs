namespace FletsCollect.Billing;

/// <summary>
/// What the telco's billing, or the bank, said of the collection of one invoice, append only. Its reference is the collector's and unique,
/// so a result that is sent again is known again.
/// </summary>
public sealed class CollectionResult
{
    private CollectionResult() { }

    public CollectionResult(CollectionNotice notice, Guid? fileId, DateTime now)
    {
        Id = Guid.CreateVersion7();
        Reference = notice.Reference;
        InvoiceId = notice.InvoiceId;
        Outcome = notice.Outcome;
        Amount = notice.Amount;
        FileId = fileId;
        RecordedAt = now;
    }

    public Guid Id { get; private set; }

    public string Reference { get; private set; } = "";

    /// <summary>The invoice that the collector named; there may be none of that name, and then the money is in suspense.</summary>
    public Guid InvoiceId { get; private set; }

    public CollectionOutcome Outcome { get; private set; }

    /// <summary>What was received.</summary>
    public Yen Amount { get; private set; }

    /// <summary>The part of it that paid the telco's own fees.</summary>
    public Yen LineFees { get; private set; }

    /// <summary>The part of it that paid collected items.</summary>
    public Yen Items { get; private set; }

    /// <summary>The part of it that fits no invoice, and waits in suspense for a person.</summary>
    public Yen Suspended { get; private set; }

    /// <summary>The file it came with; null from a connected billing system.</summary>
    public Guid? FileId { get; private set; }

    public DateTime RecordedAt { get; private set; }

    /// <summary>True when a notice says the same again.</summary>
    public bool Repeats(CollectionNotice notice) => InvoiceId == notice.InvoiceId && Outcome == notice.Outcome && Amount == notice.Amount;

    internal void Split(PaymentSplit split) => (LineFees, Items) = (split.LineFees, split.Items);

    internal void Suspend(Yen amount) => Suspended = amount;
}

/// <summary>What an attempt to collect an invoice brought.</summary>
public enum CollectionOutcome
{
    /// <summary>All that was outstanding, or more.</summary>
    Paid,

    /// <summary>Some of it.</summary>
    PartlyPaid,

    /// <summary>Nothing; it may be tried again.</summary>
    Unpaid,

    /// <summary>Nothing, and the collector does not try again.</summary>
    GivenUp,
}
