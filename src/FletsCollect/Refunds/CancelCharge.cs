using FletsCollect.Audit;
using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Ledger;
using FletsCollect.Merchants;
using FletsCollect.Outbox;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Refunds;

/// <summary>Why a charge cannot be cancelled. It stays as it is.</summary>
public enum CancelChargeRefusal
{
    /// <summary>No such charge, or another merchant's.</summary>
    ChargeNotFound,

    /// <summary>It was cancelled before.</summary>
    ChargeCancelled,

    /// <summary>It expired and holds nothing any more.</summary>
    ChargeExpired,

    /// <summary>Its month is closed, so it is on a bill: what is left to do is a refund.</summary>
    ChargeBilled,

    /// <summary>A part was refunded: the rest is refunded too, not cancelled.</summary>
    ChargeRefunded,
}

/// <summary>
/// Undoes a charge as if it had never been: a reservation is released, and a confirmed charge is reversed as long as no month close has
/// it. Close and cancellation meet at the ledger's head, so a charge is billed or cancelled, never both.
/// </summary>
public sealed class CancelCharge(TimeProvider clock)
{
    /// <summary>The operation's name among the idempotency keys.</summary>
    public const string Operation = "charge.cancel";

    public async Task<Result<Charge, CancelChargeRefusal>> ExecuteAsync(FletsCollectDbContext db, Merchant merchant, Guid chargeId, CancellationToken cancellationToken)
    {
        var now = clock.Instant();
        var charge = await db.Charges.SingleOrDefaultAsync(charge => charge.Id == chargeId && charge.MerchantId == merchant.Id, cancellationToken);
        if (charge is null)
            return CancelChargeRefusal.ChargeNotFound;
        if (await RefusalAsync(db, charge, now, cancellationToken) is { } refusal)
        {
            db.Add(AuditEntry.Of("charge.cancellation-refused", AuditActor.Merchant(merchant.Code), charge.PublicId, now, new { reason = refusal.ToString() }));
            return refusal;
        }
        if (charge.Status == ChargeStatus.Reserved)
            await Spending.ReleaseAsync(db, charge.CountedIn, charge.ReservedAmount, cancellationToken);
        else
            await ReverseAsync(db, merchant, charge, now, cancellationToken);
        db.Add(charge.Cancel(now));
        (await db.ChargeGrants.SingleAsync(grant => grant.Id == charge.GrantId, cancellationToken)).FreeReference();
        db.AddRange(ChargeNews.Of(charge, EventTypes.ChargeCancelled, AuditActor.Merchant(merchant.Code), now));
        return charge;
    }

    private static async Task<CancelChargeRefusal?> RefusalAsync(FletsCollectDbContext db, Charge charge, DateTime now, CancellationToken cancellationToken) => charge.StatusAt(now) switch
    {
        ChargeStatus.Reserved => null,
        ChargeStatus.Cancelled => CancelChargeRefusal.ChargeCancelled,
        ChargeStatus.Expired => CancelChargeRefusal.ChargeExpired,
        ChargeStatus.Confirmed when charge.Refunded.IsPositive => CancelChargeRefusal.ChargeRefunded,
        ChargeStatus.Confirmed => await BillingClaim.IsFrozenAsync(db, charge, cancellationToken) ? CancelChargeRefusal.ChargeBilled : null,
        var status => throw new InvalidOperationException($"A stored charge is {status}."),
    };

    private static async Task ReverseAsync(FletsCollectDbContext db, Merchant merchant, Charge charge, DateTime now, CancellationToken cancellationToken)
    {
        await Spending.GiveBackAsync(db, charge.CountedIn, charge.Amount, cancellationToken);
        await BillingClaim.KeepOpenAsync(db, charge, cancellationToken);
        var captured = await db.ChargeEvents.SingleAsync(happened => happened.ChargeId == charge.Id && happened.Kind == ChargeEventKind.Capture, cancellationToken);
        db.AddRange(ChargePostings.Cancelled(captured, merchant.Code, BusinessDate.At(now)).ToTransfers(now));
    }
}
