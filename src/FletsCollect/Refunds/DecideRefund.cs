using FletsCollect.Audit;
using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Outbox;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Refunds;

/// <summary>Why a refund cannot be decided.</summary>
public enum DecideRefundRefusal
{
    RefundNotFound,

    /// <summary>It waits for nobody: it is posted, or was denied before.</summary>
    RefundNotRequested,

    /// <summary>Who asked for it cannot let it through.</summary>
    MakerIsChecker,
}

/// <summary>
/// A person's word on a refund that waits for one: made all the same, as a credit on whatever invoice the line gets, or denied, which
/// leaves the charge as it was.
/// </summary>
public sealed class DecideRefund(UnitOfWork unitOfWork, TimeProvider clock)
{
    public Task<Result<Refund, DecideRefundRefusal>> ProcessAsync(Guid refundId, string person, CancellationToken cancellationToken) =>
        DecideAsync(
            refundId,
            refund => string.Equals(refund.RequestedBy, AuditActor.Person(person).ToString(), StringComparison.OrdinalIgnoreCase) ? DecideRefundRefusal.MakerIsChecker : null,
            async (db, refund, charge, now, token) =>
                await RequestRefund.ProcessAsync(db, refund, charge, await BillingClaim.IsFrozenAsync(db, charge, token), AuditActor.Person(person), now, token),
            cancellationToken);

    public Task<Result<Refund, DecideRefundRefusal>> DenyAsync(Guid refundId, string person, string reason, CancellationToken cancellationToken) =>
        DecideAsync(
            refundId,
            _ => null,
            (db, refund, charge, now, _) =>
            {
                refund.Deny(charge, reason, now);
                db.AddRange(RefundSnapshot.News(refund, EventTypes.RefundDenied, AuditActor.Person(person), now));
                return Task.CompletedTask;
            },
            cancellationToken);

    private Task<Result<Refund, DecideRefundRefusal>> DecideAsync(
        Guid refundId, Func<Refund, DecideRefundRefusal?> refuse, Func<FletsCollectDbContext, Refund, Charge, DateTime, CancellationToken, Task> decide, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<Refund, DecideRefundRefusal>>(
            async (db, token) =>
            {
                var now = clock.Instant();
                var refund = await db.Refunds.SingleOrDefaultAsync(refund => refund.Id == refundId, token);
                if (refund is null)
                    return DecideRefundRefusal.RefundNotFound;
                if (refund.Status != RefundStatus.Requested)
                    return DecideRefundRefusal.RefundNotRequested;
                if (refuse(refund) is { } refusal)
                    return refusal;
                var charge = await db.Charges.SingleAsync(charge => charge.Id == refund.ChargeId, token);
                await decide(db, refund, charge, now, token);
                return refund;
            },
            cancellationToken);
}
