using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Ledger;
using FletsCollect.Merchants;
using FletsCollect.Outbox;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Charges;

/// <summary>Why a reserved charge cannot be confirmed. It stays as it is.</summary>
public enum ConfirmReservationRefusal
{
    /// <summary>No such charge, or another merchant's.</summary>
    ChargeNotFound,

    /// <summary>It is confirmed already.</summary>
    ChargeConfirmed,

    /// <summary>It was cancelled.</summary>
    ChargeCancelled,

    /// <summary>Its time has passed.</summary>
    ChargeExpired,

    /// <summary>More than what is held.</summary>
    AmountExceedsReservation,

    /// <summary>The items do not add up to what is confirmed.</summary>
    ItemsMismatch,

    /// <summary>An item has a tax rate that is not in force today.</summary>
    TaxRateNotAllowed,
}

/// <param name="ChargeId">The reserved charge.</param>
/// <param name="Amount">What to take; all that is held when not given.</param>
/// <param name="Items">What it is for; those of the reservation when not given.</param>
public sealed record ConfirmReservationCommand(Guid ChargeId, Yen? Amount = null, IReadOnlyList<ChargeItem>? Items = null);

/// <summary>
/// Takes what is held for a merchant, or less. The subscriber's line is not asked again: what was reserved was promised, also when the
/// line is suspended meanwhile.
/// </summary>
public sealed class ConfirmReservation(TimeProvider clock)
{
    /// <summary>The operation's name among the idempotency keys.</summary>
    public const string Operation = "charge.confirm";

    public async Task<Result<Charge, ConfirmReservationRefusal>> ExecuteAsync(
        FletsCollectDbContext db, Merchant merchant, ConfirmReservationCommand command, CancellationToken cancellationToken)
    {
        var now = clock.Instant();
        var charge = await db.Charges.SingleOrDefaultAsync(charge => charge.Id == command.ChargeId && charge.MerchantId == merchant.Id, cancellationToken);
        if (charge is null)
            return ConfirmReservationRefusal.ChargeNotFound;
        var amount = command.Amount ?? charge.ReservedAmount;
        var items = command.Items ?? charge.Items;
        if (Refusal(charge, amount, items, now) is { } refusal)
        {
            db.Add(AuditEntry.Of("charge.confirmation-refused", AuditActor.Merchant(merchant.Code), charge.PublicId, now, new { reason = refusal.ToString() }));
            return refusal;
        }
        await Spending.ConfirmAsync(db, charge.CountedIn, charge.ReservedAmount, amount, cancellationToken);
        var captured = charge.Confirm(amount, items, now);
        db.Add(captured);
        db.AddRange(ChargePostings.Captured(captured, merchant.Code).ToTransfers(now));
        db.AddRange(ChargeNews.Of(charge, EventTypes.ChargeConfirmed, AuditActor.Merchant(merchant.Code), now));
        return charge;
    }

    private static ConfirmReservationRefusal? Refusal(Charge charge, Yen amount, IReadOnlyList<ChargeItem> items, DateTime now) => charge.StatusAt(now) switch
    {
        ChargeStatus.Confirmed => ConfirmReservationRefusal.ChargeConfirmed,
        ChargeStatus.Cancelled => ConfirmReservationRefusal.ChargeCancelled,
        ChargeStatus.Expired => ConfirmReservationRefusal.ChargeExpired,
        ChargeStatus.Reserved when amount > charge.ReservedAmount => ConfirmReservationRefusal.AmountExceedsReservation,
        ChargeStatus.Reserved => ChargeItem.FaultOf(items, amount, BusinessDate.At(now)) switch
        {
            null => null,
            ItemsFault.SumDiffers => ConfirmReservationRefusal.ItemsMismatch,
            ItemsFault.TaxRateNotAllowed => ConfirmReservationRefusal.TaxRateNotAllowed,
            var fault => throw new InvalidOperationException($"No refusal for {fault}."),
        },
        var status => throw new InvalidOperationException($"A stored charge is {status}."),
    };
}
