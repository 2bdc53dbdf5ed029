namespace FletsCollect.Billing;

/// <summary>
/// What the telco's billing said of the collection of one invoice, append only. Its reference is the telco's and unique, so a result that
/// is sent again is known again.
/// </summary>
public sealed class CollectionResult
{
    private CollectionResult() { }

    public CollectionResult(CollectionNotice notice, DateTime now)
    {
        Id = Guid.CreateVersion7();
        Reference = notice.Reference;
        InvoiceId = notice.InvoiceId;
        Outcome = notice.Outcome;
        Amount = notice.Amount;
        RecordedAt = now;
    }

    public Guid Id { get; private set; }

    public string Reference { get; private set; } = "";

    public Guid InvoiceId { get; private set; }

    public CollectionOutcome Outcome { get; private set; }

    public Yen Amount { get; private set; }

    public DateTime RecordedAt { get; private set; }

    /// <summary>True when a notice says the same again.</summary>
    public bool Repeats(CollectionNotice notice) => InvoiceId == notice.InvoiceId && Outcome == notice.Outcome && Amount == notice.Amount;
}

/// <summary>Whether a line paid its bill.</summary>
public enum CollectionOutcome
{
    Paid,
    Unpaid,
}
