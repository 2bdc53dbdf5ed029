using FletsCollect.Outbox;
using FletsCollect.Server.Hosting;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Api;

/// <summary>What became of each event at each endpoint, under <c>/v1/webhook-deliveries</c>.</summary>
public static class WebhookDeliveriesApi
{
    public static IEndpointRouteBuilder MapWebhookDeliveries(this IEndpointRouteBuilder routes)
    {
        var deliveries = routes.MapGroup("/v1/webhook-deliveries").RequireAuthorization(ApiScopes.WebhooksManage).DisableAntiforgery();
        deliveries.MapGet("/", ListAsync).Document("listWebhookDeliveries", "Lists what became of events, the newest first.", ApiExamples.Deliveries, query: ["endpoint_id", "event_id", "status", "from", "to", "limit", "cursor"]);
        deliveries.MapGet("/{id}", ShowAsync).Document("getWebhookDelivery", "Shows a delivery with each attempt.", ApiExamples.Delivery);
        deliveries.MapPost("/{id}/redeliver", RedeliverAsync).Document("redeliverEvent", "Sends an event to an endpoint again.", ApiExamples.Delivery, StatusCodes.Status202Accepted);
        return routes;
    }

    private static async Task<IResult> ListAsync(HttpContext http, FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var query = ListQuery.Read(http, "endpoint_id", "event_id", "status", "from", "to");
        var (endpoint, message) = (query.Id("endpoint_id", PublicId.WebhookEndpoint), query.Id("event_id", PublicId.Event));
        var (status, from, to) = (query.Word<WebhookDeliveryStatus>("status"), query.Instant("from"), query.Instant("to"));
        if (query.Fault is not null)
            return query.Refuse(http);
        var rows = db.Own<WebhookDelivery>(http);
        if (endpoint is not null)
            rows = rows.Where(row => row.EndpointId == endpoint);
        if (message is not null)
            rows = rows.Where(row => row.MessageId == message);
        if (status is not null)
            rows = rows.Where(row => row.Status == status);
        if (from is not null)
            rows = rows.Where(row => row.CreatedAt >= from);
        if (to is not null)
            rows = rows.Where(row => row.CreatedAt < to);
        return JsonAnswer.Ok(await query.PageAsync(rows, nameof(WebhookDelivery.CreatedAt), row => new Cursor(row.CreatedAt, row.Id), WebhookDeliveryResource.Of, cancellationToken));
    }

    private static async Task<IResult> ShowAsync(HttpContext http, string id, FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(PublicId.WebhookDelivery, id, out var key) || await db.Own<WebhookDelivery>(http).SingleOrDefaultAsync(row => row.Id == key, cancellationToken) is not { } found)
            return Problems.Of(http, ApiProblem.NotFound);
        var attempts = await db.WebhookAttempts.AsNoTracking().Where(attempt => attempt.DeliveryId == key).OrderByDescending(attempt => attempt.StartedAt).ToListAsync(cancellationToken);
        return JsonAnswer.Ok(WebhookDeliveryResource.Of(found) with { AttemptLog = [.. attempts.Select(WebhookAttemptResource.Of)] });
    }

    private static async Task<IResult> RedeliverAsync(HttpContext http, string id, RedeliverWebhooks redeliver, IdempotentEndpoint endpoint, CancellationToken cancellationToken) =>
        PublicId.TryParse(PublicId.WebhookDelivery, id, out var key)
            ? await endpoint.RunAsync(
                http, "webhook-delivery.redeliver", id,
                (db, merchant, token) => redeliver.OneAsync(db, new WebhookOwner(merchant.Id, merchant.Code), key, token),
                delivery => IdempotentEndpoint.Stored(StatusCodes.Status202Accepted, WebhookDeliveryResource.Of(delivery)),
                refusal => Problems.Stored(http, WebhookProblems.Of(refusal)), cancellationToken)
            : Problems.Of(http, ApiProblem.NotFound);
}
