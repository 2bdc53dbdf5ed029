using System.Text.Json;
using FletsCollect.Idempotency;
using FletsCollect.Merchants;
using FletsCollect.Outbox;
using FletsCollect.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Api;

/// <summary>Where a merchant's events are sent, under <c>/v1/webhook-endpoints</c>.</summary>
public static class WebhookEndpointsApi
{
    public static IEndpointRouteBuilder MapWebhookEndpoints(this IEndpointRouteBuilder routes)
    {
        var endpoints = routes.MapGroup("/v1/webhook-endpoints").RequireAuthorization(ApiScopes.WebhooksManage).DisableAntiforgery();
        endpoints.MapPost("/", CreateAsync).Document("createWebhookEndpoint", "Registers an address; the answer shows its secret, this once.", ApiExamples.EndpointWithSecret, StatusCodes.Status201Created, ApiExamples.CreateEndpoint);
        endpoints.MapGet("/", ListAsync).Document("listWebhookEndpoints", "Lists the addresses, the newest first.", ApiExamples.Endpoints, query: ["limit", "cursor"]);
        endpoints.MapGet("/{id}", ShowAsync).Document("getWebhookEndpoint", "Shows an address.", ApiExamples.Endpoint);
        endpoints.MapPatch("/{id}", ChangeAsync).Document("changeWebhookEndpoint", "Changes an address, or enables or disables it.", ApiExamples.Endpoint, body: ApiExamples.ChangeEndpoint);
        endpoints.MapDelete("/{id}", RemoveAsync).Document("deleteWebhookEndpoint", "Removes an address; what was on its way is cancelled.", ApiExamples.Endpoint);
        endpoints.MapPost("/{id}/rotate-secret", RotateSecretAsync).Document("rotateWebhookSecret", "Makes a new secret; the one before signs too for a while.", ApiExamples.EndpointWithSecret);
        endpoints.MapPost("/{id}/test", TestAsync).Document("testWebhookEndpoint", "Sends an event without consequences to the address.", ApiExamples.Event, StatusCodes.Status202Accepted);
        endpoints.MapPost("/{id}/redeliver", RedeliverAsync).Document("redeliverEvents", "Sends again what happened in a time range.", ApiExamples.Repeat, StatusCodes.Status202Accepted, ApiExamples.TimeRange);
        return routes;
    }

    private static async Task<IResult> CreateAsync(
        HttpContext http, ManageWebhookEndpoints manage, WebhookSecrets secrets, PublicAddressRule rule, IdempotentEndpoint endpoint, CancellationToken cancellationToken)
    {
        var (wish, problem) = await WebhookEndpointWish.ReadAsync(http, rule, cancellationToken);
        if (wish is null)
            return problem!;
        if (wish.Url is null)
            return Problems.Of(http, ApiProblem.InvalidRequest, "url must be the https address to send events to.", "url");
        var answer = await endpoint.RunAsync(
            http, "webhook-endpoint.create", wish.Asked(),
            (db, merchant, token) => manage.AddAsync(db, OwnerOf(merchant), wish.On(new WebhookSettings(wish.Url, "", [EventTypes.Any])), token),
            made => Stored(StatusCodes.Status201Created, made), refusal => Refused(http, refusal), cancellationToken);
        return Reveal(answer, secrets);
    }

    private static async Task<IResult> ListAsync(HttpContext http, FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var query = ListQuery.Read(http);
        if (query.Fault is not null)
            return query.Refuse(http);
        var rows = db.Own<WebhookEndpoint>(http).Where(row => row.Subject == null);
        return JsonAnswer.Ok(await query.PageAsync(rows, nameof(WebhookEndpoint.CreatedAt), row => new Cursor(row.CreatedAt, row.Id), WebhookEndpointResource.Of, cancellationToken));
    }

    private static async Task<IResult> ShowAsync(HttpContext http, string id, FletsCollectDbContext db, CancellationToken cancellationToken) =>
        PublicId.TryParse(PublicId.WebhookEndpoint, id, out var key) && await db.Own<WebhookEndpoint>(http).SingleOrDefaultAsync(row => row.Id == key && row.Subject == null, cancellationToken) is { } found
            ? JsonAnswer.Ok(WebhookEndpointResource.Of(found))
            : Problems.Of(http, ApiProblem.NotFound);

