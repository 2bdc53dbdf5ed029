using FletsCollect.Calendars;
using FletsCollect.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FletsCollect.Outbox;

/// <summary>Forgets events that are older than they are kept, with their deliveries and attempts. What is still to be sent stays.</summary>
public sealed class PruneOutbox(UnitOfWork unitOfWork, IOptions<WebhookOptions> options, TimeProvider clock)
{
    private const int Batch = 500;

    /// <summary>Removes one batch; gives how many events that were, fewer than a batch when there are no more.</summary>
    public Task<int> BatchAsync(JobRun run, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync(
            async (db, token) =>
            {
                await run.HoldAsync(db, token);
                var now = clock.Instant();
                var before = now - options.Value.KeptFor;
                await EndSinksAsync(db, before, now, token);
                var messages = await db.OutboxMessages
                    .Where(message => message.Dispatched && message.OccurredAt < before)
                    .Where(message => !db.WebhookDeliveries.Any(delivery => delivery.MessageId == message.Id && delivery.Status == WebhookDeliveryStatus.Pending))
                    .OrderBy(message => message.Id).Take(Batch).Select(message => message.Id)
                    .ToListAsync(token);
                var deliveries = db.WebhookDeliveries.Where(delivery => messages.Contains(delivery.MessageId));
                await db.WebhookAttempts.Where(attempt => deliveries.Any(delivery => delivery.Id == attempt.DeliveryId)).ExecuteDeleteAsync(token);
                await deliveries.ExecuteDeleteAsync(token);
                await db.OutboxMessages.Where(message => messages.Contains(message.Id)).ExecuteDeleteAsync(token);
                return messages.Count;
            },
            cancellationToken);

    /// <summary>What a sink was still to be told when its time ended is told to nobody; some time later the sink itself is forgotten.</summary>
    private static async Task EndSinksAsync(FletsCollectDbContext db, DateTime before, DateTime now, CancellationToken cancellationToken)
    {
        var ended = db.WebhookEndpoints.Where(endpoint => endpoint.EndsAt <= now);
        await StoppedDeliveries.CancelAsync(db.WebhookDeliveries.Where(delivery => ended.Any(endpoint => endpoint.Id == delivery.EndpointId)), now, cancellationToken);
        await db.WebhookEndpoints
            .Where(endpoint => endpoint.EndsAt < before && !db.WebhookDeliveries.Any(delivery => delivery.EndpointId == endpoint.Id))
            .ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>True when a batch of this size was not the last.</summary>
    public static bool IsFull(int removed) => removed == Batch;
}
