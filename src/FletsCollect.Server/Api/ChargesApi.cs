using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Idempotency;
using FletsCollect.Refunds;
using FletsCollect.Server.Api.ChargePath;
using FletsCollect.Server.Hosting;
using FletsCollect.Subscriptions;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Api;

/// <summary>
/// The charge API that merchants' back ends call, under <c>/v1</c>. A charge is made with the subscriber's token; what comes after needs
/// no subscriber and takes the merchant's own. Another merchant's charge is not there.
/// </summary>
public static class ChargesApi
{
    public static IEndpointRouteBuilder MapCharges(this IEndpointRouteBuilder routes)
    {
        var charges = routes.MapGroup("/v1/charges").DisableAntiforgery();
        charges.MapPost("/", CreateAsync).RequireAuthorization(ChargeToken.Policy)
            .Document("createCharge", "Takes the charge that the token was granted for, or holds it.", ApiExamples.Charge, StatusCodes.Status201Created, ApiExamples.CreateCharge);
        charges.MapGet("/", ChargeList.GetAsync).RequireAuthorization(ApiScopes.ChargesRead)
            .Document("listCharges", "Lists charges, the newest first.", ApiExamples.Charges, query: ChargeList.Filters);
        charges.MapGet("/{id}", GetAsync).RequireAuthorization(ApiScopes.ChargesRead).Document("getCharge", "Shows a charge.", ApiExamples.Charge);
        charges.MapPost("/{id}/confirm", ConfirmAsync).RequireAuthorization(ApiScopes.ChargesManage)
            .Document("confirmCharge", "Takes what is held, or less.", ApiExamples.Charge, body: ApiExamples.ConfirmCharge);
        charges.MapPost("/{id}/cancel", CancelAsync).RequireAuthorization(ApiScopes.ChargesManage).Document("cancelCharge", "Frees what is held, or reverses what no bill has yet.", ApiExamples.Charge);
        return routes;
    }

    /// <summary>
    /// <c>POST /v1/charges</c>: takes the charge that the token was granted for, or holds it when it was granted as deferred. 201 with
    /// the charge. Most immediate charges do not come here: <see cref="ImmediateCharges"/> takes them.
    /// </summary>
    private static async Task<IResult> CreateAsync(
        HttpContext http, CreateCharge create, ChargeCurrentCycle chargeCycle, IdempotentEndpoint endpoint, StepUp stepUp, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (IdempotentEndpoint.KeyOf(http.Request, CreateCharge.Operation, "") is null)
            return Problems.Of(http, ApiProblem.IdempotencyKeyRequired);
        var (request, problem) = await JsonBody.ReadAsync(http, CreateChargeRequest.Members, CreateChargeRequest.Read, cancellationToken);
        if (request is null)
            return problem!;
        if (http.User.GetClaim(ChargeToken.GrantClaim) is not { } tokenGrant || !PublicId.TryParse(PublicId.Grant, tokenGrant, out var tokenGrantId))
            return Problems.Of(http, ApiProblem.InsufficientScope);
        if (ChargeToken.IsFor(http.User, RecurringDetails.TypeName))
        {
            // How surely the subscriber was known was settled when the whole term was approved; nobody is there at a renewal.
            return await endpoint.RunAsync(
                http,
                CreateCharge.Operation,
                request.Asked,
                (db, merchant, token) => chargeCycle.ExecuteAsync(db, merchant, new ChargeCurrentCycleCommand(tokenGrantId, request.GrantId, request.Amount, request.MerchantReference), token),
                cycle => IdempotentEndpoint.Stored(StatusCodes.Status201Created, ChargeSnapshot.Of(cycle.Charge, clock.Instant())),
                refusal => Problems.Stored(http, Of(refusal)),
                cancellationToken);
        }
        if (stepUp.Challenge(http, request.Amount) is { } challenge)
            return challenge;

        var key = IdempotentEndpoint.KeyOf(http.Request, CreateCharge.Operation, request.Asked)!;
        var command = new CreateChargeCommand(IdempotentEndpoint.ClientOf(http), tokenGrantId, request.GrantId, request.Amount, request.MerchantReference, key, request.Items);
        return IdempotentEndpoint.Send(http, await create.ExecuteAsync(command, Render, cancellationToken));

        StoredAnswer Render(Result<Charge, ChargeRefusal> outcome) =>
            outcome.Succeeded(out var charge, out var refusal)
                ? IdempotentEndpoint.Stored(StatusCodes.Status201Created, ChargeSnapshot.Of(charge, clock.Instant()))
                : Problems.Stored(http, Of(refusal));
    }

    /// <summary><c>GET /v1/charges/{id}</c>: 200 with the charge.</summary>
    private static async Task<IResult> GetAsync(HttpContext http, string id, FletsCollectDbContext db, TimeProvider clock, CancellationToken cancellationToken)
    {
        var key = ChargeOf(id);
        var charge = await db.Own<Charge>(http).SingleOrDefaultAsync(charge => charge.Id == key, cancellationToken);
        return charge is null ? Problems.Of(http, ApiProblem.ChargeNotFound) : TypedResults.Json(ChargeSnapshot.Of(charge, clock.Instant()), Problems.Json);
    }

