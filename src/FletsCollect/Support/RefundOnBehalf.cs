using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Refunds;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Support;

/// <summary>Why the desk's refund was not made: its bound, or what <see cref="RefundRefusal"/> says of the charge.</summary>
public enum RefundOnBehalfRefusal
{
    /// <summary>More than the desk may give back alone; the operator's approver does it.</summary>
    AboveBound,
    ChargeNotFound,
    ChargeReserved,
    ChargeCancelled,
    ChargeExpired,
    ChargeRefunded,
    AmountExceedsRemaining,
}

/// <param name="ChargeId">The charge.</param>
/// <param name="Amount">How much of it; all that is left when not given.</param>
/// <param name="Reason">Why; its merchant reads it too.</param>
/// <param name="Ground">Why, with the case, for the audit trail alone.</param>
/// <param name="Actor">Who at the desk.</param>
public sealed record RefundOnBehalfCommand(Guid ChargeId, Yen? Amount, string Reason, string Ground, AuditActor Actor);

/// <summary>Gives money back for a subscriber who called or wrote, within the bound of <see cref="DeskRules"/>. Works in the caller's transaction.</summary>
public sealed class RefundOnBehalf(RequestRefund refunds, DeskRules rules, TimeProvider clock)
{
    /// <summary>The operation's name among the idempotency keys.</summary>
    public const string Operation = "refund.on-behalf";

    public async Task<Result<Refund, RefundOnBehalfRefusal>> ExecuteAsync(FletsCollectDbContext db, RefundOnBehalfCommand command, CancellationToken cancellationToken)
    {
        if (await db.Charges.SingleOrDefaultAsync(row => row.Id == command.ChargeId, cancellationToken) is not { } charge)
            return RefundOnBehalfRefusal.ChargeNotFound;
        var amount = command.Amount ?? charge.Remaining;
        // What is more than is left is refused as that, whatever the bound.
        if (amount <= charge.Remaining && !rules.Allows(charge, amount))
            return RefundOnBehalfRefusal.AboveBound;
        var outcome = await refunds.ExecuteAsync(db, new RequestRefundCommand(charge.Id, command.Amount, command.Reason, MerchantId: null, command.Actor), cancellationToken);
        if (!outcome.Succeeded(out var refund, out var refusal))
            return Of(refusal);
        db.Add(AuditEntry.Of("refund.desk-decision", command.Actor, refund.PublicId, clock.Instant(), new { charge = charge.PublicId, amount = refund.Amount.Amount, reason = command.Ground }));
        return refund;
    }

    private static RefundOnBehalfRefusal Of(RefundRefusal refusal) => refusal switch
    {
        RefundRefusal.ChargeNotFound => RefundOnBehalfRefusal.ChargeNotFound,
        RefundRefusal.ChargeReserved => RefundOnBehalfRefusal.ChargeReserved,
        RefundRefusal.ChargeCancelled => RefundOnBehalfRefusal.ChargeCancelled,
        RefundRefusal.ChargeExpired => RefundOnBehalfRefusal.ChargeExpired,
        RefundRefusal.ChargeRefunded => RefundOnBehalfRefusal.ChargeRefunded,
        RefundRefusal.AmountExceedsRemaining => RefundOnBehalfRefusal.AmountExceedsRemaining,
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };
}
