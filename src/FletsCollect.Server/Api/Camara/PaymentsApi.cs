using System.Text.Json;
using FletsCollect.Calendars;
using FletsCollect.CarrierBilling;
using FletsCollect.Charges;
using FletsCollect.Idempotency;
using FletsCollect.Merchants;
using FletsCollect.Refunds;
using FletsCollect.Server.Hosting;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Api.Camara;

/// <summary>
/// CAMARA Carrier Billing 0.5.0 (release r3.2) under <c>/carrier-billing/v0.5</c>, on the use cases of <see cref="ChargesApi"/>. The payer is
/// the subject of the three-legged token, which the approval of this very payment gave; nobody has a phone number here.
/// </summary>
public static class PaymentsApi
{
    private static readonly string[] Filters = ["page", "perPage", "paymentCreationDate.gte", "paymentCreationDate.lte", "order", "paymentStatus", "merchantIdentifier"];

    public static IEndpointRouteBuilder MapCamaraPayments(this IEndpointRouteBuilder routes)
    {
        var payments = routes.MapGroup("/carrier-billing/v0.5/payments").DisableAntiforgery();
        payments.MapPost("/", CreateAsync).RequireAuthorization(ChargeToken.Policy)
            .Document("createPayment", "Takes the payment that the token was granted for.", CamaraExamples.Payment, StatusCodes.Status201Created, CamaraExamples.CreatePayment, keyed: false);
        payments.MapPost("/prepare", PrepareAsync).RequireAuthorization(ChargeToken.Policy)
            .Document("preparePayment", "Reserves the payment that the token was granted for, when it was approved as deferred.", CamaraExamples.Reserved, StatusCodes.Status201Created, CamaraExamples.CreatePayment, keyed: false);
        payments.MapPost("/{paymentId}/validate", ValidateAsync).RequireAuthorization(ApiScopes.PaymentsWrite)
            .Document("validatePayment", "Refuses: the subscriber has approved on the operator's own page, so no code is asked for.", null, StatusCodes.Status204NoContent, CamaraExamples.ValidatePayment, keyed: false);
        payments.MapPost("/{paymentId}/confirm", ConfirmAsync).RequireAuthorization(ApiScopes.PaymentsWrite)
            .Document("confirmPayment", "Takes what is reserved.", null, StatusCodes.Status202Accepted, CamaraExamples.Nobody, keyed: false);
        payments.MapPost("/{paymentId}/cancel", CancelAsync).RequireAuthorization(ApiScopes.PaymentsWrite)
            .Document("cancelPayment", "Frees what is reserved.", null, StatusCodes.Status202Accepted, CamaraExamples.Nobody, keyed: false);
        payments.MapGet("/", ListAsync).RequireAuthorization(ApiScopes.PaymentsRead)
            .Document("retrievePayments", "Lists one-off payments; with a three-legged token its payer's.", CamaraExamples.Payments, query: Filters);
        payments.MapGet("/{paymentId}", ShowAsync).RequireAuthorization(ApiScopes.PaymentsRead).Document("retrievePayment", "Shows a payment.", CamaraExamples.Payment);
        return routes;
    }

    private static Task<IResult> CreateAsync(HttpContext http, FletsCollectDbContext db, CreateCharge create, StepUp stepUp, Issuer issuer, TimeProvider clock, CancellationToken cancellationToken) =>
        TakeAsync(http, deferred: false, db, create, stepUp, issuer, clock, cancellationToken);

    private static Task<IResult> PrepareAsync(HttpContext http, FletsCollectDbContext db, CreateCharge create, StepUp stepUp, Issuer issuer, TimeProvider clock, CancellationToken cancellationToken) =>
        TakeAsync(http, deferred: true, db, create, stepUp, issuer, clock, cancellationToken);

