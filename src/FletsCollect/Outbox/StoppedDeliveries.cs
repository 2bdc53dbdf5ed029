using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Outbox;

/// <summary>What is still to be sent to an endpoint when it is disabled or removed.</summary>
internal static class StoppedDeliveries
{
    /// <summary>Ends all of it; the merchant may send it again once the endpoint is enabled.</summary>
    public static Task CancelAsync(FletsCollectDbContext db, Guid endpointId, DateTime now, CancellationToken cancellationToken) =>
        CancelAsync(db.WebhookDeliveries.Where(delivery => delivery.EndpointId == endpointId), now, cancellationToken);

    /// <summary>Ends those of some deliveries that are still to be sent.</summary>
    public static Task CancelAsync(IQueryable<WebhookDelivery> deliveries, DateTime now, CancellationToken cancellationToken) =>
        deliveries
            .Where(delivery => delivery.Status == WebhookDeliveryStatus.Pending)
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(delivery => delivery.Status, WebhookDeliveryStatus.Cancelled)
                    .SetProperty(delivery => delivery.Claim, delivery => delivery.Claim + 1)
                    .SetProperty(delivery => delivery.NextAttemptAt, (DateTime?)null)
                    .SetProperty(delivery => delivery.FinishedAt, now),
                cancellationToken);
}
