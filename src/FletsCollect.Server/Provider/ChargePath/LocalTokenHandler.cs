using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json;
using FletsCollect.Charges;
using FletsCollect.Keys;
using FletsCollect.Server.Hosting;
using FletsCollect.Server.Provider.SenderConstraint;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Validation.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace FletsCollect.Server.Provider.ChargePath;

/// <summary>
/// Accepts a token for one immediate charge without the database, where the endpoint promises to look up the rest in the charge's own
/// transaction (<see cref="TakesLocallyVerifiedToken"/>). It says yes or nothing: any other token, and any that is not good in every way,
/// goes to OpenIddict's validation, which alone refuses and says why.
/// </summary>
internal sealed class LocalTokenHandler(
    ProviderKeys keys, DpopRequest dpop, IOptions<ProviderOptions> provider, TimeProvider clock,
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    private const string Validation = OpenIddictValidationAspNetCoreDefaults.AuthenticationScheme;
    private const string DpopScheme = "DPoP ";

    private static readonly JsonWebTokenHandler Tokens = new() { MapInboundClaims = false };

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Context.GetEndpoint()?.Metadata.GetMetadata<TakesLocallyVerifiedToken>() is null || await VerifyAsync() is not { } token)
            return await Context.AuthenticateAsync(Validation);
        Context.Features.Set(new LocallyVerifiedToken(
            Guid.Parse(token.Principal.GetTokenId()!), token.GrantId, token.Principal.GetClaim(Claims.ClientId)!, token.Proof));
        return AuthenticateResult.Success(new AuthenticationTicket(token.Principal, Scheme.Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => Context.ChallengeAsync(Validation, properties);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Context.ForbidAsync(Validation, properties);

    private async Task<VerifiedToken?> VerifyAsync()
    {
        if (Request.Headers.Authorization is not [{ } header] || !header.StartsWith(DpopScheme, StringComparison.OrdinalIgnoreCase))
            return null;
        var text = header[DpopScheme.Length..].Trim();
        var result = await Tokens.ValidateTokenAsync(text, Parameters());
        if (!result.IsValid || result.SecurityToken is not JsonWebToken token || !IsForOneImmediateCharge(token, out var grantId) || KeyOf(token) is not { } key)
            return null;
        var (proof, _) = await dpop.CheckAsync(Request, text);
        return proof is not null && proof.KeyThumbprint == key
            ? new VerifiedToken(PrincipalOf(token), grantId, proof.Use)
            : null;
    }

    private TokenValidationParameters Parameters() => new()
    {
        ValidIssuer = provider.Value.Issuer!.AbsoluteUri,
        ValidAudience = provider.Value.ChargesResource.AbsoluteUri,
        ValidTypes = [JsonWebTokenTypes.AccessToken],
        IssuerSigningKeys = keys.Ring.Of(ProviderKeyUse.Signing).Select(signing => signing.Key),
        ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
        // As OpenIddict: a token ends when it says so, by the product's own clock.
        ClockSkew = TimeSpan.Zero,
        LifetimeValidator = (notBefore, expires, _, _) => (notBefore is null || notBefore <= clock.GetUtcNow().UtcDateTime) && expires > clock.GetUtcNow().UtcDateTime,
    };

    private static bool IsForOneImmediateCharge(JsonWebToken token, out Guid grantId)
    {
        grantId = default;
        return token.TryGetPayloadValue<JsonElement>(ChargeDetailsEvents.Parameter, out var details)
            && details is { ValueKind: JsonValueKind.Array } && details.GetArrayLength() == 1
            && WireJson.Text(details[0], "type") == OnceDetails.TypeName
            && details[0].TryGetProperty("capture", out var capture) && WireJson.Text(capture, "mode") == "immediate"
            && PublicId.TryParse(PublicId.Grant, token.TryGetPayloadValue<string>(ChargeToken.GrantClaim, out var grant) ? grant : null, out grantId);
    }

    private static string? KeyOf(JsonWebToken token) =>
        token.TryGetPayloadValue<JsonElement>("cnf", out var confirmation) ? WireJson.Text(confirmation, "jkt") : null;

    /// <summary>The token's claims, with scope and audience where OpenIddict's own principals have them.</summary>
    private static ClaimsPrincipal PrincipalOf(JsonWebToken token)
    {
        var identity = new ClaimsIdentity(token.Claims, LocallyVerifiedToken.Scheme, Claims.Name, Claims.Role);
        identity.SetScopes((token.TryGetPayloadValue<string>(Claims.Scope, out var scope) ? scope : "").Split(' '));
        identity.SetAudiences([.. token.Audiences]);
        identity.SetTokenId(token.GetPayloadValue<string>(Claims.Private.TokenId));
        return new ClaimsPrincipal(identity);
    }

    private sealed record VerifiedToken(ClaimsPrincipal Principal, Guid GrantId, UsedTokenId Proof);
}
