using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Refunds;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Support;

/// <param name="ChargeId">The charge.</param>
/// <param name="Amount">How much of it; all that is left when not given.</param>
/// <param name="Reason">Why; its merchant reads it too.</param>
/// <param name="Ground">Why, with the case, for the audit trail alone.</param>
/// <param name="Actor">Who at the desk.</param>
public sealed record RefundOnBehalfCommand(Guid ChargeId, Yen? Amount, string Reason, string Ground, AuditActor Actor);

/// <summary>
/// Gives money back for a subscriber who called or wrote: at once within the bound of <see cref="DeskRules"/>, above it once a second person
/// has approved. Works in the caller's transaction.
/// </summary>
public sealed class RefundOnBehalf(RequestRefund refunds, DeskRules rules, TimeProvider clock)
{
    /// <summary>The operation's name among the idempotency keys.</summary>
    public const string Operation = "refund.on-behalf";

    public async Task<Result<Refund, RefundRefusal>> ExecuteAsync(FletsCollectDbContext db, RefundOnBehalfCommand command, CancellationToken cancellationToken)
    {
        if (await db.Charges.SingleOrDefaultAsync(row => row.Id == command.ChargeId, cancellationToken) is not { } charge)
            return RefundRefusal.ChargeNotFound;
        var needsApproval = !rules.Allows(charge, command.Amount ?? charge.Remaining);
        var outcome = await refunds.ExecuteAsync(db, new RequestRefundCommand(charge.Id, command.Amount, command.Reason, MerchantId: null, command.Actor, needsApproval), cancellationToken);
        if (outcome.Succeeded(out var refund, out _))
            db.Add(AuditEntry.Of("refund.desk-decision", command.Actor, refund.PublicId, clock.Instant(), new { charge = charge.PublicId, amount = refund.Amount.Amount, reason = command.Ground }));
        return outcome;
    }
}
