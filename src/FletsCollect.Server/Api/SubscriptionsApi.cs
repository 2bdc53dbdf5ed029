using System.Globalization;
using System.Text.Json;
using FletsCollect.Charges;
using FletsCollect.Server.Hosting;
using FletsCollect.Subscriptions;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using static FletsCollect.Server.Hosting.WireJson;

namespace FletsCollect.Server.Api;

/// <summary>
/// Subscriptions under <c>/v1/subscriptions</c>. Starting one needs the token of the subscriber who approved it; everything after that the
/// merchant does in its own name, because the provider charges each period by itself.
/// </summary>
public static class SubscriptionsApi
{
    private static readonly string[] Members = ["grant_id"];

    private static readonly string[] Filters = ["status", "merchant_reference", "plan", "created_from", "created_to", "limit", "cursor"];

    public static IEndpointRouteBuilder MapSubscriptions(this IEndpointRouteBuilder routes)
    {
        var subscriptions = routes.MapGroup("/v1/subscriptions").DisableAntiforgery();
        subscriptions.MapPost("/", StartAsync).RequireAuthorization(ChargeToken.Policy)
            .Document("startSubscription", "Starts the subscription that the token was granted for, and charges its first period if that has begun.", ApiExamples.Subscription, StatusCodes.Status201Created, ApiExamples.StartSubscription);
        subscriptions.MapGet("/", ListAsync).RequireAuthorization(ApiScopes.SubscriptionsRead)
            .Document("listSubscriptions", "Lists subscriptions, the newest first.", ApiExamples.Subscriptions, query: Filters);
        subscriptions.MapGet("/{id}", ShowAsync).RequireAuthorization(ApiScopes.SubscriptionsRead).Document("getSubscription", "Shows a subscription.", ApiExamples.Subscription);
        subscriptions.MapPost("/{id}/cancel", CancelAsync).RequireAuthorization(ApiScopes.SubscriptionsManage)
            .Document("cancelSubscription", "Cancels a subscription at the end of what was paid.", ApiExamples.CancelledSubscription);
        subscriptions.MapPost("/{id}/undo-cancel", UndoAsync).RequireAuthorization(ApiScopes.SubscriptionsManage)
            .Document("undoCancelSubscription", "Takes a cancellation back before the end.", ApiExamples.Subscription);
        return routes;
    }

    /// <summary>
    /// <c>POST /v1/subscriptions</c>: makes the subscription that the token was granted for, and charges its first period if that has begun.
    /// 201 with the subscription.
    /// </summary>
    private static async Task<IResult> StartAsync(HttpContext http, StartSubscription start, IdempotentEndpoint endpoint, CancellationToken cancellationToken)
    {
        if (IdempotentEndpoint.KeyOf(http.Request, "subscription.start", "") is null)
            return Problems.Of(http, ApiProblem.IdempotencyKeyRequired);
        var (request, problem) = await JsonBody.ReadAsync(http, Members, ReadStart, cancellationToken);
        if (request is null)
            return problem!;
        if (http.User.GetClaim(ChargeToken.GrantClaim) is not { } tokenGrant || !PublicId.TryParse(PublicId.Grant, tokenGrant, out var tokenGrantId))
            return Problems.Of(http, ApiProblem.InsufficientScope);
        return await endpoint.RunAsync(
            http,
            "subscription.start",
            request.GrantId.ToString("N"),
            (db, merchant, token) => start.ExecuteAsync(db, merchant, new StartSubscriptionCommand(tokenGrantId, request.GrantId), token),
            started => IdempotentEndpoint.Stored(StatusCodes.Status201Created, SubscriptionResource.Of(started)),
            refusal => Problems.Stored(http, ChargesApi.Of(refusal)),
            cancellationToken);
    }

    /// <summary><c>GET /v1/subscriptions</c>: the merchant's own, the newest first.</summary>
    private static async Task<IResult> ListAsync(HttpContext http, FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var query = ListQuery.Read(http, Filters);
        var (created, status) = (query.CreatedDays(), query.Word<SubscriptionStatus>("status"));
        var (reference, plan) = (query.Text("merchant_reference"), query.Text("plan"));
        if (query.Fault is not null)
            return query.Refuse(http);
        var rows = db.Own<Subscription>(http);
        if (status is not null)
            rows = rows.Where(row => row.Status == status);
        if (reference is not null)
            rows = rows.Where(row => row.MerchantReference == reference);
        if (plan is not null)
            rows = rows.Where(row => row.Plan == plan);
        if (created.From is { } from)
            rows = rows.Where(row => row.CreatedAt >= from);
        if (created.Before is { } before)
            rows = rows.Where(row => row.CreatedAt < before);
        return TypedResults.Json(
            await query.PageAsync(rows, nameof(Subscription.CreatedAt), row => new Cursor(row.CreatedAt, row.Id), SubscriptionResource.Of, cancellationToken), Problems.Json);
    }

