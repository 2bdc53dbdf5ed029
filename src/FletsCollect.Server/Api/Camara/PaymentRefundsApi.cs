using System.Text.Json;
using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.CarrierBilling;
using FletsCollect.Charges;
using FletsCollect.Idempotency;
using FletsCollect.Refunds;
using FletsCollect.Server.Hosting;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Api.Camara;

/// <summary>
/// CAMARA Carrier Billing Refund 0.3.0 (release r3.2) under <c>/carrier-billing-refund/v0.3</c>, on the use cases of <see cref="RefundsApi"/>
/// and with the merchant's own token.
/// </summary>
public static class PaymentRefundsApi
{
    private static readonly string[] Filters = ["page", "perPage", "refundCreationDate.gte", "refundCreationDate.lte", "order", "refundStatus", "merchantIdentifier"];

    public static IEndpointRouteBuilder MapCamaraRefunds(this IEndpointRouteBuilder routes)
    {
        var refunds = routes.MapGroup("/carrier-billing-refund/v0.3/payments/{paymentId}/refunds").DisableAntiforgery();
        refunds.MapPost("/", CreateAsync).RequireAuthorization(ApiScopes.PaymentRefundsCreate)
            .Document("createRefund", "Gives back an amount of a payment, or all that is left.", CamaraExamples.Refund, StatusCodes.Status201Created, CamaraExamples.CreateRefund, keyed: false);
        refunds.MapGet("/", ListAsync).RequireAuthorization(ApiScopes.PaymentRefundsRead).Document("retrieveRefunds", "Lists the refunds of a payment.", CamaraExamples.Refunds, query: Filters);
        refunds.MapGet("/remaining-amount", RemainingAsync).RequireAuthorization(ApiScopes.PaymentRefundsRead)
            .Document("retrievePaymentRemainingAmount", "Shows what can still be given back; refunds in flight count.", CamaraExamples.Remaining);
        refunds.MapGet("/{refundId}", ShowAsync).RequireAuthorization(ApiScopes.PaymentRefundsRead).Document("retrieveRefund", "Shows a refund.", CamaraExamples.Refund);
        return routes;
    }

    private static async Task<IResult> CreateAsync(HttpContext http, string paymentId, RequestRefund refund, IdempotentWork idempotent, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (body, error) = await CamaraJson.ReadAsync<CreateRefundBody>(http.Request, cancellationToken);
        if (body is null)
            return error!.Answer();
        if (RefundRules.FaultOf(body) is { } fault)
            return fault.Answer();
        var (sink, sinkFault) = PaymentRules.SinkOf(http, body.Sink, body.SinkCredential);
        if (sinkFault is not null)
            return sinkFault.Answer();
        var (id, asked) = (Payments.IdOf(paymentId), body.AmountTransaction);
        var once = await idempotent.CommitAsync(
            IdempotentEndpoint.ClientOf(http),
            Payments.KeyOf("camara.refund.create", asked.ClientCorrelator, $"{id:N}", JsonSerializer.Serialize(body, CamaraJson.Options)),
            async (db, merchant, token) =>
            {
                if (!await Payments.Visible(db, http).AnyAsync(charge => charge.Id == id, token))
                    return CamaraError.NotFound.Stored();
                var said = await db.CarrierBillingRequests.Where(request => request.ChargeId == id).ToListAsync(token);
                if (said.Exists(request => request.ReferenceCode == asked.ReferenceCode))
                    return CamaraError.AlreadyExists("referenceCode already names the payment or another refund of it.").Stored();
                if (RefundRules.MismatchOf(body, said.Find(request => !request.IsRefund)) is { } mismatch)
                    return mismatch.Stored();
                var amount = asked.RefundAmount.ChargingInformation is { } part ? new Yen((long)PaymentRules.TotalOf(part)) : (Yen?)null;
                var made = await refund.ExecuteAsync(db, new RequestRefundCommand(id, amount, body.Reason, merchant.Id, AuditActor.Merchant(merchant.Code)), token);
                if (!made.Succeeded(out var row, out var refusal))
                    return CamaraRefusals.Of(refusal).Stored();
                var request = CarrierBillingRequest.OfRefund(row, asked.ReferenceCode, asked.RefundAmount.ChargingMetaData?.MerchantIdentifier, JsonSerializer.Serialize(asked, CamaraJson.Options), sink?.Url);
                Payments.Remember(db, request, row.PublicId, sink, clock.Instant());
                return Payments.Created(Show(row, request, body.Type));
            },
            cancellationToken);
        return once.Succeeded(out var answer, out var refused) ? Payments.Send(http, answer) : CamaraRefusals.Of(refused).Answer();
    }

