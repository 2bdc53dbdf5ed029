using FletsCollect.Audit;
using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Ledger;
using FletsCollect.Lines;
using FletsCollect.Outbox;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Refunds;

/// <summary>Why a charge cannot be refunded. Nothing was given back.</summary>
public enum RefundRefusal
{
    /// <summary>No such charge, or another merchant's.</summary>
    ChargeNotFound,

    /// <summary>Nothing was taken yet: the reservation is cancelled instead.</summary>
    ChargeReserved,

    /// <summary>It was cancelled.</summary>
    ChargeCancelled,

    /// <summary>It expired; nothing was taken.</summary>
    ChargeExpired,

    /// <summary>All of it was given back, or is about to be.</summary>
    ChargeRefunded,

    /// <summary>More than what is left of the charge; refunds in flight count.</summary>
    AmountExceedsRemaining,
}

/// <param name="ChargeId">The charge.</param>
/// <param name="Amount">How much of it; all that is left when not given.</param>
/// <param name="Reason">Why.</param>
/// <param name="MerchantId">Set when a merchant asks: the charge must be its own. The operator sees all.</param>
/// <param name="Actor">Who asks.</param>
/// <param name="NeedsApproval">True when somebody else than who asks has to say yes first.</param>
public sealed record RequestRefundCommand(Guid ChargeId, Yen? Amount, string? Reason, Guid? MerchantId, AuditActor Actor, bool NeedsApproval = false);

/// <summary>
/// Gives money of a confirmed charge back (domain.md §4): before the month close it lowers the item, or takes it away; afterwards it is
/// a credit on the line's next invoice and lowers the merchant's next payout. A line that has ended gets no next invoice, so there a
/// person decides.
/// </summary>
public sealed class RequestRefund(TimeProvider clock)
{
    /// <summary>The operation's name among the idempotency keys.</summary>
    public const string Operation = "refund.create";

    public async Task<Result<Refund, RefundRefusal>> ExecuteAsync(FletsCollectDbContext db, RequestRefundCommand command, CancellationToken cancellationToken)
    {
        var now = clock.Instant();
        var charge = await db.Charges.SingleOrDefaultAsync(
            charge => charge.Id == command.ChargeId && (command.MerchantId == null || charge.MerchantId == command.MerchantId), cancellationToken);
        if (charge is null)
            return RefundRefusal.ChargeNotFound;
        var amount = command.Amount ?? charge.Remaining;
        if (Refusal(charge, amount, now) is { } refusal)
        {
            db.Add(AuditEntry.Of("refund.refused", command.Actor, charge.PublicId, now, new { reason = refusal.ToString(), amount = amount.Amount }));
            return refusal;
        }
        var refund = new Refund(charge, amount, command.Reason, command.Actor.ToString(), now);
        db.Add(refund);
        db.AddRange(RefundSnapshot.News(refund, EventTypes.RefundRequested, command.Actor, now));
        var frozen = await BillingClaim.IsFrozenAsync(db, charge, cancellationToken);
        if (command.NeedsApproval)
            return refund;
        if (!frozen || await db.Lines.AnyAsync(line => line.Number == charge.Line && line.Status != LineStatus.Terminated, cancellationToken))
            await ProcessAsync(db, refund, charge, frozen, command.Actor, now, cancellationToken);
        return refund;
    }

    /// <summary>Posts a refund, as the state of the charge's month asks.</summary>
    internal static async Task ProcessAsync(FletsCollectDbContext db, Refund refund, Charge charge, bool frozen, AuditActor actor, DateTime now, CancellationToken cancellationToken)
    {
        var merchantCode = await db.Merchants.Where(merchant => merchant.Id == charge.MerchantId).Select(merchant => merchant.Code).SingleAsync(cancellationToken);
        var today = BusinessDate.At(now);
        await Spending.GiveBackAsync(db, charge.CountedIn, refund.Amount, cancellationToken);
        if (frozen)
        {
            refund.Credit();
            db.AddRange(RefundPostings.Credited(refund, merchantCode, today).ToTransfers(now));
            db.AddRange(RefundSnapshot.News(refund, EventTypes.RefundProcessing, actor, now));
            return;
        }
        await BillingClaim.KeepOpenAsync(db, charge, cancellationToken);
        refund.Remove(charge, now);
        db.AddRange(RefundPostings.Removed(refund, merchantCode, today).ToTransfers(now));
        db.AddRange(RefundSnapshot.News(refund, EventTypes.RefundSucceeded, actor, now));
    }

    private static RefundRefusal? Refusal(Charge charge, Yen amount, DateTime now) => charge.StatusAt(now) switch
    {
        ChargeStatus.Reserved => RefundRefusal.ChargeReserved,
        ChargeStatus.Cancelled => RefundRefusal.ChargeCancelled,
        ChargeStatus.Expired => RefundRefusal.ChargeExpired,
        ChargeStatus.Confirmed when charge.Remaining == Yen.Zero => RefundRefusal.ChargeRefunded,
        ChargeStatus.Confirmed => amount > charge.Remaining ? RefundRefusal.AmountExceedsRemaining : null,
        var status => throw new InvalidOperationException($"A stored charge is {status}."),
    };
}
