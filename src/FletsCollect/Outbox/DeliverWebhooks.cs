using System.Security.Cryptography;
using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FletsCollect.Outbox;

/// <summary>A delivery that was claimed for one attempt, with everything that the attempt needs.</summary>
/// <param name="Delivery">What is sent.</param>
/// <param name="Endpoint">Where to, with its secrets.</param>
/// <param name="Message">The message.</param>
public sealed record WebhookSend(WebhookDelivery Delivery, WebhookEndpoint Endpoint, OutboxMessage Message);

/// <summary>What one turn found to do.</summary>
/// <param name="Dispatched">Messages that got their deliveries.</param>
/// <param name="Sends">Deliveries to attempt now.</param>
public sealed record WebhookTurn(int Dispatched, IReadOnlyList<WebhookSend> Sends);

/// <summary>
/// One turn of the delivery: notes how attempts ended, makes deliveries of new messages, and claims what is due. The sending itself lies
/// between two turns and in no transaction. Whoever claims a delivery and dies leaves it to be claimed again, so it may arrive twice and
/// is never lost.
/// </summary>
public sealed class DeliverWebhooks(UnitOfWork unitOfWork, IOptions<WebhookOptions> options, TimeProvider clock)
{
    private const int MessagesATurn = 200;

    /// <summary>The status code by which an endpoint asks for nothing more (Standard Webhooks).</summary>
    private const int Gone = 410;

    /// <summary>When a claim is taken for lost with its server; an attempt and its recording take less.</summary>
    private static readonly TimeSpan ClaimFor = TimeSpan.FromSeconds(90);

