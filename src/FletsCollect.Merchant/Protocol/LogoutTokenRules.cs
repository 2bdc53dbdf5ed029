using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Client;

namespace FletsCollect.Merchant.Protocol;

/// <summary>
/// Which logout tokens are believed (OpenID Connect Back-Channel Logout 1.0 §2.6): signed by the provider, for this merchant, of now, saying
/// that somebody signed out and nothing else, and each once.
/// </summary>
internal sealed class LogoutTokenRules(OpenIddictClientService client, IOptions<FletsPayOptions> options, TimeProvider clock)
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";

    /// <summary>How far the provider's clock may run ahead, and how long it may take to send a token on.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Oldest = TimeSpan.FromMinutes(5);

    private static readonly JsonWebTokenHandler Tokens = new();

    /// <summary>The ids of accepted tokens, until those run out. On one server: a repeat at another one ends a session that is over.</summary>
    private readonly ConcurrentDictionary<string, DateTimeOffset> used = new(StringComparer.Ordinal);

    /// <summary>What the token says; null, and the sentence that says what is wrong, when it is not to be believed.</summary>
    public async Task<(FletsSignOut? SignOut, string Problem)> ReadAsync(string text, CancellationToken cancellationToken)
    {
        var result = await Tokens.ValidateTokenAsync(text, await ParametersAsync(cancellationToken));
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            // The provider may have begun to use a key that it had not when its keys were read last. They are read again beside this answer;
            // the provider will tell once more, and then they are known.
            (await client.GetClientRegistrationByProviderNameAsync(ProviderRegistration.Name, cancellationToken)).ConfigurationManager!.RequestRefresh();
        }
        if (!result.IsValid || result.SecurityToken is not JsonWebToken token)
            return (null, "The logout token is not one of the provider for this client, or has run out.");
        using var payload = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload));
        if (Problem(token, payload.RootElement) is { } problem)
            return (null, problem);
        return TryUse(token) ? (new FletsSignOut(Text(payload.RootElement, "sub"), Text(payload.RootElement, "sid")), "") : (null, "The logout token was used already.");
    }

    private async Task<TokenValidationParameters> ParametersAsync(CancellationToken cancellationToken)
    {
        var provider = await client.GetServerConfigurationByProviderNameAsync(ProviderRegistration.Name, cancellationToken);
        return new TokenValidationParameters
        {
            ValidIssuer = options.Value.Issuer,
            ValidAudience = options.Value.ClientId,
            ValidTypes = ["logout+jwt"],
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            IssuerSigningKeys = provider.SigningKeys,
            LifetimeValidator = (_, expires, _, _) => expires is { } end && end > clock.GetUtcNow().UtcDateTime,
        };
    }

    private string? Problem(JsonWebToken token, JsonElement claims)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        // One without iat reads as issued in the year 1.
        if (token.IssuedAt > now + Ahead || token.IssuedAt < now - Oldest)
            return "iat of the logout token is missing or not now.";
        if (string.IsNullOrEmpty(token.Id))
            return "The logout token has no jti.";
        if (Text(claims, "sub") is null && Text(claims, "sid") is null)
            return "The logout token names neither sub nor sid.";
        if (!claims.TryGetProperty("events", out var events) || events.ValueKind != JsonValueKind.Object
            || !events.TryGetProperty(Event, out var happened) || happened.ValueKind != JsonValueKind.Object)
            return "The logout token does not say that somebody signed out.";
        // A nonce makes it an identity token: whoever got hold of one must not end a session with it.
        return claims.TryGetProperty("nonce", out _) ? "The logout token has a nonce." : null;
    }

    private bool TryUse(JsonWebToken token)
    {
        var now = clock.GetUtcNow();
        foreach (var (id, until) in used)
        {
            if (until <= now)
                used.TryRemove(id, out _);
        }
        return used.TryAdd(token.Id, new DateTimeOffset(token.ValidTo));
    }

    private static string? Text(JsonElement claims, string claim) =>
        claims.TryGetProperty(claim, out var value) && value is { ValueKind: JsonValueKind.String } && value.GetString() is { Length: > 0 } text ? text : null;
}
