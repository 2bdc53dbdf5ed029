using FletsCollect.Audit;
using FletsCollect.Calendars;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace FletsCollect.Server.Provider;

/// <summary>
/// Leaves an audit entry for what merchants do at the provider: purchases pushed, tokens issued and revoked, and requests refused. Written
/// together with what was issued (<see cref="Storage.SaveIssued"/>).
/// </summary>
internal static class ProviderAudit
{
    public static void Add(OpenIddictServerBuilder server)
    {
        server.AddEventHandler<ApplyPushedAuthorizationResponseContext>(handler => handler.UseScopedHandler<Pushed>().SetOrder(int.MinValue + 50_000));
        server.AddEventHandler<ApplyDeviceAuthorizationResponseContext>(handler => handler.UseScopedHandler<DeviceAsked>().SetOrder(int.MinValue + 50_000));
        server.AddEventHandler<ApplyAuthorizationResponseContext>(handler => handler.UseScopedHandler<Asked>().SetOrder(int.MinValue + 50_000));
        server.AddEventHandler<ApplyEndSessionResponseContext>(handler => handler.UseScopedHandler<SignedOut>().SetOrder(int.MinValue + 50_000));
        server.AddEventHandler<ApplyRevocationResponseContext>(handler => handler.UseScopedHandler<Revoked>().SetOrder(int.MinValue + 50_000));
        server.AddEventHandler<ApplyIntrospectionResponseContext>(handler => handler.UseScopedHandler<Introspected>().SetOrder(int.MinValue + 50_000));
        server.AddEventHandler<ApplyTokenResponseContext>(handler => handler.UseScopedHandler<Redeemed>().SetOrder(int.MinValue + 50_000));
    }

    private sealed class Asked(FletsCollectDbContext db, TimeProvider clock) : IOpenIddictServerHandler<ApplyAuthorizationResponseContext>
    {
        // Whatever the subscriber or the consent page decided was noted there; what is left are requests that never got that far.
        public ValueTask HandleAsync(ApplyAuthorizationResponseContext context) =>
            context.Response.Error is null or OpenIddictConstants.Errors.AccessDenied
                ? ValueTask.CompletedTask
                : Record(db, clock, "request.opened", context.Request?.ClientId, context.Response);
    }

    private sealed class SignedOut(FletsCollectDbContext db, TimeProvider clock) : IOpenIddictServerHandler<ApplyEndSessionResponseContext>
    {
        // A sign-out that takes place is noted with its subscriber; what is left are those to places that nobody registered.
        public ValueTask HandleAsync(ApplyEndSessionResponseContext context) =>
            context.Response.Error is null ? ValueTask.CompletedTask : Record(db, clock, "session.ended", context.Request?.ClientId, context.Response);
    }

    private sealed class Revoked(FletsCollectDbContext db, TimeProvider clock) : IOpenIddictServerHandler<ApplyRevocationResponseContext>
    {
        public ValueTask HandleAsync(ApplyRevocationResponseContext context) =>
            Record(db, clock, "token.revoked", context.Request?.ClientId, context.Response);
    }

    private sealed class Introspected(FletsCollectDbContext db, TimeProvider clock) : IOpenIddictServerHandler<ApplyIntrospectionResponseContext>
    {
        // Reading what one owns decides nothing; being refused does.
        public ValueTask HandleAsync(ApplyIntrospectionResponseContext context) =>
            context.Response.Error is null
                ? ValueTask.CompletedTask
                : Record(db, clock, "token.introspected", context.Request?.ClientId, context.Response);
    }

    private sealed class Pushed(FletsCollectDbContext db, TimeProvider clock) : IOpenIddictServerHandler<ApplyPushedAuthorizationResponseContext>
    {
        public ValueTask HandleAsync(ApplyPushedAuthorizationResponseContext context) =>
            Record(db, clock, "request.pushed", context.Request?.ClientId, context.Response);
    }

    private sealed class DeviceAsked(FletsCollectDbContext db, TimeProvider clock) : IOpenIddictServerHandler<ApplyDeviceAuthorizationResponseContext>
    {
        public ValueTask HandleAsync(ApplyDeviceAuthorizationResponseContext context) =>
            Record(db, clock, "request.from-device", context.Request?.ClientId, context.Response);
    }

    private sealed class Redeemed(FletsCollectDbContext db, TimeProvider clock) : IOpenIddictServerHandler<ApplyTokenResponseContext>
    {
        /// <summary>A device that waits asks every few seconds; that it was told to wait decides nothing.</summary>
        public ValueTask HandleAsync(ApplyTokenResponseContext context) => context.Response.Error is Errors.AuthorizationPending or Errors.SlowDown
            ? ValueTask.CompletedTask
            : Record(db, clock, "token.issued", context.Request?.ClientId, context.Response, new { grant_type = context.Request?.GrantType, scope = context.Request?.Scope });
    }

    /// <summary>
    /// The client id of a refused request is what somebody claimed, so it is cut to what an id can be before it is written.
    /// </summary>
    private static ValueTask Record(FletsCollectDbContext db, TimeProvider clock, string action, string? clientId, OpenIddictResponse response, object? detail = null)
    {
        var client = new string([.. (clientId ?? "unknown").Where(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.').Take(64)]);
        var entry = response.Error is null
            ? AuditEntry.Of(action, AuditActor.Merchant(client), client, clock.Instant(), detail)
            : AuditEntry.Of("request.refused", AuditActor.Merchant(client), client, clock.Instant(), new { step = action, error = response.Error });
        db.Add(entry);
        return ValueTask.CompletedTask;
    }
}
