using FletsCollect.Lines;
using FletsCollect.Merchants;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Charges;

/// <summary>The parties of a purchase as they are now: who sells, who approves, and the line that pays.</summary>
public sealed record ChargePayer(Merchant Merchant, Credential Credential, Line Line)
{
    /// <summary>Loads the parties. They exist, because a session and a client application point at them; if not, that is a defect.</summary>
    public static async Task<ChargePayer> FindAsync(FletsCollectDbContext db, string merchantCode, Guid credentialId, CancellationToken cancellationToken)
    {
        var merchant = await db.Merchants.SingleAsync(merchant => merchant.Code == merchantCode, cancellationToken);
        var credential = await db.Users.SingleAsync(credential => credential.Id == credentialId, cancellationToken);
        var line = await db.Lines.SingleAsync(line => line.Number == credential.Line, cancellationToken);
        return new ChargePayer(merchant, credential, line);
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
