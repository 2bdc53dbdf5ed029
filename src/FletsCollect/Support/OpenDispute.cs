using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Support;

/// <summary>Why a purchase was not disputed.</summary>
public enum OpenDisputeRefusal
{
    /// <summary>The ID sees no such purchase.</summary>
    PurchaseNotFound,

    /// <summary>Nothing was taken: it is only held, was cancelled, or expired.</summary>
    NothingTaken,

    /// <summary>All of it was given back, or is about to be.</summary>
    Refunded,

    /// <summary>It is disputed already, or a dispute of it was decided.</summary>
    DisputedBefore,
}

/// <summary>
/// A subscriber says that a purchase is not theirs. The case with the desk begins, and the merchant is told. Sent twice, it is one dispute: the charge
/// itself keeps a second one out.
/// </summary>
public sealed class OpenDispute(UnitOfWork unitOfWork, TimeProvider clock)
{
    public Task<Result<Dispute, OpenDisputeRefusal>> ExecuteAsync(Guid credentialId, Guid chargeId, string statement, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<Dispute, OpenDisputeRefusal>>(
            async (db, token) =>
            {
                var now = clock.Instant();
                var credential = await db.Users.SingleAsync(row => row.Id == credentialId, token);
                if (await VisiblePurchases.To(db, credential).SingleOrDefaultAsync(row => row.Id == chargeId, token) is not { } charge)
                    return OpenDisputeRefusal.PurchaseNotFound;
                if (await db.Disputes.AnyAsync(row => row.LiveChargeId == chargeId, token))
                    return OpenDisputeRefusal.DisputedBefore;
                if (charge.Status != ChargeStatus.Confirmed)
                    return OpenDisputeRefusal.NothingTaken;
                if (!charge.Remaining.IsPositive)
                    return OpenDisputeRefusal.Refunded;
                var supportCase = new SupportCase(credential, SupportChannel.Dispute, charge.Description is { Length: > SupportCase.LongestSubject } longer ? longer[..SupportCase.LongestSubject] : charge.Description, Guid.CreateVersion7(), now);
                var dispute = new Dispute(charge, credential, supportCase, statement, now);
                db.AddRange(supportCase, supportCase.Write(credential.UserName ?? "", statement, supportCase.FormToken, now), dispute);
                db.AddRange(DisputeNews.Of(dispute, charge, AuditActor.Credential(credential.UserName ?? ""), now));
                return dispute;
            },
            cancellationToken);
}