    private static async Task<IResult> TakeAsync(
        HttpContext http, bool deferred, FletsCollectDbContext db, CreateCharge create, StepUp stepUp, Issuer issuer, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (body, error) = await CamaraJson.ReadAsync<CreatePaymentBody>(http.Request, cancellationToken);
        if (body is null)
            return error!.Answer();
        if (PaymentRules.FaultOf(body.AmountTransaction) is { } fault)
            return fault.Answer();
        var (sink, sinkFault) = PaymentRules.SinkOf(http, body.Sink, body.SinkCredential);
        if (sinkFault is not null)
            return sinkFault.Answer();
        var grantId = Payments.GrantOf(http) ?? throw new InvalidOperationException("A charge token without a grant.");
        var grant = await db.ChargeGrants.AsNoTracking().SingleAsync(row => row.Id == grantId, cancellationToken);
        if (grant.Details is not OnceDetails)
            return CamaraError.PermissionDenied("The token is for a monthly purchase; only one-off payments are covered here.").Answer();
        if (grant.IsDeferred != deferred)
            return CamaraError.PermissionDenied(deferred ? "The subscriber approved an immediate payment; use createPayment." : "The subscriber approved a reservation; use preparePayment.").Answer();
        var asked = body.AmountTransaction;
        var amount = new Yen((long)PaymentRules.TotalOf(asked.PaymentAmount.ChargingInformation));
        if (stepUp.Challenge(http, amount) is not null)
            return CamaraError.Of(StatusCodes.Status401Unauthorized).Answer();

        // The operation is the use case's own: by it the books are held against the answers that were given.
        var key = Payments.KeyOf(CreateCharge.Operation, asked.ClientCorrelator, $"{grant.PublicId}|{deferred}", JsonSerializer.Serialize(body, CamaraJson.Options));
        var command = new CreateChargeCommand(IdempotentEndpoint.ClientOf(http), grantId, grantId, amount, asked.ReferenceCode, key);
        return Payments.Send(http, await create.ExecuteAsync(command, Render, cancellationToken, Beside));

        StoredAnswer Render(Result<Charge, ChargeRefusal> outcome) =>
            outcome.Succeeded(out var charge, out var refusal) ? Payments.Created(Payments.Show(charge, RequestOf(charge), clock.Instant(), issuer)) : CamaraRefusals.Of(refusal).Stored();

        void Beside(FletsCollectDbContext writing, Charge charge) => Payments.Remember(writing, RequestOf(charge), charge.PublicId, sink, clock.Instant());

        CarrierBillingRequest RequestOf(Charge charge) => CarrierBillingRequest.OfPayment(
            charge, asked.ReferenceCode, asked.PaymentAmount.ChargingMetaData?.MerchantIdentifier, JsonSerializer.Serialize(asked, CamaraJson.Options), sink?.Url);
    }

    /// <summary>No payment of ours waits for a code: the approval, on the operator's page, was its validation.</summary>
    private static async Task<IResult> ValidateAsync(HttpContext http, string paymentId, FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var (body, error) = await CamaraJson.ReadAsync<ValidatePaymentBody>(http.Request, cancellationToken);
        if (body is null)
            return error!.Answer();
        var id = Payments.IdOf(paymentId);
        return await Payments.Visible(db, http).AnyAsync(charge => charge.Id == id, cancellationToken)
            ? CamaraError.AlreadyExists("Payment already validated: the subscriber approved it on the operator's own page.").Answer()
            : CamaraError.NotFound.Answer();
    }

    private static Task<IResult> ConfirmAsync(HttpContext http, string paymentId, ConfirmReservation confirm, UnitOfWork unitOfWork, CancellationToken cancellationToken) =>
        FinishAsync(
            http, paymentId, unitOfWork,
            async (db, merchant, charge, token) =>
                (await confirm.ExecuteAsync(db, merchant, new ConfirmReservationCommand(charge.Id), token)).Succeeded(out _, out var refusal) ? null : CamaraRefusals.Of(refusal),
            cancellationToken);

    /// <summary>A payment that was taken is refunded, never cancelled, to CAMARA; the other API may reverse it before it is billed.</summary>
    private static Task<IResult> CancelAsync(HttpContext http, string paymentId, CancelCharge cancel, UnitOfWork unitOfWork, TimeProvider clock, CancellationToken cancellationToken) =>
        FinishAsync(
            http, paymentId, unitOfWork,
            async (db, merchant, charge, token) => charge.StatusAt(clock.Instant()) == ChargeStatus.Confirmed ? CamaraRefusals.Confirmed
                : (await cancel.ExecuteAsync(db, merchant, charge.Id, token)).Succeeded(out _, out var refusal) ? null : CamaraRefusals.Of(refusal),
            cancellationToken);

