using FletsCollect.Lines;
using FletsCollect.Merchants;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Charges;

/// <summary>The parties of a purchase as they are now: who sells, who approves, and the line that pays.</summary>
public sealed record ChargePayer(Merchant Merchant, Credential Credential, Line Line)
{
    /// <summary>Loads the parties, at one stroke because a customer waits. They exist, because a session and a client application point at them; if not, that is a defect.</summary>
    public static async Task<ChargePayer> FindAsync(FletsCollectDbContext db, string merchantCode, Guid credentialId, CancellationToken cancellationToken)
    {
        var parties =
            from merchant in db.Merchants
            where merchant.Code == merchantCode
            from credential in db.Users
            where credential.Id == credentialId
            join line in db.Lines on credential.Line equals line.Number
            select new { Merchant = merchant, Credential = credential, Line = line };
        var found = await parties.SingleAsync(cancellationToken);
        return new ChargePayer(found.Merchant, found.Credential, found.Line);
    }

    /// <summary>True while nothing was stopped since the approval: the merchant, the ID, the line.</summary>
    public bool MayPay(ChargeGrant grant) =>
        Merchant.MayCharge && Credential.Status == CredentialStatus.Active && Line.Number == grant.Line && Line.Refusal() is null;

    /// <summary>Why this merchant may not ask, or this credential not approve; null when both may.</summary>
    public ApprovalRefusal? Refusal(ChargeDetails details)
    {
        if (!Merchant.MayCharge)
            return ApprovalRefusal.MerchantNotLive;
        if (details is RecurringDetails && !Merchant.MayChargeMonthly)
            return ApprovalRefusal.TypeNotAllowed;
        if (details.Amount > Merchant.LargestCharge)
            return ApprovalRefusal.AboveMerchantCap;
        return Credential.Status == CredentialStatus.Active ? null : ApprovalRefusal.CredentialNotActive;
    }
}
