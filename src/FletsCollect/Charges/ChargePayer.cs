using FletsCollect.Lines;
using FletsCollect.Merchants;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Charges;

/// <summary>The parties of a purchase as they are now: who sells, and who spends on which line by which rules.</summary>
public sealed record ChargePayer(Merchant Merchant, Spender Spender)
{
    public Credential Credential => Spender.Credential;

    public Line Line => Spender.Line;

    /// <summary>Who spends by a grant, with what the contractor allowed that one.</summary>
    public Spender SpenderBy(ChargeGrant grant) => Spender with { PassesCap = grant.PassesCap };

    /// <summary>Loads the parties, at one stroke because a customer waits. They exist, because a session and a client application point at them; if not, that is a defect.</summary>
    public static async Task<ChargePayer> FindAsync(FletsCollectDbContext db, string merchantCode, Guid credentialId, CancellationToken cancellationToken)
    {
        var parties =
            from merchant in db.Merchants
            where merchant.Code == merchantCode
            from credential in db.Users
            where credential.Id == credentialId
            join line in db.Lines on credential.Line equals line.Number
            join made in db.HouseholdRules on line.Number equals made.Line into kept
            from rules in kept.DefaultIfEmpty()
            select new { Merchant = merchant, Credential = credential, Line = line, Rules = rules, IsBlocked = db.MerchantBlocks.Any(block => block.Line == line.Number && block.MerchantId == merchant.Id) };
        var found = await parties.SingleAsync(cancellationToken);
        return new ChargePayer(found.Merchant, new Spender(found.Line, found.Credential, found.Rules ?? HouseholdRules.NoneOf(found.Line.Number), found.IsBlocked));
    }

    /// <summary>Why a grant may not be charged now, whatever is left of the limits: the merchant, the ID or the line was stopped since the approval; null when nothing was.</summary>
    public ChargeRefusal? Refusal(ChargeGrant grant) => Refusal(grant, Credential.Status == CredentialStatus.Active);

    /// <summary>
    /// The same for a period of what was agreed before: a line that moved or changed its type is given some days in which to be proved again
    /// (domain.md §4).
    /// </summary>
    public ChargeRefusal? RenewalRefusal(ChargeGrant grant, DateOnly today) =>
        Refusal(grant, Credential.Status == CredentialStatus.Active || (Credential.Status == CredentialStatus.ReproofRequired && today <= Line.ReproofBy));

    private ChargeRefusal? Refusal(ChargeGrant grant, bool mayCredentialPay)
    {
        if (!Merchant.MayCharge || !mayCredentialPay || Line.Number != grant.Line || Line.Refusal() is not null)
            return ChargeRefusal.PayerUnavailable;
        return Spender.Refusal() is { } refusal ? Explain(refusal) : null;
    }

    /// <summary>Why this merchant may not ask, or this credential not approve; null when both may.</summary>
    public ApprovalRefusal? Refusal(ChargeDetails details)
    {
        if (!Merchant.MayCharge)
            return ApprovalRefusal.MerchantNotLive;
        if (details is RecurringDetails && !Merchant.MayChargeMonthly)
            return ApprovalRefusal.TypeNotAllowed;
        if (details.Amount > Merchant.LargestCharge)
            return ApprovalRefusal.AboveMerchantCap;
        if (Credential.Status != CredentialStatus.Active)
            return ApprovalRefusal.CredentialNotActive;
        return Spender.Refusal() is { } refusal ? ExplainApproval(refusal) : null;
    }

    /// <summary>What the subscriber is told.</summary>
    public static ApprovalRefusal ExplainApproval(SpendingRefusal refusal) => refusal switch
    {
        SpendingRefusal.PurchasesStopped => ApprovalRefusal.PurchasesStopped,
        SpendingRefusal.MerchantBlocked => ApprovalRefusal.MerchantBlocked,
        SpendingRefusal.OverLineLimit => ApprovalRefusal.OverLimit,
        SpendingRefusal.OverCredentialLimit => ApprovalRefusal.OverCredentialLimit,
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown spending refusal."),
    };

    /// <summary>What the merchant is told.</summary>
    public static ChargeRefusal Explain(SpendingRefusal refusal) => refusal switch
    {
        SpendingRefusal.PurchasesStopped => ChargeRefusal.PurchasesStopped,
        SpendingRefusal.MerchantBlocked => ChargeRefusal.MerchantBlocked,
        SpendingRefusal.OverLineLimit => ChargeRefusal.LimitExceeded,
        SpendingRefusal.OverCredentialLimit => ChargeRefusal.CredentialLimitExceeded,
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown spending refusal."),
    };
}
