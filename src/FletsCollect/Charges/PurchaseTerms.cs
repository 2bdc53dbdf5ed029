namespace FletsCollect.Charges;

/// <summary>What a subscriber is asked to agree to: a purchase, or a new price of one that goes on.</summary>
/// <param name="Details">The purchase as it would be.</param>
/// <param name="ChangesPrice">True when the merchant asks to replace a grant.</param>
/// <param name="Replacement">What is replaced; null when nothing is, or when what the merchant names cannot be.</param>
public sealed record PurchaseTerms(ChargeDetails Details, bool ChangesPrice, GrantReplacement? Replacement)
{
    /// <summary>The Japanese day of the first charge by these terms, if they are approved today.</summary>
    public DateOnly FirstChargeOn(DateOnly today) => Replacement?.From ?? Details.FirstChargeOn(today);

    /// <summary>Why these terms cannot be agreed to by this person on this day; null when they can.</summary>
    public ApprovalRefusal? Refusal(ChargePayer payer, DateOnly today)
    {
        if (ChangesPrice)
            return Replacement is { } replacement && replacement.Replaced.CredentialId == payer.Credential.Id && replacement.Fault(Details) is null ? null : ApprovalRefusal.NotReplaceable;
        // A purchase that begins on a day that is over would begin with a period that nobody had anything of.
        return Details is RecurringDetails { Schedule.Start: var start } && start < today ? ApprovalRefusal.StartIsOver : null;
    }
}
