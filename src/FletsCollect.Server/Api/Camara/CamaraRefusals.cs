using FletsCollect.Charges;
using FletsCollect.Idempotency;
using FletsCollect.Refunds;

namespace FletsCollect.Server.Api.Camara;

/// <summary>What the use cases refuse, in the codes that CAMARA documents for it.</summary>
internal static class CamaraRefusals
{
    public static readonly CamaraError Confirmed = new(409, "CARRIER_BILLING.PAYMENT_CONFIRMED", "Payment has been confirmed.");

    private static readonly CamaraError Cancelled = new(409, "CARRIER_BILLING.PAYMENT_CANCELLED", "Payment has been cancelled.");

    public static CamaraError Of(ChargeRefusal refusal) => refusal switch
    {
        ChargeRefusal.GrantNotFound => CamaraError.PermissionDenied("The token was not granted for this payment."),
        ChargeRefusal.GrantConsumed => CamaraError.AlreadyExists("The payment that the token was granted for was made already."),
        ChargeRefusal.GrantEnded => Denied("The approval expired or was taken back."),
        ChargeRefusal.GrantMismatch => CamaraError.PermissionDenied("referenceCode is not the order that the subscriber approved."),
        ChargeRefusal.AmountMismatch or ChargeRefusal.AmountExceedsGrant => new(422, "CARRIER_BILLING.UNAUTHORIZED_AMOUNT", "Unauthorized amount requested: it is not the amount that the subscriber approved, tax included."),
        ChargeRefusal.ItemsMismatch or ChargeRefusal.TaxRateNotAllowed => CamaraError.InvalidArgument("The items do not add up, or have a tax rate that is not in force."),
        ChargeRefusal.PeriodLimitExceeded or ChargeRefusal.OutsideSchedule or ChargeRefusal.SubscriptionNotStarted => CamaraError.PermissionDenied("Only one-off payments are covered here."),
        ChargeRefusal.LimitExceeded or ChargeRefusal.CredentialLimitExceeded => new(422, "CARRIER_BILLING.USER_AMOUNT_THRESHOLD_OVERPASSED", "Unauthorized payment request. Accumulated payments overpass the amount threshold of the line or of its user."),
        ChargeRefusal.MerchantBlocked or ChargeRefusal.PurchasesStopped => Denied("the household does not take it."),
        ChargeRefusal.PayerUnavailable => new(422, "SERVICE_NOT_APPLICABLE", "The service is not available for this payer's line now."),
        ChargeRefusal.IdempotencyKeyReused => CamaraError.DuplicateCorrelator,
        ChargeRefusal.RequestInProgress => CamaraError.InProgress,
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown charge refusal."),
    };

    public static CamaraError Of(ConfirmReservationRefusal refusal) => refusal switch
    {
        ConfirmReservationRefusal.ChargeNotFound => CamaraError.NotFound,
        ConfirmReservationRefusal.ChargeConfirmed => Confirmed,
        ConfirmReservationRefusal.ChargeCancelled or ConfirmReservationRefusal.ChargeExpired => Cancelled,
        ConfirmReservationRefusal.AmountExceedsReservation or ConfirmReservationRefusal.ItemsMismatch => throw new InvalidOperationException("All that is reserved was to be taken."),
        ConfirmReservationRefusal.TaxRateNotAllowed => Denied("An item of the reservation has a tax rate that is not in force any more."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    public static CamaraError Of(CancelChargeRefusal refusal) => refusal switch
    {
        CancelChargeRefusal.ChargeNotFound => CamaraError.NotFound,
        CancelChargeRefusal.ChargeCancelled or CancelChargeRefusal.ChargeExpired => Cancelled,
        CancelChargeRefusal.ChargeBilled or CancelChargeRefusal.ChargeRefunded => Confirmed,
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    public static CamaraError Of(RefundRefusal refusal) => refusal switch
    {
        RefundRefusal.ChargeNotFound => CamaraError.NotFound,
        RefundRefusal.ChargeReserved => new(422, "CARRIER_BILLING_REFUND.INVALID_PAYMENT_STATUS", "Payment is not yet completed."),
        RefundRefusal.ChargeCancelled or RefundRefusal.ChargeExpired => new(422, "CARRIER_BILLING_REFUND.INVALID_PAYMENT_STATUS", "Payment was cancelled; nothing was taken."),
        RefundRefusal.ChargeRefunded => new(403, "CARRIER_BILLING_REFUND.PAYMENT_NOT_ELIGIBLE_FOR_REFUND", "Payment not eligible for refund: all of it was refunded."),
        RefundRefusal.AmountExceedsRemaining => new(422, "CARRIER_BILLING_REFUND.UNAUTHORIZED_AMOUNT", "Unauthorized amount requested: see remaining-amount."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    public static CamaraError Of(IdempotencyRefusal refusal) => refusal switch
    {
        IdempotencyRefusal.KeyReused => CamaraError.DuplicateCorrelator,
        IdempotencyRefusal.InProgress => CamaraError.InProgress,
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    private static CamaraError Denied(string why) => new(403, "CARRIER_BILLING.PAYMENT_DENIED", "Payment denied by business: " + why);
}
