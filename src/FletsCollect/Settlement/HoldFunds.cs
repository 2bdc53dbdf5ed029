using FletsCollect.Audit;
using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Settlement;

/// <summary>Why money is not held or not released. Nothing was posted.</summary>
public enum HoldFundsRefusal
{
    MerchantNotFound,

    /// <summary>Not above zero, or above 999,999,999 yen.</summary>
    AmountInvalid,
    ReasonMissing,
    ActorMissing,
    HoldNotFound,

    /// <summary>It is free already.</summary>
    HoldReleased,
}

/// <summary>
/// Keeps a merchant's money back and gives it free again. What is held is taken from what the merchant has available, also when that is
/// less: then the next statements bear it before anything is paid.
/// </summary>
public sealed class HoldFunds(UnitOfWork unitOfWork, TimeProvider clock)
{
    private static readonly Yen Largest = new(999_999_999);

    /// <param name="merchantCode">Whose money.</param>
    /// <param name="amount">How much of it.</param>
    /// <param name="reason">Why.</param>
    /// <param name="by">Who.</param>
    /// <param name="cancellationToken">Stops before anything is stored.</param>
    /// <param name="formToken">Of the form that asks, if one does: sent twice, it holds once.</param>
    public Task<Result<FundsHold, HoldFundsRefusal>> HoldAsync(string merchantCode, Yen amount, string reason, string by, CancellationToken cancellationToken, Guid? formToken = null) =>
        unitOfWork.CommitAsync<Result<FundsHold, HoldFundsRefusal>>(
            async (db, token) =>
            {
                if (string.IsNullOrWhiteSpace(by))
                    return HoldFundsRefusal.ActorMissing;
                if (string.IsNullOrWhiteSpace(reason))
                    return HoldFundsRefusal.ReasonMissing;
                if (!amount.IsPositive || amount > Largest)
                    return HoldFundsRefusal.AmountInvalid;
                var merchant = await db.Merchants.AsNoTracking().SingleOrDefaultAsync(merchant => merchant.Code == merchantCode, token);
                if (merchant is null)
                    return HoldFundsRefusal.MerchantNotFound;
                if (formToken is { } sent && await db.FundsHolds.SingleOrDefaultAsync(row => row.Id == sent && row.MerchantId == merchant.Id, token) is { } held)
                    return held;
                var now = clock.Instant();
                var hold = new FundsHold(formToken ?? Guid.CreateVersion7(), merchant, amount, reason.Trim(), by, now);
                db.Add(hold);
                db.AddRange(SettlementPostings.Held(hold, merchant.Code, BusinessDate.At(now)).ToTransfers(now));
                db.Add(AuditEntry.Of("funds.held", AuditActor.Person(by), hold.PublicId, now, new { merchant = merchant.Code, amount = amount.Amount, reason = hold.Reason }));
                return hold;
            },
            cancellationToken);

    public Task<Result<FundsHold, HoldFundsRefusal>> ReleaseAsync(Guid holdId, string by, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<FundsHold, HoldFundsRefusal>>(
            async (db, token) =>
            {
                if (string.IsNullOrWhiteSpace(by))
                    return HoldFundsRefusal.ActorMissing;
                var hold = await db.FundsHolds.SingleOrDefaultAsync(hold => hold.Id == holdId, token);
                if (hold is null)
                    return HoldFundsRefusal.HoldNotFound;
                if (hold.ReleasedAt is not null)
                    return HoldFundsRefusal.HoldReleased;
                var now = clock.Instant();
                var merchant = await db.Merchants.AsNoTracking().SingleAsync(merchant => merchant.Id == hold.MerchantId, token);
                hold.Release(by, now);
                db.AddRange(SettlementPostings.Released(hold, merchant.Code, BusinessDate.At(now)).ToTransfers(now));
                db.Add(AuditEntry.Of("funds.released", AuditActor.Person(by), hold.PublicId, now, new { merchant = merchant.Code, amount = hold.Amount.Amount, heldBy = hold.HeldBy }));
                return hold;
            },
            cancellationToken);
}