    /// <summary>
    /// The second step. It needs no key: what is confirmed or cancelled stays so, and a repeat is told by the documented conflict.
    /// </summary>
    private static async Task<IResult> FinishAsync(
        HttpContext http, string paymentId, UnitOfWork unitOfWork,
        Func<FletsCollectDbContext, Merchant, Charge, CancellationToken, Task<CamaraError?>> finish, CancellationToken cancellationToken)
    {
        var (body, error) = await CamaraJson.ReadAsync<PhoneNumberBody>(http.Request, cancellationToken);
        if (body is null)
            return error!.Answer();
        var isThreeLegged = Payments.GrantOf(http) is not null;
        if (body.PhoneNumber is not null)
            return (isThreeLegged ? CamaraError.UnnecessaryIdentifier : CamaraError.IdentifierNotFound).Answer();
        if (!isThreeLegged)
            return CamaraError.MissingIdentifier.Answer();
        var (id, client) = (Payments.IdOf(paymentId), IdempotentEndpoint.ClientOf(http));
        var refusal = await unitOfWork.CommitAsync(
            async (db, token) =>
            {
                if (!await Payments.Visible(db, http).AnyAsync(charge => charge.Id == id, token))
                    return CamaraError.NotFound;
                // Tracked, so that what the use case finds is what was looked at here.
                var charge = await db.Charges.SingleAsync(charge => charge.Id == id, token);
                return await finish(db, await db.Merchants.SingleAsync(merchant => merchant.Code == client, token), charge, token);
            },
            cancellationToken);
        return refusal?.Answer() ?? TypedResults.StatusCode(StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> ListAsync(HttpContext http, FletsCollectDbContext db, Issuer issuer, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (list, error) = CamaraList.Read(http, "payment", "CARRIER_BILLING", "processing", "pending_validation", "denied", "reserved", "succeeded", "cancelled");
        if (list is null)
            return error!.Answer();
        var now = clock.Instant();
        var charges = Payments.Visible(db, http);
        if (list.From is { } from)
            charges = charges.Where(charge => charge.CreatedAt >= from);
        if (list.To is { } to)
            charges = charges.Where(charge => charge.CreatedAt <= to);
        if (list.Statuses is { } statuses)
            charges = Payments.OfStatus(charges, statuses, now);
        if (list.MerchantIdentifier is { } identifier)
            charges = charges.Where(charge => db.CarrierBillingRequests.Any(request => request.Id == charge.Id && request.MerchantIdentifier == identifier));
        var ordered = list.IsAscending ? charges.OrderBy(charge => charge.CreatedAt).ThenBy(charge => charge.Id) : charges.OrderByDescending(charge => charge.CreatedAt).ThenByDescending(charge => charge.Id);
        var rows = await list.PageAsync(http, ordered, cancellationToken);
        var ids = rows.Select(charge => charge.Id).ToArray();
        var requests = await db.CarrierBillingRequests.AsNoTracking().Where(request => ids.Contains(request.Id)).ToDictionaryAsync(request => request.Id, cancellationToken);
        return TypedResults.Json(rows.Select(charge => Payments.Show(charge, requests.GetValueOrDefault(charge.Id), now, issuer)), CamaraJson.Options);
    }

    private static async Task<IResult> ShowAsync(HttpContext http, string paymentId, FletsCollectDbContext db, Issuer issuer, TimeProvider clock, CancellationToken cancellationToken)
    {
        var id = Payments.IdOf(paymentId);
        if (await Payments.Visible(db, http).SingleOrDefaultAsync(charge => charge.Id == id, cancellationToken) is not { } charge)
            return CamaraError.NotFound.Answer();
        var request = await db.CarrierBillingRequests.AsNoTracking().SingleOrDefaultAsync(request => request.Id == id, cancellationToken);
        return TypedResults.Json(Payments.Show(charge, request, clock.Instant(), issuer), CamaraJson.Options);
    }
}
