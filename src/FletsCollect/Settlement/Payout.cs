using FletsCollect.Calendars;

namespace FletsCollect.Settlement;

/// <summary>The money that a fee statement leaves for its merchant, on its way to the merchant's bank; one for each statement.</summary>
public sealed class Payout
{
    private Payout() { }

    public Payout(FeeStatement statement, DateOnly payoutDate)
    {
        Id = Guid.CreateVersion7();
        StatementId = statement.Id;
        MerchantId = statement.MerchantId;
        Month = statement.Month;
        Amount = statement.Payable;
        PayoutDate = payoutDate;
        Apply(PayoutEvent.Close);
        if (statement.IsCarriedOver)
            Apply(PayoutEvent.CarryOver);
    }

    public Guid Id { get; private set; }

    public Guid StatementId { get; private set; }

    public Guid MerchantId { get; private set; }

    public BillingMonth Month { get; private set; }

    /// <summary>What is paid, or carried over because it is less than the least that is paid; then it may be below zero.</summary>
    public Yen Amount { get; private set; }

    /// <summary>The bank day on which the merchant is to have the money.</summary>
    public DateOnly PayoutDate { get; private set; }

    public PayoutStatus Status { get; private set; }

    /// <summary>The batch that it is in, proposed or later; none while it waits for one.</summary>
    public Guid? BatchId { get; private set; }

    public DateTime? SubmittedAt { get; private set; }

    public DateTime? SettledAt { get; private set; }

    /// <summary>The bank's name for the transfer, once it told one.</summary>
    public string? BankReference { get; private set; }

    /// <summary>Counts the changes of this row; a writer that read an older version is refused.</summary>
    public int Version { get; private set; }

    public string PublicId => FletsCollect.PublicId.Format(FletsCollect.PublicId.Payout, Id);

    /// <summary>True when it waits for a batch: it was never in one, its batch was withdrawn, or the bank sent it back.</summary>
    public bool CanBeProposed => Status is PayoutStatus.Closed or PayoutStatus.Failed && BatchId is null;

    /// <summary>Takes its place in a batch that waits for a second person.</summary>
    public void Propose(PayoutBatch batch)
    {
        if (!CanBeProposed)
            throw new InvalidOperationException($"Payout {PublicId} is {Status} and cannot be proposed.");
        BatchId = batch.Id;
        Version++;
    }

    /// <summary>The second person approved: it is in the batch for good. One that was sent back needs no new release, only another batch.</summary>
    public void Release()
    {
        if (Status == PayoutStatus.Closed)
            Apply(PayoutEvent.Approve);
        Apply(PayoutEvent.Batch);
    }

    /// <summary>Its batch was withdrawn.</summary>
    public void Withdraw()
    {
        if (Status is not (PayoutStatus.Closed or PayoutStatus.Failed))
            throw new InvalidOperationException($"Payout {PublicId} is {Status} and cannot leave its batch.");
        BatchId = null;
        Version++;
    }

    /// <summary>The bank has its batch's file.</summary>
    public void Submit(DateTime now)
    {
        Apply(PayoutEvent.Submit);
        SubmittedAt = now;
    }

    /// <summary>The bank sent the money back; it waits for another batch.</summary>
    public void Return()
    {
        Apply(PayoutEvent.Return);
        BatchId = null;
    }

    /// <summary>The bank says that the money arrived.</summary>
    public void Settle(string bankReference, DateTime now)
    {
        Apply(PayoutEvent.Settle);
        BankReference = bankReference;
        SettledAt = now;
    }

    private void Apply(PayoutEvent happened)
    {
        Status = PayoutTransitions.Next(Status, happened)
            ?? throw new InvalidOperationException($"A payout that is {Status} has no edge for {happened}.");
        Version++;
    }
}