    /// <param name="run">The job's run; only its holder claims.</param>
    /// <param name="ended">The attempts that ended since the last turn.</param>
    /// <param name="underWay">How many attempts are under way at each endpoint.</param>
    /// <param name="cancellationToken">Ends the turn before anything of it is committed.</param>
    public Task<WebhookTurn> TurnAsync(JobRun run, IReadOnlyCollection<WebhookOutcome> ended, IReadOnlyDictionary<Guid, int> underWay, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync(
            async (db, token) =>
            {
                await run.HoldAsync(db, token);
                var now = clock.Instant();
                await RecordAsync(db, ended, now, token);
                var dispatched = await DispatchAsync(db, now, token);
                return new WebhookTurn(dispatched, await ClaimAsync(db, underWay, now, token));
            },
            cancellationToken);

    private async Task RecordAsync(FletsCollectDbContext db, IReadOnlyCollection<WebhookOutcome> ended, DateTime now, CancellationToken cancellationToken)
    {
        if (ended.Count == 0)
            return;
        var ids = ended.Select(outcome => outcome.DeliveryId).ToArray();
        var deliveries = await db.WebhookDeliveries.Where(delivery => ids.Contains(delivery.Id)).ToDictionaryAsync(delivery => delivery.Id, cancellationToken);
        var endpointIds = deliveries.Values.Select(delivery => delivery.EndpointId).Distinct().ToArray();
        var endpoints = await db.WebhookEndpoints.Where(endpoint => endpointIds.Contains(endpoint.Id)).ToDictionaryAsync(endpoint => endpoint.Id, cancellationToken);
        var disabled = new List<WebhookEndpoint>();
        foreach (var outcome in ended.OrderBy(outcome => outcome.StartedAt))
        {
            if (!deliveries.TryGetValue(outcome.DeliveryId, out var delivery))
                continue;
            db.Add(new WebhookAttempt(outcome));
            // Another server took it for lost, or the merchant sent it anew or stopped it: what becomes of it is not ours to say.
            if (delivery.Claim != outcome.Claim || delivery.Status != WebhookDeliveryStatus.Pending)
                continue;
            delivery.Record(outcome, now, Chance());
            if (endpoints.TryGetValue(delivery.EndpointId, out var endpoint) && IsDisabledBy(endpoint, outcome, now))
                disabled.Add(endpoint);
        }
        foreach (var endpoint in disabled)
            Tell(db, endpoint, now);
        await db.SaveChangesAsync(cancellationToken);
        foreach (var endpoint in disabled)
            await StoppedDeliveries.CancelAsync(db, endpoint.Id, now, cancellationToken);
    }

    /// <summary>Takes note of how an endpoint does; true when this attempt was its last.</summary>
    private bool IsDisabledBy(WebhookEndpoint endpoint, WebhookOutcome outcome, DateTime now)
    {
        if (outcome.Error is null)
        {
            endpoint.Succeed();
            return false;
        }
        var failedTooLong = endpoint.Fail(now, options.Value.DisabledAfter);
        if (endpoint.Status == WebhookEndpointStatus.Disabled || (outcome.StatusCode != Gone && !failedTooLong))
            return false;
        endpoint.Disable(outcome.StatusCode == Gone ? WebhookDisabledReason.Gone : WebhookDisabledReason.Failing);
        return true;
    }

    /// <summary>The merchant sees it at the endpoint and among its events, and is sent it where it has another endpoint.</summary>
    private static void Tell(FletsCollectDbContext db, WebhookEndpoint endpoint, DateTime now)
    {
        var data = new { id = endpoint.PublicId, disabledReason = endpoint.DisabledReason, endpoint.FailingSince };
        db.Add(AuditEntry.Of("webhook-endpoint.disabled", AuditActor.Job, endpoint.PublicId, now, data));
        // A sink of one thing is no endpoint that the merchant could mend.
        if (endpoint.Subject is null)
            db.Add(OutboxMessage.Of(endpoint.MerchantId, EventTypes.WebhookDisabled, endpoint.PublicId, now, data));
    }

    private static async Task<int> DispatchAsync(FletsCollectDbContext db, DateTime now, CancellationToken cancellationToken)
    {
        var messages = await db.OutboxMessages.Where(message => !message.Dispatched).OrderBy(message => message.Id).Take(MessagesATurn).ToListAsync(cancellationToken);
        if (messages.Count == 0)
            return 0;
        var merchants = messages.Select(message => message.MerchantId).Distinct().ToArray();
        var subjects = messages.Select(message => message.Subject).Distinct().ToArray();
        var endpoints = await db.WebhookEndpoints.AsNoTracking()
            .Where(endpoint => merchants.Contains(endpoint.MerchantId) && endpoint.Status == WebhookEndpointStatus.Enabled)
            .Where(endpoint => endpoint.Subject == null || (subjects.Contains(endpoint.Subject) && endpoint.EndsAt > now))
            .ToListAsync(cancellationToken);
        foreach (var message in messages)
        {
            db.AddRange(endpoints.Where(endpoint => endpoint.MerchantId == message.MerchantId && (endpoint.Subject is null || endpoint.Subject == message.Subject) && endpoint.Takes(message.Type)).Select(endpoint => new WebhookDelivery(message, endpoint, now)));
            message.MarkDispatched();
        }
        await db.SaveChangesAsync(cancellationToken);
        return messages.Count;
    }

    /// <summary>
    /// Of each endpoint the few that are due longest, so that no backlog stands before another's. An endpoint that fails gets one attempt
    /// at a time, and all that fail together half of the room: they can make nobody else wait.
    /// </summary>
    private async Task<IReadOnlyList<WebhookSend>> ClaimAsync(FletsCollectDbContext db, IReadOnlyDictionary<Guid, int> underWay, DateTime now, CancellationToken cancellationToken)
    {
        var full = underWay.Where(pair => pair.Value >= options.Value.MostAtOncePerEndpoint).Select(pair => pair.Key).ToArray();
        var most = options.Value.MostAtOncePerEndpoint;
        var due = await (
            from endpoint in db.WebhookEndpoints
            where endpoint.Status == WebhookEndpointStatus.Enabled && !full.Contains(endpoint.Id) && (endpoint.EndsAt == null || endpoint.EndsAt > now)
            from delivery in db.WebhookDeliveries
                .Where(delivery => delivery.EndpointId == endpoint.Id && delivery.Status == WebhookDeliveryStatus.Pending && delivery.NextAttemptAt <= now)
                .OrderBy(delivery => delivery.NextAttemptAt).ThenBy(delivery => delivery.MessageId)
                .Take(most)
            select delivery).ToListAsync(cancellationToken);
        if (due.Count == 0)
            return [];
        var endpointIds = due.Select(delivery => delivery.EndpointId).Distinct().ToArray();
        var endpoints = await db.WebhookEndpoints.AsNoTracking().Include(endpoint => endpoint.Secrets)
            .Where(endpoint => endpointIds.Contains(endpoint.Id) || underWay.Keys.Contains(endpoint.Id))
            .ToDictionaryAsync(endpoint => endpoint.Id, cancellationToken);
        var claimed = WebhookRoom.Choose(due, endpoints, underWay, options.Value);
        foreach (var delivery in claimed)
            delivery.ClaimUntil(now + ClaimFor);
        var messageIds = claimed.Select(delivery => delivery.MessageId).Distinct().ToArray();
        var messages = await db.OutboxMessages.AsNoTracking().Where(message => messageIds.Contains(message.Id)).ToDictionaryAsync(message => message.Id, cancellationToken);
        return [.. claimed.Select(delivery => new WebhookSend(delivery, endpoints[delivery.EndpointId], messages[delivery.MessageId]))];
    }

    private static double Chance() => RandomNumberGenerator.GetInt32(1000) / 1000.0;
}
