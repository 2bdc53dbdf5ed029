using BlogHost.Monthly;
using FletsCollect.Merchant;

namespace BlogHost.Orders;

/// <summary>
/// Takes webhooks at <c>/flets/events</c>. The endpoint's secret comes from <c>FletsPay:WebhookSecret</c>; without one nothing is believed.
/// </summary>
internal static class EventsEndpoint
{
    public static void MapFletsEvents(this WebApplication app) => app.MapPost("/flets/events", TakeAsync).DisableAntiforgery();

    private static async Task<IResult> TakeAsync(HttpRequest request, IConfiguration configuration, EventBook events, SubscriptionBook subscriptions, CancellationToken cancellationToken)
    {
        if (configuration["FletsPay:WebhookSecret"] is not { Length: > 0 } secret)
            return Results.NotFound();
        if (await FletsWebhook.VerifyAsync(request, secret, cancellationToken: cancellationToken) is not { } happened)
            return Results.BadRequest();
        // 204 for repeats and for types that this shop has no use for: the provider must not send them again.
        if (!events.Knows(happened))
        {
            // First the work, then the note that it is done: after a crash in between the provider sends the event again.
            subscriptions.Heed(happened);
            events.Record(happened);
        }
        return Results.NoContent();
    }
}
