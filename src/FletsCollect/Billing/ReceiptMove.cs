namespace FletsCollect.Billing;

/// <summary>
/// What a person wants done with money that waits in suspense, append only. It takes effect when a second person approves it
/// (<see cref="ReceiptDecision"/>), as a whole or not at all.
/// </summary>
public sealed class ReceiptMove
{
    private ReceiptMove() { }

    internal ReceiptMove(CollectionResult receipt, Yen amount, Guid? invoiceId, string reason, string by, DateTime now)
    {
        Id = Guid.CreateVersion7();
        ResultId = receipt.Id;
        Kind = invoiceId is null ? ReceiptMoveKind.PayBack : ReceiptMoveKind.Match;
        InvoiceId = invoiceId;
        Amount = amount;
        Reason = reason;
        ProposedBy = by;
        ProposedAt = now;
    }

    public Guid Id { get; private set; }

    /// <summary>The receipt: the collection result that brought the money.</summary>
    public Guid ResultId { get; private set; }

    public ReceiptMoveKind Kind { get; private set; }

    /// <summary>The invoice that it pays; null when it is paid back.</summary>
    public Guid? InvoiceId { get; private set; }

    /// <summary>Of what the receipt has in suspense.</summary>
    public Yen Amount { get; private set; }

    public string Reason { get; private set; } = "";

    public string ProposedBy { get; private set; } = "";

    public DateTime ProposedAt { get; private set; }

    public string PublicId => FletsCollect.PublicId.Format(FletsCollect.PublicId.ReceiptMove, Id);
}

/// <summary>Where money goes from suspense.</summary>
public enum ReceiptMoveKind
{
    /// <summary>To an invoice, as a payment of it.</summary>
    Match,

    /// <summary>Back to who sent it, from the provider's bank.</summary>
    PayBack,
}

/// <summary>The second person's word on a <see cref="ReceiptMove"/>, append only. Its key is the move's, so there is one word.</summary>
public sealed class ReceiptDecision
{
    private ReceiptDecision() { }

    internal ReceiptDecision(ReceiptMove move, bool approved, string? bankReference, string by, DateTime now)
    {
        MoveId = move.Id;
        Approved = approved;
        BankReference = bankReference;
        DecidedBy = by;
        DecidedAt = now;
    }

    public Guid MoveId { get; private set; }

    public bool Approved { get; private set; }

    /// <summary>The bank's own name for the transfer that paid it back.</summary>
    public string? BankReference { get; private set; }

    public string DecidedBy { get; private set; } = "";

    public DateTime DecidedAt { get; private set; }
}
