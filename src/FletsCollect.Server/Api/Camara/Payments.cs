using System.Text.Json;
using FletsCollect.CarrierBilling;
using FletsCollect.Charges;
using FletsCollect.Idempotency;
using FletsCollect.Outbox;
using FletsCollect.Server.Hosting;
using FletsCollect.Subscriptions;
using OpenIddict.Abstractions;

namespace FletsCollect.Server.Api.Camara;

/// <summary>Charges as CAMARA's payments.</summary>
internal static class Payments
{
    /// <summary>The consent that a three-legged token stands for; null for a token of the merchant's own.</summary>
    public static Guid? GrantOf(HttpContext http) =>
        PublicId.TryParse(PublicId.Grant, http.User.GetClaim(ChargeToken.GrantClaim), out var grant) ? grant : null;

    public static Guid IdOf(string paymentId) => PublicId.TryParse(PublicId.Charge, paymentId, out var id) ? id : Guid.Empty;

    /// <summary>
    /// The one-off payments that a token may see: those of its client and, when it was issued for a payer, of that payer. Periods of monthly
    /// purchases are none: CAMARA covers one-off payments only.
    /// </summary>
    public static IQueryable<Charge> Visible(FletsCollectDbContext db, HttpContext http)
    {
        var own = db.Own<Charge>(http).OfOnce(db);
        return GrantOf(http) is { } grant ? own.Where(charge => db.ChargeGrants.Any(row => row.Id == grant && row.CredentialId == charge.CredentialId)) : own;
    }

    /// <summary>A charge, with what its merchant said of it when it came this way.</summary>
    public static PaymentResource Show(Charge charge, CarrierBillingRequest? request, DateTime now, Issuer issuer)
    {
        var asked = request is null
            ? new AmountTransaction(new PaymentAmount(new ChargingInformation(AmountOf(charge), "JPY", charge.Description, IsTaxIncluded: true)), charge.MerchantReference)
            : JsonSerializer.Deserialize<AmountTransaction>(request.Transaction, CamaraJson.Options)!;
        var information = asked.PaymentAmount.ChargingInformation;
        var shown = asked with
        {
            // What will be on the bill is what the subscriber approved, whatever the request called it.
            PaymentAmount = asked.PaymentAmount with { ChargingInformation = information with { Amount = decimal.Truncate(information.Amount), Description = charge.Description } },
            ResourceURL = issuer.Under($"carrier-billing/v0.5/payments/{charge.PublicId}").AbsoluteUri,
            ServerReferenceCode = charge.PublicId,
        };
        return new PaymentResource(charge.PublicId, shown, StatusOf(charge.StatusAt(now)), charge.CreatedAt, charge.ConfirmedAt, request?.Sink);
    }

    /// <summary>CAMARA's word for a state; a reservation that ran out is cancelled to it.</summary>
    public static string StatusOf(ChargeStatus status) => status switch
    {
        ChargeStatus.Reserved => "reserved",
        ChargeStatus.Confirmed => "succeeded",
        ChargeStatus.Cancelled or ChargeStatus.Expired => "cancelled",
        ChargeStatus.Authorised => throw new InvalidOperationException("A stored charge is authorised."),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Unknown status."),
    };

    /// <summary>Those of a payment that are in one of CAMARA's states.</summary>
    public static IQueryable<Charge> OfStatus(IQueryable<Charge> charges, IReadOnlyCollection<string> statuses, DateTime now)
    {
        var (reserved, succeeded, cancelled) = (statuses.Contains("reserved"), statuses.Contains("succeeded"), statuses.Contains("cancelled"));
        return charges.Where(charge =>
            (reserved && charge.Status == ChargeStatus.Reserved && charge.ExpiresAt > now)
            || (succeeded && charge.Status == ChargeStatus.Confirmed)
            || (cancelled && (charge.Status == ChargeStatus.Cancelled || charge.Status == ChargeStatus.Expired || (charge.Status == ChargeStatus.Reserved && charge.ExpiresAt <= now))));
    }

    /// <summary>
    /// The key of a request: the merchant's <c>clientCorrelator</c>. Without one a request is known by what it asks, so the very same is
    /// never done twice. Neither meets an <c>Idempotency-Key</c> of the other API.
    /// </summary>
    public static IdempotencyKey KeyOf(string operation, string? clientCorrelator, string subject, string asked)
    {
        var hash = IdempotentEndpoint.HashOf(operation, $"{subject}|{asked}");
        return new IdempotencyKey(clientCorrelator is null ? $"camara-request:{hash}" : $"camara:{clientCorrelator}", operation, hash);
    }

    /// <summary>Remembers what a merchant said of a payment or refund, and whom to tell of it.</summary>
    public static void Remember(FletsCollectDbContext db, CarrierBillingRequest request, string publicId, EventSink? sink, DateTime now)
    {
        db.Add(request);
        if (sink is not null)
            db.Add(WebhookEndpoint.ForOne(request.MerchantId, sink, publicId, request.IsRefund ? CarrierBillingEvent.OfRefunds : CarrierBillingEvent.OfPayments, now));
    }

    public static StoredAnswer Created<T>(T resource) => new(StatusCodes.Status201Created, JsonSerializer.Serialize(resource, CamaraJson.Options));

    public static IResult Send(HttpContext http, IdempotentAnswer answer)
    {
        if (answer.Replayed)
            http.Response.Headers["Idempotent-Replayed"] = "true";
        return TypedResults.Text(answer.Answer.Body, "application/json", statusCode: answer.Answer.Status);
    }

    private static decimal AmountOf(Charge charge) => charge.ReservedAmount.IsPositive && charge.Status != ChargeStatus.Confirmed ? charge.ReservedAmount.Amount : charge.Amount.Amount;
}
