using FletsCollect.Outbox;
using FletsCollect.Server.Hosting;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Api;

/// <summary>What happened to a merchant's business, under <c>/v1/events</c>, for as long as events are kept.</summary>
public static class EventsApi
{
    public static IEndpointRouteBuilder MapEvents(this IEndpointRouteBuilder routes)
    {
        var events = routes.MapGroup("/v1/events").RequireAuthorization(ApiScopes.WebhooksManage);
        events.MapGet("/", ListAsync).Document("listEvents", "Lists what happened, the newest first.", ApiExamples.Events, query: ["type", "subject", "from", "to", "limit", "cursor"]);
        events.MapGet("/{id}", ShowAsync).Document("getEvent", "Shows an event as it is sent.", ApiExamples.Event);
        return routes;
    }

    private static async Task<IResult> ListAsync(HttpContext http, FletsCollectDbContext db, Issuer issuer, CancellationToken cancellationToken)
    {
        var query = ListQuery.Read(http, "type", "subject", "from", "to");
        var (type, subject, from, to) = (query.Text("type"), query.Text("subject"), query.Instant("from"), query.Instant("to"));
        if (query.Fault is not null)
            return query.Refuse(http);
        var rows = db.Own<OutboxMessage>(http);
        if (type is not null)
            rows = rows.Where(row => row.Type == type);
        if (subject is not null)
            rows = rows.Where(row => row.Subject == subject);
        if (from is not null)
            rows = rows.Where(row => row.OccurredAt >= from);
        if (to is not null)
            rows = rows.Where(row => row.OccurredAt < to);
        return JsonAnswer.Ok(await query.PageAsync(rows, nameof(OutboxMessage.OccurredAt), row => new Cursor(row.OccurredAt, row.Id), row => EventResource.Of(row, issuer), cancellationToken));
    }

    private static async Task<IResult> ShowAsync(HttpContext http, string id, FletsCollectDbContext db, Issuer issuer, RedeliverWebhooks redeliver, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(PublicId.Event, id, out var key))
            return Problems.Of(http, ApiProblem.NotFound);
        return await db.Own<OutboxMessage>(http).SingleOrDefaultAsync(row => row.Id == key, cancellationToken) is { } found
            ? JsonAnswer.Ok(EventResource.Of(found, issuer))
            : Problems.Of(http, redeliver.IsPast(key) ? ApiProblem.EventPruned : ApiProblem.NotFound);
    }
}
