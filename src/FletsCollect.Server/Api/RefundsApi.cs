using System.Globalization;
using System.Text.Json;
using FletsCollect.Audit;
using FletsCollect.Charges;
using FletsCollect.Idempotency;
using FletsCollect.Refunds;
using FletsCollect.Server.Hosting;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Hosting.WireJson;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Api;

/// <summary>Refunds, as merchants' back ends ask for them and look at them, with the merchant's own token.</summary>
public static class RefundsApi
{
    private static readonly string[] Members = ["amount", "reason"];
    private static readonly string[] Filters = ["status", "charge", "created_from", "created_to", "limit", "cursor"];

    public static IEndpointRouteBuilder MapRefunds(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/charges/{id}/refunds", CreateAsync).RequireAuthorization(ApiScopes.ChargesManage).DisableAntiforgery()
            .Document("createRefund", "Gives back an amount of a charge, or all that is left.", ApiExamples.Refund, StatusCodes.Status201Created, ApiExamples.CreateRefund);
        routes.MapGet("/v1/refunds", ListAsync).RequireAuthorization(ApiScopes.ChargesRead).Document("listRefunds", "Lists refunds, the newest first.", ApiExamples.Refunds, query: Filters);
        routes.MapGet("/v1/refunds/{id}", GetAsync).RequireAuthorization(ApiScopes.ChargesRead).Document("getRefund", "Shows a refund.", ApiExamples.Refund);
        return routes;
    }

    /// <summary>
    /// <c>POST /v1/charges/{id}/refunds</c>: gives back <c>amount</c>, or all that is left when the body names none. 201 with the refund.
    /// </summary>
    private static async Task<IResult> CreateAsync(HttpContext http, string id, RequestRefund refund, IdempotentEndpoint endpoint, CancellationToken cancellationToken)
    {
        var (request, problem) = await JsonBody.ReadOrEmptyAsync(http, Members, Read, cancellationToken);
        if (request is null)
            return problem!;
        var charge = PublicId.TryParse(PublicId.Charge, id, out var key) ? key : Guid.Empty;
        return await endpoint.RunAsync(
            http,
            RequestRefund.Operation,
            string.Create(CultureInfo.InvariantCulture, $"{charge:N}|{request.Amount?.Amount}|{request.Reason}"),
            (db, merchant, token) => refund.ExecuteAsync(db, new RequestRefundCommand(charge, request.Amount, request.Reason, merchant.Id, AuditActor.Merchant(merchant.Code)), token),
            made => IdempotentEndpoint.Stored(StatusCodes.Status201Created, RefundSnapshot.Of(made)),
            refusal => refusal switch
            {
                RefundRefusal.ChargeNotFound => Problems.Stored(http, ApiProblem.ChargeNotFound),
                RefundRefusal.ChargeReserved => State(http, T("この課金は確保のみです。取り消してください。", "The charge is reserved; cancel it instead.")),
                RefundRefusal.ChargeCancelled => State(http, T("この課金は取り消されています。", "The charge is cancelled.")),
                RefundRefusal.ChargeExpired => State(http, T("この課金の確保は期限切れです。", "The charge is expired.")),
                RefundRefusal.ChargeRefunded => State(http, T("この課金は全額返金済みです。", "The charge is refunded in full.")),
                RefundRefusal.AmountExceedsRemaining => Problems.Stored(http, ApiProblem.AmountExceedsRemaining, param: "amount"),
                _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
            },
            cancellationToken);
    }

    /// <summary><c>GET /v1/refunds/{id}</c>: 200 with the refund.</summary>
    private static async Task<IResult> GetAsync(HttpContext http, string id, FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var key = PublicId.TryParse(PublicId.Refund, id, out var read) ? read : Guid.Empty;
        var refund = await db.Own<Refund>(http).SingleOrDefaultAsync(refund => refund.Id == key, cancellationToken);
        return refund is null ? Problems.Of(http, ApiProblem.RefundNotFound) : TypedResults.Json(RefundSnapshot.Of(refund), Problems.Json);
    }

    /// <summary><c>GET /v1/refunds</c>: newest first, page by page.</summary>
    private static async Task<IResult> ListAsync(HttpContext http, FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var query = ListQuery.Read(http, Filters);
        var (created, status, charge) = (query.CreatedDays(), query.Word<RefundStatus>("status"), query.Id("charge", PublicId.Charge));
        if (query.Fault is not null)
            return query.Refuse(http);
        var refunds = db.Own<Refund>(http);
        if (status is not null)
            refunds = refunds.Where(refund => refund.Status == status);
        if (charge is not null)
            refunds = refunds.Where(refund => refund.ChargeId == charge);
        if (created.From is { } from)
            refunds = refunds.Where(refund => refund.CreatedAt >= from);
        if (created.Before is { } before)
            refunds = refunds.Where(refund => refund.CreatedAt < before);
        return TypedResults.Json(
            await query.PageAsync(refunds, nameof(Refund.CreatedAt), refund => new Cursor(refund.CreatedAt, refund.Id), RefundSnapshot.Of, cancellationToken), Problems.Json);
    }

    private static StoredAnswer State(HttpContext http, string presentState) => Problems.Stored(http, ApiProblem.ChargeState, presentState);

    private static (RefundRequest? Value, BodyFault? Fault) Read(JsonElement body)
    {
        var amount = default(Yen);
        var named = body.TryGetProperty("amount", out _);
        if (named && MoneyJson.Read(body, "amount", out amount) is { } fault)
            return (null, fault);
        var reason = Text(body, "reason");
        if (body.TryGetProperty("reason", out _) && (reason is null || !IsShowable(reason)))
            return (null, new BodyFault("reason must be 1 to 100 characters in normalization form C, without control or direction characters.", "reason"));
        return (new RefundRequest(named ? amount : null, reason), null);
    }

    private sealed record RefundRequest(Yen? Amount, string? Reason);
}