    private static async Task<IResult> ChangeAsync(
        HttpContext http, string id, ManageWebhookEndpoints manage, PublicAddressRule rule, IdempotentEndpoint endpoint, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(PublicId.WebhookEndpoint, id, out var key))
            return Problems.Of(http, ApiProblem.NotFound);
        var (wish, problem) = await WebhookEndpointWish.ReadAsync(http, rule, cancellationToken);
        return wish is null ? problem! : await endpoint.RunAsync(
            http, "webhook-endpoint.change", $"{id}|{wish.Asked()}",
            (db, merchant, token) => manage.ChangeAsync(db, OwnerOf(merchant), key, present => wish.On(SettingsOf(present)), token),
            changed => IdempotentEndpoint.Stored(StatusCodes.Status200OK, WebhookEndpointResource.Of(changed)), refusal => Refused(http, refusal), cancellationToken);
    }

    private static async Task<IResult> RemoveAsync(HttpContext http, string id, ManageWebhookEndpoints manage, IdempotentEndpoint endpoint, CancellationToken cancellationToken) =>
        PublicId.TryParse(PublicId.WebhookEndpoint, id, out var key)
            ? await endpoint.RunAsync(
                http, "webhook-endpoint.remove", id, (db, merchant, token) => manage.RemoveAsync(db, OwnerOf(merchant), key, token),
                removed => IdempotentEndpoint.Stored(StatusCodes.Status200OK, WebhookEndpointResource.Of(removed)), refusal => Refused(http, refusal), cancellationToken)
            : Problems.Of(http, ApiProblem.NotFound);

    private static async Task<IResult> RotateSecretAsync(
        HttpContext http, string id, ManageWebhookEndpoints manage, WebhookSecrets secrets, IdempotentEndpoint endpoint, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(PublicId.WebhookEndpoint, id, out var key))
            return Problems.Of(http, ApiProblem.NotFound);
        var answer = await endpoint.RunAsync(
            http, "webhook-endpoint.rotate-secret", id, (db, merchant, token) => manage.RotateSecretAsync(db, OwnerOf(merchant), key, token),
            made => Stored(StatusCodes.Status200OK, made), refusal => Refused(http, refusal), cancellationToken);
        return Reveal(answer, secrets);
    }

    private static async Task<IResult> TestAsync(HttpContext http, string id, ManageWebhookEndpoints manage, Issuer issuer, IdempotentEndpoint endpoint, CancellationToken cancellationToken) =>
        PublicId.TryParse(PublicId.WebhookEndpoint, id, out var key)
            ? await endpoint.RunAsync(
                http, "webhook-endpoint.test", id, (db, merchant, token) => manage.TestAsync(db, OwnerOf(merchant), key, token),
                message => IdempotentEndpoint.Stored(StatusCodes.Status202Accepted, EventResource.Of(message, issuer)), refusal => Refused(http, refusal), cancellationToken)
            : Problems.Of(http, ApiProblem.NotFound);

    private static async Task<IResult> RedeliverAsync(HttpContext http, string id, RedeliverWebhooks redeliver, IdempotentEndpoint endpoint, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(PublicId.WebhookEndpoint, id, out var key))
            return Problems.Of(http, ApiProblem.NotFound);
        var (range, problem) = await JsonBody.ReadAsync(http, ["from", "to"], ReadRange, cancellationToken);
        return range is null ? problem! : await endpoint.RunAsync(
            http, "webhook-endpoint.redeliver", $"{id}|{range.From:O}|{range.To:O}",
            (db, merchant, token) => redeliver.RangeAsync(db, OwnerOf(merchant), key, range.From, range.To, token),
            repeat => IdempotentEndpoint.Stored(StatusCodes.Status202Accepted, new WebhookRepeatResource(repeat.Endpoint.PublicId, repeat.Events)),
            refusal => Refused(http, refusal), cancellationToken);
    }

    private static (TimeRange?, BodyFault?) ReadRange(JsonElement body)
    {
        if (!WireTime.TryParse(WireJson.Text(body, "from"), out var from))
            return (null, new BodyFault("from must be an instant like 2026-11-10T03:00:00Z.", "from"));
        if (!WireTime.TryParse(WireJson.Text(body, "to"), out var to) || to <= from)
            return (null, new BodyFault("to must be an instant after from.", "to"));
        return (new TimeRange(from, to), null);
    }

    private static WebhookOwner OwnerOf(Merchant merchant) => new(merchant.Id, merchant.Code);

    private static WebhookSettings SettingsOf(WebhookEndpoint endpoint) =>
        new(endpoint.Url, endpoint.Description, endpoint.EventTypes, endpoint.Status == WebhookEndpointStatus.Enabled);

    private static StoredAnswer Refused(HttpContext http, WebhookRefusal refusal) => Problems.Stored(http, WebhookProblems.Of(refusal));

    /// <summary>The answer is kept for repeats, so what is kept of the secret is its protected form.</summary>
    private static StoredAnswer Stored(int status, WebhookEndpointWithSecret made) => IdempotentEndpoint.Stored(
        status, WebhookEndpointResource.Of(made.Endpoint) with { Secret = made.ProtectedSecret, PreviousSecretValidUntil = made.Before?.ValidUntil });

    /// <summary>Puts the secret itself into the answer on its way out.</summary>
    private static IResult Reveal(IResult answer, WebhookSecrets secrets)
    {
        if (answer is not ContentHttpResult { StatusCode: < 400, ResponseContent: { } kept })
            return answer;
        var resource = JsonSerializer.Deserialize<WebhookEndpointResource>(kept, Problems.Json)!;
        var shown = JsonSerializer.Serialize(resource with { Secret = secrets.Read(resource.Secret!) }, Problems.Json);
        return TypedResults.Text(shown, "application/json", statusCode: ((ContentHttpResult)answer).StatusCode);
    }

    private sealed record TimeRange(DateTime From, DateTime To);
}
