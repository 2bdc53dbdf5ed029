using FletsCollect.Calendars;
using FletsCollect.Lines;

namespace FletsCollect.Subscribers;

/// <summary>Why a household does not let an amount be spent. Whoever asks puts it into its own words.</summary>
public enum SpendingRefusal
{
    /// <summary>The contractor stopped all purchases of the line.</summary>
    PurchasesStopped,

    /// <summary>The contractor blocked the merchant.</summary>
    MerchantBlocked,

    /// <summary>The line's limit for the month, or the contractor's cap below it, would be passed.</summary>
    OverLineLimit,

    /// <summary>The ID's own cap for the month would be passed.</summary>
    OverCredentialLimit,
}

/// <summary>An ID that spends at a merchant, on its line and under the rules of its household.</summary>
/// <param name="Line">The line that pays.</param>
/// <param name="Credential">Who spends.</param>
/// <param name="Rules">The household's rules, read no later than the rest of this.</param>
/// <param name="IsMerchantBlocked">True when the household blocked the merchant.</param>
public sealed record Spender(Line Line, Credential Credential, HouseholdRules Rules, bool IsMerchantBlocked)
{
    /// <summary>True for a purchase that the contractor let pass what the ID may spend in a month by itself.</summary>
    public bool PassesCap { get; init; }

    /// <summary>What the ID may spend in a month by itself; null for whatever the line has left.</summary>
    public Yen? Cap => PassesCap ? null : Credential.MonthlyCap;

    /// <summary>Why nothing at all may be spent here, whatever is left; null when something may. Rules for single IDs belong here.</summary>
    public SpendingRefusal? Refusal() =>
        Rules.StoppedAt is not null ? SpendingRefusal.PurchasesStopped
        : IsMerchantBlocked ? SpendingRefusal.MerchantBlocked
        : null;

    /// <summary>The rows that the spending of a month is counted in.</summary>
    public SpenderMonth In(BillingMonth month) => new(Line.Number, Credential.Id, month);

    /// <summary>What is left in a month.</summary>
    public SpendingRoom RoomIn(LineLimit line, CredentialSpending credential)
    {
        var ofLine = Least(line.Limit, Rules.MonthlyCap) - line.Used;
        return new SpendingRoom(ofLine, Cap is { } cap ? Least(cap - credential.Used, ofLine) : ofLine);
    }

    private static Yen Least(Yen one, Yen? other) => other is { } given && given < one ? given : one;
}

/// <summary>Where an ID's spending of a month is counted.</summary>
public readonly record struct SpenderMonth(LineNumber Line, Guid CredentialId, BillingMonth Month);

/// <summary>What may still be spent in a month; below zero when a cap was lowered below what is used.</summary>
/// <param name="OfLine">By the whole line.</param>
/// <param name="OfCredential">By the one ID, never more than by the line.</param>
public readonly record struct SpendingRoom(Yen OfLine, Yen OfCredential)
{
    /// <summary>Why an amount does not fit; null when it does.</summary>
    public SpendingRefusal? Refusal(Yen amount) =>
        amount > OfLine ? SpendingRefusal.OverLineLimit
        : amount > OfCredential ? SpendingRefusal.OverCredentialLimit
        : null;

    /// <summary>What a person is told: nothing less than nothing.</summary>
    public Yen Left => OfCredential < Yen.Zero ? Yen.Zero : OfCredential;
}