    private static async Task<IResult> ShowAsync(HttpContext http, string id, FletsCollectDbContext db, CancellationToken cancellationToken) =>
        PublicId.TryParse(PublicId.Subscription, id, out var key) && await db.Own<Subscription>(http).SingleOrDefaultAsync(row => row.Id == key, cancellationToken) is { } found
            ? TypedResults.Json(SubscriptionResource.Of(found), Problems.Json)
            : Problems.Of(http, ApiProblem.SubscriptionNotFound);

    /// <summary><c>POST /v1/subscriptions/{id}/cancel</c>: at the end of what was paid.</summary>
    private static Task<IResult> CancelAsync(HttpContext http, string id, CancelSubscription cancel, IdempotentEndpoint endpoint, CancellationToken cancellationToken) =>
        ChangeAsync(http, id, "subscription.cancel", cancel.CancelAsync, endpoint, cancellationToken);

    /// <summary><c>POST /v1/subscriptions/{id}/undo-cancel</c>: takes a cancellation back before the end.</summary>
    private static Task<IResult> UndoAsync(HttpContext http, string id, CancelSubscription cancel, IdempotentEndpoint endpoint, CancellationToken cancellationToken) =>
        ChangeAsync(http, id, "subscription.undo-cancel", cancel.UndoAsync, endpoint, cancellationToken);

    private static async Task<IResult> ChangeAsync(
        HttpContext http,
        string id,
        string operation,
        Func<FletsCollectDbContext, SubscriptionParty, Guid, CancellationToken, Task<Result<Subscription, SubscriptionRefusal>>> change,
        IdempotentEndpoint endpoint,
        CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(PublicId.Subscription, id, out var key))
            return Problems.Of(http, ApiProblem.SubscriptionNotFound);
        return await endpoint.RunAsync(
            http,
            operation,
            key.ToString("N"),
            (db, merchant, token) => change(db, SubscriptionParty.Merchant(merchant.Id, merchant.Code), key, token),
            changed => IdempotentEndpoint.Stored(StatusCodes.Status200OK, SubscriptionResource.Of(changed)),
            refusal => Problems.Stored(http, Of(refusal)),
            cancellationToken);
    }

    private static ApiProblem Of(SubscriptionRefusal refusal) => refusal switch
    {
        SubscriptionRefusal.NotFound => ApiProblem.SubscriptionNotFound,
        SubscriptionRefusal.Over => ApiProblem.SubscriptionOver,
        SubscriptionRefusal.AlreadyCancelled => ApiProblem.SubscriptionAlreadyCancelled,
        SubscriptionRefusal.NotCancelled => ApiProblem.SubscriptionNotCancelled,
        SubscriptionRefusal.LineEnds => ApiProblem.SubscriptionLineEnds,
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    private sealed record StartRequest(Guid GrantId);

    private static (StartRequest? Request, BodyFault? Fault) ReadStart(JsonElement body) =>
        Text(body, "grant_id") is { } grant && PublicId.TryParse(PublicId.Grant, grant, out var id)
            ? (new StartRequest(id), null)
            : (null, new BodyFault("grant_id must be the 'gr_…' id from the token response's authorization_details.", "grant_id"));
}

/// <summary>A subscription as the API shows it. Days are Japanese days, <c>yyyy-MM-dd</c>.</summary>
/// <param name="Id"><c>sub_…</c>.</param>
/// <param name="Status"><c>active</c>, <c>suspended</c>, <c>cancel_scheduled</c>, <c>ended</c> or <c>auto_terminated</c>.</param>
/// <param name="GrantId">The consent that it lives on.</param>
/// <param name="MerchantReference">The merchant's own name of it.</param>
/// <param name="Description">What is bought, as the subscriber saw it.</param>
/// <param name="Plan">The merchant's plan, if it is one.</param>
/// <param name="Amount">For each period, tax included.</param>
/// <param name="NextChargeOn">When the next charge falls due; absent when there will be none.</param>
/// <param name="PaidThrough">The last day of what was paid.</param>
/// <param name="EndsOn">Its last day, once that is known.</param>
/// <param name="EndReason">Why it is, or will be, over: <c>cancelled_by_subscriber</c>, <c>renewal_failed</c> and so on.</param>
/// <param name="PaymentFailing">True while the charge that is due cannot be made and is tried again.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="EndedAt">UTC.</param>
public sealed record SubscriptionResource(
    string Id,
    string Status,
    string GrantId,
    string MerchantReference,
    string Description,
    string? Plan,
    Money Amount,
    string? NextChargeOn,
    string? PaidThrough,
    string? EndsOn,
    string? EndReason,
    bool PaymentFailing,
    DateTime CreatedAt,
    DateTime? EndedAt)
{
    internal static SubscriptionResource Of(Subscription subscription) => new(
        subscription.PublicId,
        WireWord.Of(subscription.Status),
        PublicId.Format(PublicId.Grant, subscription.GrantId),
        subscription.MerchantReference,
        subscription.Description,
        subscription.Plan,
        Money.Of(subscription.Amount),
        Day(subscription.NextChargeOn),
        Day(subscription.PaidThrough),
        Day(subscription.EndsOn),
        subscription.EndReason is { } reason ? WireWord.Of(reason) : null,
        subscription.FailingSince is not null,
        subscription.CreatedAt,
        subscription.EndedAt);

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
