using FletsCollect.Audit;
using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FletsCollect.Outbox;

/// <summary>
/// Sends messages again, at the merchant's wish: one delivery, or everything of a time range that an endpoint takes, also what it missed
/// while it was disabled or not yet registered. The receiver knows a repeat by its <c>webhook-id</c>.
/// </summary>
public sealed class RedeliverWebhooks(IOptions<WebhookOptions> options, TimeProvider clock)
{
    /// <summary>The most events of one range.</summary>
    public const int MostAtOnce = 5_000;

    /// <summary>The instant before which events may be gone.</summary>
    private DateTime KeptSince => clock.Instant() - options.Value.KeptFor;

    /// <summary>True for the key of what was made before that.</summary>
    public bool IsPast(Guid key) => InstantOf(key) < KeptSince;

    public async Task<Result<WebhookDelivery, WebhookRefusal>> OneAsync(FletsCollectDbContext db, WebhookOwner owner, Guid deliveryId, CancellationToken cancellationToken)
    {
        var delivery = await db.WebhookDeliveries.SingleOrDefaultAsync(delivery => delivery.Id == deliveryId && delivery.MerchantId == owner.MerchantId, cancellationToken);
        if (delivery is null)
            return IsPast(deliveryId) ? WebhookRefusal.EventPruned : WebhookRefusal.NotFound;
        if (!await db.WebhookEndpoints.AnyAsync(endpoint => endpoint.Id == delivery.EndpointId && endpoint.Status == WebhookEndpointStatus.Enabled, cancellationToken))
            return WebhookRefusal.EndpointDisabled;
        var now = clock.Instant();
        delivery.SendAgain(now);
        db.Add(AuditEntry.Of("webhook-delivery.repeated", AuditActor.Merchant(owner.MerchantCode), delivery.PublicId, now));
        return delivery;
    }

    /// <summary>Sends again what happened from one instant to before another; gives how many events that are.</summary>
    public async Task<Result<WebhookRepeat, WebhookRefusal>> RangeAsync(
        FletsCollectDbContext db, WebhookOwner owner, Guid endpointId, DateTime from, DateTime to, CancellationToken cancellationToken)
    {
        var endpoint = await db.WebhookEndpoints.SingleOrDefaultAsync(endpoint => endpoint.Id == endpointId && endpoint.MerchantId == owner.MerchantId && endpoint.Subject == null, cancellationToken);
        if (endpoint is null)
            return WebhookRefusal.NotFound;
        if (endpoint.Status == WebhookEndpointStatus.Disabled)
            return WebhookRefusal.EndpointDisabled;
        if (from < KeptSince)
            return WebhookRefusal.EventPruned;
        var types = endpoint.EventTypes;
        var messages = await db.OutboxMessages
            .Where(message => message.MerchantId == owner.MerchantId && message.OccurredAt >= from && message.OccurredAt < to && message.Dispatched)
            .Where(message => endpoint.Types == EventTypes.Any || types.Contains(message.Type))
            .OrderBy(message => message.Id).Take(MostAtOnce + 1)
            .ToListAsync(cancellationToken);
        if (messages.Count > MostAtOnce)
            return WebhookRefusal.TooManyEvents;
        var now = clock.Instant();
        var ids = messages.Select(message => message.Id).ToArray();
        var earlier = await db.WebhookDeliveries.Where(delivery => delivery.EndpointId == endpointId && ids.Contains(delivery.MessageId)).ToDictionaryAsync(delivery => delivery.MessageId, cancellationToken);
        foreach (var message in messages)
        {
            if (earlier.TryGetValue(message.Id, out var delivery))
                delivery.SendAgain(now);
            else
                db.Add(new WebhookDelivery(message, endpoint, now));
        }
        db.Add(AuditEntry.Of("webhook-endpoint.repeated", AuditActor.Merchant(owner.MerchantCode), endpoint.PublicId, now, new { from, to, events = messages.Count }));
        return new WebhookRepeat(endpoint, messages.Count);
    }

    /// <summary>When a version-7 key was made: its first 48 bits are milliseconds (RFC 9562 §5.7).</summary>
    private static DateTime InstantOf(Guid key)
    {
        Span<byte> bytes = stackalloc byte[16];
        key.TryWriteBytes(bytes, bigEndian: true, out _);
        var milliseconds = System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(bytes) >>> 16;
        return milliseconds < LastMillisecond ? DateTime.UnixEpoch.AddMilliseconds(milliseconds) : DateTime.MaxValue;
    }

    private static readonly long LastMillisecond = (long)(DateTime.MaxValue - DateTime.UnixEpoch).TotalMilliseconds;
}

/// <summary>How many events are sent to an endpoint again.</summary>
public sealed record WebhookRepeat(WebhookEndpoint Endpoint, int Events);
