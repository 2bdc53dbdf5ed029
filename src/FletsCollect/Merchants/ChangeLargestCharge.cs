using FletsCollect.Audit;
using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Merchants;

/// <summary>Why a merchant's largest charge is not changed. Nothing was stored.</summary>
public enum ChangeLargestChargeRefusal
{
    MerchantNotFound,

    /// <summary>Not from 1 to 999,999,999 yen.</summary>
    AmountInvalid,

    /// <summary>It is that much already.</summary>
    Unchanged,
    ReasonMissing,
    ActorMissing,

    /// <summary>Another amount waits for a second person.</summary>
    ProposalWaits,
}

/// <summary>What became of it.</summary>
/// <param name="Merchant">The merchant, as it stands now.</param>
/// <param name="Proposal">What waits for a second person; null when it holds already.</param>
public sealed record LargestChargeChange(Merchant Merchant, LargestChargeProposal? Proposal);

/// <summary>
/// Changes what a merchant may ask for at once. Less holds with the next charge, renewals of what was consented to before
/// among them; more is a proposal for a second person, because it is what a stolen key could take.
/// </summary>
public sealed class ChangeLargestCharge(UnitOfWork unitOfWork, TimeProvider clock)
{
    /// <summary>The longest reason.</summary>
    public const int LongestReason = 200;

    private static readonly Yen Most = new(999_999_999);

    public Task<Result<LargestChargeChange, ChangeLargestChargeRefusal>> ExecuteAsync(string merchantCode, Yen amount, string reason, string by, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<LargestChargeChange, ChangeLargestChargeRefusal>>(
            async (db, token) =>
            {
                if (string.IsNullOrWhiteSpace(by))
                    return ChangeLargestChargeRefusal.ActorMissing;
                if (string.IsNullOrWhiteSpace(reason) || reason.Trim().Length > LongestReason)
                    return ChangeLargestChargeRefusal.ReasonMissing;
                if (!amount.IsPositive || amount > Most)
                    return ChangeLargestChargeRefusal.AmountInvalid;
                if (await db.Merchants.SingleOrDefaultAsync(row => row.Code == merchantCode, token) is not { } merchant)
                    return ChangeLargestChargeRefusal.MerchantNotFound;
                if (amount == merchant.LargestCharge)
                    return ChangeLargestChargeRefusal.Unchanged;
                if (await LargestChargeProposal.Waiting(db).AnyAsync(row => row.MerchantId == merchant.Id, token))
                    return ChangeLargestChargeRefusal.ProposalWaits;
                var (now, before) = (clock.Instant(), merchant.LargestCharge);
                var proposal = amount > before ? new LargestChargeProposal(merchant, amount, reason.Trim(), by, now) : null;
                if (proposal is null)
                {
                    merchant.LimitCharges(amount);
                }
                else
                {
                    db.Add(proposal);
                    // Of two proposals at once, one begins again and finds the other.
                    merchant.Touch();
                }
                db.Add(AuditEntry.Of(
                    proposal is null ? "merchant.largest-charge-set" : "merchant.largest-charge-proposed", AuditActor.Person(by), merchant.Code, now,
                    new { before = before.Amount, after = amount.Amount, reason = reason.Trim(), proposal = proposal?.PublicId }));
                return new LargestChargeChange(merchant, proposal);
            },
            cancellationToken);
}