    /// <summary><c>POST /v1/charges/{id}/confirm</c>: takes what is held, or less. The body may be empty. 200 with the charge.</summary>
    private static async Task<IResult> ConfirmAsync(HttpContext http, string id, ConfirmReservation confirm, IdempotentEndpoint endpoint, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (request, problem) = await JsonBody.ReadOrEmptyAsync(http, ConfirmChargeRequest.Members, ConfirmChargeRequest.Read, cancellationToken);
        if (request is null)
            return problem!;
        var key = ChargeOf(id);
        return await endpoint.RunAsync(
            http,
            ConfirmReservation.Operation,
            $"{key:N}|{request.Asked}",
            (db, merchant, token) => confirm.ExecuteAsync(db, merchant, new ConfirmReservationCommand(key, request.Amount, request.Items), token),
            charge => Changed(charge, clock),
            refusal => Of(http, refusal),
            cancellationToken);
    }

    /// <summary><c>POST /v1/charges/{id}/cancel</c>: frees what is held, or reverses what no bill has yet. No body. 200 with the charge.</summary>
    private static Task<IResult> CancelAsync(HttpContext http, string id, CancelCharge cancel, IdempotentEndpoint endpoint, TimeProvider clock, CancellationToken cancellationToken)
    {
        var key = ChargeOf(id);
        return endpoint.RunAsync(
            http,
            CancelCharge.Operation,
            $"{key:N}",
            (db, merchant, token) => cancel.ExecuteAsync(db, merchant, key, token),
            charge => Changed(charge, clock),
            refusal => Of(http, refusal),
            cancellationToken);
    }

    /// <summary>The key in an address; text that is no charge's id names no charge.</summary>
    private static Guid ChargeOf(string id) => PublicId.TryParse(PublicId.Charge, id, out var key) ? key : Guid.Empty;

    private static StoredAnswer Changed(Charge charge, TimeProvider clock) => IdempotentEndpoint.Stored(StatusCodes.Status200OK, ChargeSnapshot.Of(charge, clock.Instant()));

    internal static ApiProblem Of(ChargeRefusal refusal) => refusal switch
    {
        ChargeRefusal.GrantNotFound => ApiProblem.GrantNotFound,
        ChargeRefusal.GrantConsumed => ApiProblem.GrantConsumed,
        ChargeRefusal.GrantEnded => ApiProblem.GrantEnded,
        ChargeRefusal.GrantMismatch => ApiProblem.GrantMismatch,
        ChargeRefusal.AmountMismatch => ApiProblem.AmountMismatch,
        ChargeRefusal.AmountExceedsGrant => ApiProblem.AmountExceedsGrant,
        ChargeRefusal.ItemsMismatch => ApiProblem.ItemsMismatch,
        ChargeRefusal.TaxRateNotAllowed => ApiProblem.TaxRateNotAllowed,
        ChargeRefusal.PeriodLimitExceeded => ApiProblem.PeriodLimitExceeded,
        ChargeRefusal.OutsideSchedule => ApiProblem.OutsideSchedule,
        ChargeRefusal.SubscriptionNotStarted => ApiProblem.SubscriptionNotStarted,
        ChargeRefusal.LimitExceeded => ApiProblem.LimitExceeded,
        ChargeRefusal.CredentialLimitExceeded => ApiProblem.CredentialLimitExceeded,
        ChargeRefusal.MerchantBlocked => ApiProblem.MerchantBlocked,
        ChargeRefusal.PurchasesStopped => ApiProblem.PurchasesStopped,
        ChargeRefusal.PayerUnavailable => ApiProblem.PayerUnavailable,
        ChargeRefusal.IdempotencyKeyReused => ApiProblem.IdempotencyKeyReused,
        ChargeRefusal.RequestInProgress => ApiProblem.RequestInProgress,
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown charge refusal."),
    };

    private static StoredAnswer Of(HttpContext http, ConfirmReservationRefusal refusal) => refusal switch
    {
        ConfirmReservationRefusal.ChargeNotFound => Problems.Stored(http, ApiProblem.ChargeNotFound),
        ConfirmReservationRefusal.ChargeConfirmed => State(http, T("この課金はすでに確定しています。", "The charge is confirmed already.")),
        ConfirmReservationRefusal.ChargeCancelled => State(http, T("この課金は取り消されています。", "The charge is cancelled.")),
        ConfirmReservationRefusal.ChargeExpired => State(http, T("この課金の確保は期限切れです。", "The charge is expired.")),
        ConfirmReservationRefusal.AmountExceedsReservation => Problems.Stored(http, ApiProblem.AmountExceedsReservation, param: "amount"),
        ConfirmReservationRefusal.ItemsMismatch => Problems.Stored(http, ApiProblem.ItemsMismatch, param: "items"),
        ConfirmReservationRefusal.TaxRateNotAllowed => Problems.Stored(http, ApiProblem.TaxRateNotAllowed, param: "items"),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    private static StoredAnswer Of(HttpContext http, CancelChargeRefusal refusal) => refusal switch
    {
        CancelChargeRefusal.ChargeNotFound => Problems.Stored(http, ApiProblem.ChargeNotFound),
        CancelChargeRefusal.ChargeCancelled => State(http, T("この課金はすでに取り消されています。", "The charge is cancelled already.")),
        CancelChargeRefusal.ChargeExpired => State(http, T("この課金の確保は期限切れです。", "The charge is expired.")),
        CancelChargeRefusal.ChargeBilled => State(http, T("この課金は請求済みです。返金してください。", "The charge is billed; refund it instead.")),
        CancelChargeRefusal.ChargeRefunded => State(http, T("この課金は一部返金されています。残りも返金してください。", "The charge is confirmed and partly refunded; refund the rest too.")),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    private static StoredAnswer State(HttpContext http, string presentState) => Problems.Stored(http, ApiProblem.ChargeState, presentState);
}