    private static async Task<IResult> ListAsync(HttpContext http, string paymentId, FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var (list, error) = CamaraList.Read(http, "refund", "CARRIER_BILLING_REFUND", "processing", "denied", "succeeded");
        if (list is null)
            return error!.Answer();
        if (await FindAsync(db, http, paymentId, cancellationToken) is not { } charge)
            return CamaraError.NotFound.Answer();
        var refunds = db.Own<Refund>(http).Where(refund => refund.ChargeId == charge.Id);
        if (list.From is { } from)
            refunds = refunds.Where(refund => refund.CreatedAt >= from);
        if (list.To is { } to)
            refunds = refunds.Where(refund => refund.CreatedAt <= to);
        if (list.Statuses is { } statuses)
        {
            var (processing, denied, succeeded) = (statuses.Contains("processing"), statuses.Contains("denied"), statuses.Contains("succeeded"));
            refunds = refunds.Where(refund =>
                (processing && (refund.Status == RefundStatus.Requested || refund.Status == RefundStatus.Processing))
                || (denied && refund.Status == RefundStatus.Denied) || (succeeded && refund.Status == RefundStatus.Succeeded));
        }
        if (list.MerchantIdentifier is { } identifier)
            refunds = refunds.Where(refund => db.CarrierBillingRequests.Any(request => request.Id == refund.Id && request.MerchantIdentifier == identifier));
        var ordered = list.IsAscending ? refunds.OrderBy(refund => refund.CreatedAt).ThenBy(refund => refund.Id) : refunds.OrderByDescending(refund => refund.CreatedAt).ThenByDescending(refund => refund.Id);
        var rows = await list.PageAsync(http, ordered, cancellationToken);
        var requests = await db.CarrierBillingRequests.AsNoTracking().Where(request => request.ChargeId == charge.Id).ToDictionaryAsync(request => request.Id, cancellationToken);
        return TypedResults.Json(rows.Select(refund => Show(refund, requests.GetValueOrDefault(refund.Id), charge)), CamaraJson.Options);
    }

    private static async Task<IResult> ShowAsync(HttpContext http, string paymentId, string refundId, FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var id = PublicId.TryParse(PublicId.Refund, refundId, out var read) ? read : Guid.Empty;
        if (await FindAsync(db, http, paymentId, cancellationToken) is not { } charge
            || await db.Own<Refund>(http).SingleOrDefaultAsync(refund => refund.Id == id && refund.ChargeId == charge.Id, cancellationToken) is not { } refund)
            return CamaraError.NotFound.Answer();
        var request = await db.CarrierBillingRequests.AsNoTracking().SingleOrDefaultAsync(request => request.Id == id, cancellationToken);
        return TypedResults.Json(Show(refund, request, charge), CamaraJson.Options);
    }

    private static async Task<IResult> RemainingAsync(HttpContext http, string paymentId, FletsCollectDbContext db, CancellationToken cancellationToken) =>
        await FindAsync(db, http, paymentId, cancellationToken) is { } charge
            ? TypedResults.Json(new PaymentRemainingAmount(charge.Remaining.Amount, "JPY", IsTaxIncluded: true), CamaraJson.Options)
            : CamaraError.NotFound.Answer();

    private static Task<Charge?> FindAsync(FletsCollectDbContext db, HttpContext http, string paymentId, CancellationToken cancellationToken)
    {
        var id = Payments.IdOf(paymentId);
        return Payments.Visible(db, http).SingleOrDefaultAsync(charge => charge.Id == id, cancellationToken);
    }

    private static RefundResource Show(Refund refund, CarrierBillingRequest? request, Charge charge) =>
        Show(refund, request, TypeOf(refund, request, charge));

    private static RefundResource Show(Refund refund, CarrierBillingRequest? request, string type) => new(
        refund.PublicId,
        refund.Status switch
        {
            RefundStatus.Requested or RefundStatus.Processing => "processing",
            RefundStatus.Succeeded => "succeeded",
            RefundStatus.Denied => "denied",
            _ => throw new ArgumentOutOfRangeException(nameof(refund), refund.Status, "Unknown status."),
        },
        type,
        request is null
            ? new RefundTransaction(new RefundAmount(new ChargingInformation(refund.Amount.Amount, "JPY", refund.Reason ?? "返金", IsTaxIncluded: true)), refund.PublicId)
            : JsonSerializer.Deserialize<RefundTransaction>(request.Transaction, CamaraJson.Options)!,
        refund.CreatedAt,
        refund.Status == RefundStatus.Succeeded ? refund.EndedAt : null,
        refund.Reason,
        request?.Sink);

    /// <summary>A refund that named no amount was of all that was left; one that came the other way is of all when it is.</summary>
    private static string TypeOf(Refund refund, CarrierBillingRequest? request, Charge charge) =>
        request is null
            ? refund.Amount == charge.Amount ? "total" : "partial"
            : JsonSerializer.Deserialize<RefundTransaction>(request.Transaction, CamaraJson.Options)!.RefundAmount.ChargingInformation is null ? "total" : "partial";
}
