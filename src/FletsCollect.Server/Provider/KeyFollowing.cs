using FletsCollect.Calendars;
using FletsCollect.Keys;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;
using OpenIddict.Validation;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace FletsCollect.Server.Provider;

/// <summary>
/// Checks each token with the keys as they are now. A request keeps the options that it began with, and another server may have made the
/// token with a key that this one has not read yet.
/// </summary>
internal static class KeyFollowing
{
    public static void Add(OpenIddictServerBuilder server)
    {
        // A token that is kept in the database is read from there first, and only then shows its key.
        server.AddEventHandler<OpenIddictServerEvents.ValidateTokenContext>(handler => handler
            .UseSingletonHandler<AtProvider>()
            .SetOrder(Protection.ValidateIdentityModelToken.Descriptor.Order - 250));
        server.AddEventHandler<OpenIddictServerEvents.HandleJsonWebKeySetRequestContext>(handler => handler
            .UseSingletonHandler<HideOldKeys>()
            .SetOrder(Discovery.AttachSigningKeys.Descriptor.Order + 500));
    }

    public static void Add(OpenIddictValidationBuilder validation) =>
        validation.AddEventHandler<OpenIddictValidationEvents.ValidateTokenContext>(handler => handler
            .UseSingletonHandler<AtApi>()
            .SetOrder(OpenIddictValidationHandlers.Protection.ValidateIdentityModelToken.Descriptor.Order - 250));

    private static async ValueTask FollowAsync(ProviderKeys keys, string token, TokenValidationParameters parameters, CancellationToken cancellationToken)
    {
        if (KeyIdOf(token) is { } keyId)
            await keys.MeetAsync(keyId, cancellationToken);
        parameters.IssuerSigningKeys = [.. keys.Ring.Of(ProviderKeyUse.Signing).Select(key => key.Key)];
        parameters.TokenDecryptionKeys = [.. keys.Ring.Of(ProviderKeyUse.Encryption).Select(key => key.Key)];
    }

    private static string? KeyIdOf(string token)
    {
        try
        {
            return new JsonWebToken(token).Kid is { Length: > 0 } keyId ? keyId : null;
        }
        catch (Exception exception) when (exception is ArgumentException or SecurityTokenException)
        {
            // Not a token; the check that follows says so.
            return null;
        }
    }

    private sealed class AtProvider(ProviderKeys keys) : IOpenIddictServerHandler<OpenIddictServerEvents.ValidateTokenContext>
    {
        // A client's assertion is signed by the client's key.
        public ValueTask HandleAsync(OpenIddictServerEvents.ValidateTokenContext context) =>
            context.TokenValidationParameters is { } parameters && !context.ValidTokenTypes.Contains(TokenTypeIdentifiers.Private.ClientAssertion)
                ? FollowAsync(keys, context.Token, parameters, context.CancellationToken)
                : ValueTask.CompletedTask;
    }

    private sealed class AtApi(ProviderKeys keys) : IOpenIddictValidationHandler<OpenIddictValidationEvents.ValidateTokenContext>
    {
        public ValueTask HandleAsync(OpenIddictValidationEvents.ValidateTokenContext context) =>
            context.TokenValidationParameters is { } parameters ? FollowAsync(keys, context.Token, parameters, context.CancellationToken) : ValueTask.CompletedTask;
    }

    /// <summary>
    /// A key that only a long-lived token of the provider itself still needs is no news to merchants: what it signed for them has run out.
    /// </summary>
    private sealed class HideOldKeys(ProviderKeys keys, IOptions<KeyRotationOptions> rotation, TimeProvider clock) : IOpenIddictServerHandler<OpenIddictServerEvents.HandleJsonWebKeySetRequestContext>
    {
        public ValueTask HandleAsync(OpenIddictServerEvents.HandleJsonWebKeySetRequestContext context)
        {
            var now = clock.Instant();
            var old = keys.Ring.Of(ProviderKeyUse.Signing).Where(key => key.Row.RetiredAt + rotation.Value.KeptAfter <= now).Select(key => key.Key.KeyId).ToHashSet(StringComparer.Ordinal);
            context.Keys.RemoveAll(key => key.KeyId is { } keyId && old.Contains(keyId));
            return ValueTask.CompletedTask;
        }
    }
}
