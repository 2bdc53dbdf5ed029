using FletsCollect.Lines;

namespace FletsCollect.Subscribers;

/// <summary>
/// One change of a household's rules (domain.md §4, "Spending limits"): who may make it, and what it does. What lets less be spent holds
/// at once; what lets more be spent needs a proof of the line.
/// </summary>
public abstract record HouseholdChange
{
    private HouseholdChange() { }

    /// <summary>As the audit trail names it.</summary>
    internal abstract string Action { get; }

    /// <summary>The ID that it is about.</summary>
    internal virtual Guid? AboutCredential => null;

    /// <summary>The merchant that it is about.</summary>
    internal virtual Guid? AboutMerchant => null;

    /// <summary>What the audit trail says besides.</summary>
    internal virtual object? Detail(HouseholdScene home) => null;

    /// <summary>True for whoever may make it: the contractor, unless a change says otherwise.</summary>
    internal virtual bool IsAllowedTo(Credential asking) => asking.IsContractor;

    /// <summary>Why it cannot be made; null when it can.</summary>
    internal virtual HouseholdRefusal? Refusal(HouseholdScene home) => null;

    /// <summary>True when everything is so already.</summary>
    internal abstract bool IsDone(HouseholdScene home);

    internal abstract bool LetsMoreBeSpent(HouseholdScene home);

    internal abstract void Apply(HouseholdScene home, HouseholdRules rules, FletsCollectDbContext db, DateTime now);

    private static bool IsMore(Yen? before, Yen? cap) => before is { } lower && (cap is not { } higher || higher > lower);

    /// <summary>Caps what the whole line may spend in a month; null takes the cap away.</summary>
    public sealed record CapLine(Yen? Cap) : HouseholdChange
    {
        internal override string Action => "household.line-capped";

        internal override object? Detail(HouseholdScene home) => new { before = home.Rules.MonthlyCap?.Amount, now = Cap?.Amount };

        internal override HouseholdRefusal? Refusal(HouseholdScene home) => SpendingLimits.IsCap(Cap, home.Allowed) ? null : HouseholdRefusal.NotAStep;

        internal override bool IsDone(HouseholdScene home) => home.Rules.MonthlyCap == Cap;

        internal override bool LetsMoreBeSpent(HouseholdScene home) => IsMore(home.Rules.MonthlyCap, Cap);

        internal override void Apply(HouseholdScene home, HouseholdRules rules, FletsCollectDbContext db, DateTime now) => rules.Cap(Cap);
    }

    /// <summary>Caps what one ID may spend in a month; null takes the cap away.</summary>
    public sealed record CapCredential(Guid CredentialId, Yen? Cap) : HouseholdChange
    {
        internal override string Action => "household.credential-capped";

        internal override Guid? AboutCredential => CredentialId;

        internal override object? Detail(HouseholdScene home) => new { id = home.About?.UserName, before = home.About?.MonthlyCap?.Amount, now = Cap?.Amount };

        internal override HouseholdRefusal? Refusal(HouseholdScene home) =>
            home.About is null ? HouseholdRefusal.CredentialNotFound : SpendingLimits.IsCap(Cap, home.Allowed) ? null : HouseholdRefusal.NotAStep;

        internal override bool IsDone(HouseholdScene home) => home.About!.MonthlyCap == Cap;

        internal override bool LetsMoreBeSpent(HouseholdScene home) => IsMore(home.About!.MonthlyCap, Cap);

        internal override void Apply(HouseholdScene home, HouseholdRules rules, FletsCollectDbContext db, DateTime now) => home.About!.Cap(Cap);
    }

    /// <summary>Stops all purchases of the line, renewals too.</summary>
    public sealed record StopPurchases : HouseholdChange
    {
        internal override string Action => "household.purchases-stopped";

        internal override bool IsDone(HouseholdScene home) => home.Rules.StoppedAt is not null;

        internal override bool LetsMoreBeSpent(HouseholdScene home) => false;

        internal override void Apply(HouseholdScene home, HouseholdRules rules, FletsCollectDbContext db, DateTime now) => rules.Stop(now);
    }

    public sealed record AllowPurchases : HouseholdChange
    {
        internal override string Action => "household.purchases-allowed";

        internal override bool IsDone(HouseholdScene home) => home.Rules.StoppedAt is null;

        internal override bool LetsMoreBeSpent(HouseholdScene home) => true;

        internal override void Apply(HouseholdScene home, HouseholdRules rules, FletsCollectDbContext db, DateTime now) => rules.Resume();
    }

    /// <summary>Charges of a merchant are refused from now on, renewals too.</summary>
    public sealed record BlockMerchant(Guid MerchantId) : HouseholdChange
    {
        internal override string Action => "household.merchant-blocked";

        internal override Guid? AboutMerchant => MerchantId;

