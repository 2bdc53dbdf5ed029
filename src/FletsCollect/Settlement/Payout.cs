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
        if (!Amount.IsPositive)
            Apply(PayoutEvent.CarryOver);
    }

    public Guid Id { get; private set; }

    public Guid StatementId { get; private set; }

    public Guid MerchantId { get; private set; }

    public BillingMonth Month { get; private set; }

    /// <summary>What is paid; zero or less when it is carried over.</summary>
    public Yen Amount { get; private set; }

    /// <summary>The bank day on which the merchant is to have the money.</summary>
    public DateOnly PayoutDate { get; private set; }

    public PayoutStatus Status { get; private set; }

    public DateTime? SubmittedAt { get; private set; }

    public DateTime? SettledAt { get; private set; }

    /// <summary>The bank's name for the transfer, once it told one.</summary>
    public string? BankReference { get; private set; }

    /// <summary>Counts the changes of this row; a writer that read an older version is refused.</summary>
    public int Version { get; private set; }

    public string PublicId => FletsCollect.PublicId.Format(FletsCollect.PublicId.Payout, Id);

    /// <summary>
    /// Releases, batches and hands over in one step. The table keeps the steps apart, because a second person's approval and the bank
    /// file belong between them.
    /// </summary>
    public void Submit(DateTime now)
    {
        Apply(PayoutEvent.Approve);
        Apply(PayoutEvent.Batch);
        Apply(PayoutEvent.Submit);
        SubmittedAt = now;
    }

    /// <summary>The bank says that the money arrived.</summary>
    public void Settle(string bankReference, DateTime now)
    {
        Apply(PayoutEvent.Settle);
        BankReference = bankReference;
        SettledAt = now;
    }

    /// <summary>The payout as the bank knows it.</summary>
    public PayoutOrder OrderFor(string merchantCode) => new(PublicId, merchantCode, Amount);

    private void Apply(PayoutEvent happened)
    {
        Status = PayoutTransitions.Next(Status, happened)
            ?? throw new InvalidOperationException($"A payout that is {Status} has no edge for {happened}.");
        Version++;
    }
}
