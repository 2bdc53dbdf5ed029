using FletsCollect.Audit;
using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FletsCollect.Outbox;

/// <summary>An endpoint with a secret that was just made, protected; the merchant is shown it this once.</summary>
public sealed record WebhookEndpointWithSecret(WebhookEndpoint Endpoint, string ProtectedSecret, WebhookSecret? Before);

/// <summary>
/// What a merchant does with its endpoints. Each step works in the transaction that it is given, beside the stored answer of the request.
/// </summary>
public sealed class ManageWebhookEndpoints(WebhookSecrets secrets, IOptions<WebhookOptions> options, TimeProvider clock)
{
    /// <summary>Registers an endpoint with a new secret.</summary>
    public Task<Result<WebhookEndpointWithSecret, WebhookRefusal>> AddAsync(FletsCollectDbContext db, WebhookOwner owner, WebhookSettings settings, CancellationToken cancellationToken) =>
        AddAsync(db, owner, settings, secrets.Make(), cancellationToken);

    /// <summary>Registers an endpoint with a secret that <see cref="WebhookSecrets"/> protected.</summary>
    public async Task<Result<WebhookEndpointWithSecret, WebhookRefusal>> AddAsync(
        FletsCollectDbContext db, WebhookOwner owner, WebhookSettings settings, string secret, CancellationToken cancellationToken)
    {
        if (await db.WebhookEndpoints.CountAsync(endpoint => endpoint.MerchantId == owner.MerchantId && endpoint.Subject == null, cancellationToken) >= WebhookEndpoint.MostPerMerchant)
            return WebhookRefusal.TooManyEndpoints;
        var endpoint = new WebhookEndpoint(owner.MerchantId, settings, secret, clock.Instant());
        db.Add(endpoint);
        Record(db, "webhook-endpoint.added", owner, endpoint);
        return new WebhookEndpointWithSecret(endpoint, secret, Before: null);
    }

    /// <summary>Changes an endpoint; enabling one forgets that it failed, and disabling one stops what is on its way.</summary>
    public async Task<Result<WebhookEndpoint, WebhookRefusal>> ChangeAsync(
        FletsCollectDbContext db, WebhookOwner owner, Guid id, Func<WebhookEndpoint, WebhookSettings> change, CancellationToken cancellationToken)
    {
        if (await FindAsync(db, owner, id, cancellationToken) is not { } endpoint)
            return WebhookRefusal.NotFound;
        endpoint.Change(change(endpoint));
        if (endpoint.Status == WebhookEndpointStatus.Disabled)
            await StoppedDeliveries.CancelAsync(db, id, clock.Instant(), cancellationToken);
        Record(db, "webhook-endpoint.changed", owner, endpoint);
        return endpoint;
    }

    public async Task<Result<WebhookEndpoint, WebhookRefusal>> RemoveAsync(FletsCollectDbContext db, WebhookOwner owner, Guid id, CancellationToken cancellationToken)
    {
        if (await FindAsync(db, owner, id, cancellationToken) is not { } endpoint)
            return WebhookRefusal.NotFound;
        await StoppedDeliveries.CancelAsync(db, id, clock.Instant(), cancellationToken);
        db.Remove(endpoint);
        Record(db, "webhook-endpoint.removed", owner, endpoint);
        return endpoint;
    }

    /// <summary>Makes the next secret; the one before signs beside it for a day, so that the receiver can change over in between.</summary>
    public async Task<Result<WebhookEndpointWithSecret, WebhookRefusal>> RotateSecretAsync(FletsCollectDbContext db, WebhookOwner owner, Guid id, CancellationToken cancellationToken)
    {
        if (await FindAsync(db, owner, id, cancellationToken) is not { } endpoint)
            return WebhookRefusal.NotFound;
        var now = clock.Instant();
        var before = endpoint.SecretsAt(now)[0];
        var secret = secrets.Make();
        db.Add(endpoint.Rotate(secret, now, options.Value.SecretOverlap));
        Record(db, "webhook-endpoint.secret-rotated", owner, endpoint);
        return new WebhookEndpointWithSecret(endpoint, secret, before);
    }

    /// <summary>Sends an event without consequences to one endpoint, whichever types it takes.</summary>
    public async Task<Result<OutboxMessage, WebhookRefusal>> TestAsync(FletsCollectDbContext db, WebhookOwner owner, Guid id, CancellationToken cancellationToken)
    {
        if (await FindAsync(db, owner, id, cancellationToken) is not { } endpoint)
            return WebhookRefusal.NotFound;
        if (endpoint.Status == WebhookEndpointStatus.Disabled)
            return WebhookRefusal.EndpointDisabled;
        var now = clock.Instant();
        var message = OutboxMessage.Of(owner.MerchantId, EventTypes.WebhookTested, endpoint.PublicId, now, new { id = endpoint.PublicId });
        message.MarkDispatched();
        db.AddRange(message, new WebhookDelivery(message, endpoint, now));
        Record(db, "webhook-endpoint.tested", owner, endpoint);
        return message;
    }

    private static Task<WebhookEndpoint?> FindAsync(FletsCollectDbContext db, WebhookOwner owner, Guid id, CancellationToken cancellationToken) =>
        db.WebhookEndpoints.Include(endpoint => endpoint.Secrets).SingleOrDefaultAsync(endpoint => endpoint.Id == id && endpoint.MerchantId == owner.MerchantId && endpoint.Subject == null, cancellationToken);

    // The host alone: an address may hold a secret of the merchant's.
    private void Record(FletsCollectDbContext db, string action, WebhookOwner owner, WebhookEndpoint endpoint) =>
        db.Add(AuditEntry.Of(action, AuditActor.Merchant(owner.MerchantCode), endpoint.PublicId, clock.Instant(), new { host = new Uri(endpoint.Url).Authority, endpoint.Types, status = endpoint.Status.ToString() }));
}

/// <summary>The merchant whose webhooks they are.</summary>
public readonly record struct WebhookOwner(Guid MerchantId, string MerchantCode);