        internal override object? Detail(HouseholdScene home) => new { merchant = home.MerchantCode };

        internal override HouseholdRefusal? Refusal(HouseholdScene home) => home.MerchantCode is null ? HouseholdRefusal.MerchantNotFound : null;

        internal override bool IsDone(HouseholdScene home) => home.Block is not null;

        internal override bool LetsMoreBeSpent(HouseholdScene home) => false;

        internal override void Apply(HouseholdScene home, HouseholdRules rules, FletsCollectDbContext db, DateTime now) =>
            db.Add(new MerchantBlock(home.Line.Number, MerchantId, home.Asking.UserName ?? "", now));
    }

    public sealed record UnblockMerchant(Guid MerchantId) : HouseholdChange
    {
        internal override string Action => "household.merchant-unblocked";

        internal override Guid? AboutMerchant => MerchantId;

        internal override object? Detail(HouseholdScene home) => new { merchant = home.MerchantCode };

        internal override HouseholdRefusal? Refusal(HouseholdScene home) => home.MerchantCode is null ? HouseholdRefusal.MerchantNotFound : null;

        internal override bool IsDone(HouseholdScene home) => home.Block is null;

        internal override bool LetsMoreBeSpent(HouseholdScene home) => true;

        internal override void Apply(HouseholdScene home, HouseholdRules rules, FletsCollectDbContext db, DateTime now) => db.Remove(home.Block!);
    }

    /// <summary>Stops an ID: it can neither sign in nor be charged. Its holder may do that too.</summary>
    public sealed record FreezeCredential(Guid CredentialId, CredentialStopper? By = null) : HouseholdChange
    {
        internal override string Action => "credential.frozen";

        internal override Guid? AboutCredential => CredentialId;

        internal override object? Detail(HouseholdScene home) => new { id = home.About?.UserName };

        internal override bool IsAllowedTo(Credential asking) => asking.IsContractor || asking.Id == CredentialId;

        internal override HouseholdRefusal? Refusal(HouseholdScene home) => home.About is null ? HouseholdRefusal.CredentialNotFound : null;

        internal override bool IsDone(HouseholdScene home) => home.About!.IsFrozen;

        internal override bool LetsMoreBeSpent(HouseholdScene home) => false;

        internal override void Apply(HouseholdScene home, HouseholdRules rules, FletsCollectDbContext db, DateTime now) =>
            home.About!.Freeze(By ?? (home.Asking.Id == CredentialId ? CredentialStopper.Holder : CredentialStopper.Contractor), now);
    }

    public sealed record UnfreezeCredential(Guid CredentialId, CredentialStopper By = CredentialStopper.Contractor) : HouseholdChange
    {
        internal override string Action => "credential.unfrozen";

        internal override Guid? AboutCredential => CredentialId;

        internal override object? Detail(HouseholdScene home) => new { id = home.About?.UserName };

        internal override HouseholdRefusal? Refusal(HouseholdScene home) =>
            home.About is null ? HouseholdRefusal.CredentialNotFound
            : home.About.IsFrozen && !home.About.MayBeThawedBy(By) ? HouseholdRefusal.NotContractor
            : null;

        internal override bool IsDone(HouseholdScene home) => !home.About!.IsFrozen;

        internal override bool LetsMoreBeSpent(HouseholdScene home) => true;

        internal override void Apply(HouseholdScene home, HouseholdRules rules, FletsCollectDbContext db, DateTime now) => home.About!.Move(CredentialMove.Thaw, now);
    }
}

/// <summary>What a change is decided on.</summary>
/// <param name="Asking">Who is signed in.</param>
/// <param name="Line">The household's line.</param>
/// <param name="Allowed">What age and tenure allow the line this month.</param>
/// <param name="Rules">The rules as they are.</param>
/// <param name="About">The ID that the change is about, if it is one of the line's.</param>
/// <param name="MerchantCode">The merchant that the change is about, if there is one.</param>
/// <param name="Block">What stands against that merchant.</param>
internal sealed record HouseholdScene(Credential Asking, Line Line, Yen Allowed, HouseholdRules Rules, Credential? About, string? MerchantCode, MerchantBlock? Block);

/// <summary>Why a household's rules were not changed.</summary>
public enum HouseholdRefusal
{
    /// <summary>Only the line's contractor may do that, or, for an ID that the desk stopped, only the desk.</summary>
    NotContractor,

    /// <summary>No such ID on this line, or it was revoked.</summary>
    CredentialNotFound,

    /// <summary>No such merchant.</summary>
    MerchantNotFound,

    /// <summary>A cap is a multiple of <see cref="SpendingLimits.CapStep"/> from 0 up to what age and tenure allow.</summary>
    NotAStep,

    /// <summary>It lets more be spent, and the request does not come from the line.</summary>
    LineNotProved,
}
