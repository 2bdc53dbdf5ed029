using System.Globalization;
using System.Security.Claims;
using FletsCollect.Calendars;
using FletsCollect.Keys;
using FletsCollect.Server.Hosting;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace FletsCollect.Server.Provider.Device;

/// <summary>
/// Purchases on a television (RFC 8628): the merchant's back end asks, the television shows a code, and the subscriber types it on a
/// phone or computer at home. What is asked for is checked as in a pushed request; who asks authenticates as there, and gets tokens that
/// are bound as there.
/// </summary>
internal static class DeviceAuthorization
{
    /// <summary>The page on which the code is typed; short, because people type this too.</summary>
    public const string Page = "device";

    /// <summary>Between two questions whether the subscriber has answered (RFC 8628 §3.5).</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>For finding the phone and signing in.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>No vowels, so no words; no digits, so nothing that looks like a letter (RFC 8628 §6.1). 20^8 codes, a few of them in use.</summary>
    private const string Letters = "BCDFGHJKLMNPQRSTVWXZ";

    private const int CodeLength = 8;

    public static void Add(OpenIddictServerBuilder server)
    {
        server.AllowDeviceAuthorizationFlow()
            .SetDeviceAuthorizationEndpointUris("connect/device-authorization")
            .SetEndUserVerificationEndpointUris(Page)
            .SetDeviceCodeLifetime(Lifetime)
            .SetUserCodeLifetime(Lifetime)
            .SetUserCodeCharset([.. Letters.Select(letter => letter.ToString())])
            .SetUserCodeLength(CodeLength)
            .SetUserCodeDisplayFormat("{0}{1}{2}{3}-{4}{5}{6}{7}");
        server.AddEventHandler<ValidateDeviceAuthorizationRequestContext>(handler => handler
            .UseScopedHandler<CheckRequest>()
            .SetOrder(OpenIddictServerHandlers.Device.ValidateScopePermissions.Descriptor.Order + 500));
        server.AddEventHandler<HandleDeviceAuthorizationRequestContext>(handler => handler
            .UseInlineHandler(RememberRequest)
            .SetOrder(int.MinValue + 100_000));
        server.AddEventHandler<ApplyDeviceAuthorizationResponseContext>(handler => handler
            .UseSingletonHandler<NameAddresses>()
            .SetOrder(int.MinValue + 40_000));
        server.AddEventHandler<ValidateEndUserVerificationRequestContext>(handler => handler
            .UseInlineHandler(ReadCode)
            .SetOrder(int.MinValue + 60_000));
        server.AddEventHandler<ValidateTokenContext>(handler => handler
            .UseScopedHandler<SlowDown>()
            .SetOrder(Protection.ValidateTokenEntry.Descriptor.Order - 500));
    }

    /// <summary>A code as the television shows it, from what people type: any letter case, full or half width, any hyphen or space, or none.</summary>
    public static string Normalise(string typed)
    {
        var letters = string.Concat(OneForm.Of(typed).ToUpperInvariant().Where(letter => Letters.Contains(letter, StringComparison.Ordinal)));
        return letters.Length == CodeLength ? $"{letters[..4]}-{letters[4..]}" : letters;
    }

    private static ValueTask ReadCode(ValidateEndUserVerificationRequestContext context)
    {
        if (context.Request.UserCode is { } typed)
            context.Request.UserCode = Normalise(typed);
        return ValueTask.CompletedTask;
    }

    /// <summary>Keeps what was asked with the codes, until the subscriber has answered.</summary>
    private static ValueTask RememberRequest(HandleDeviceAuthorizationRequestContext context)
    {
        var identity = new ClaimsIdentity();
        identity.SetScopes(context.Request.GetScopes());
        identity.SetClaim(ChargeDetailsEvents.Parameter, (string?)context.Request[ChargeDetailsEvents.Parameter]);
        context.Principal = new ClaimsPrincipal(identity);
        return ValueTask.CompletedTask;
    }

    private sealed class CheckRequest(RequestedDetails requested) : IOpenIddictServerHandler<ValidateDeviceAuthorizationRequestContext>
    {
        public async ValueTask HandleAsync(ValidateDeviceAuthorizationRequestContext context)
        {
            if (!context.Request.HasScope(Scopes.OpenId) && !context.Request.HasScope(ChargeToken.Scope))
                context.Reject(Errors.InvalidScope, "Ask for the scope 'openid', or 'charge' with authorization_details.");
            else if (await requested.ProblemAsync(context.Request, context.ClientId, context.CancellationToken) is var (error, description))
                context.Reject(error, description);
        }
    }

    /// <summary>Leads people to the public address, whichever one the merchant asked at.</summary>
    private sealed class NameAddresses(IOptions<ProviderOptions> provider) : IOpenIddictServerHandler<ApplyDeviceAuthorizationResponseContext>
    {
        public ValueTask HandleAsync(ApplyDeviceAuthorizationResponseContext context)
        {
            if (context.Response.UserCode is not { } code)
                return ValueTask.CompletedTask;
            var page = new Uri(provider.Value.Issuer!, Page).AbsoluteUri;
            context.Response.VerificationUri = page;
            context.Response.VerificationUriComplete = $"{page}?user_code={Uri.EscapeDataString(code)}";
            context.Response["interval"] = (long)Interval.TotalSeconds;
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>While the subscriber has not answered: one question in each interval, counted by all servers together.</summary>
    private sealed class SlowDown(IOpenIddictTokenManager tokens, UnitOfWork unitOfWork, TimeProvider clock) : IOpenIddictServerHandler<ValidateTokenContext>
    {
        public async ValueTask HandleAsync(ValidateTokenContext context)
        {
            if (!context.ValidTokenTypes.Contains(TokenTypeIdentifiers.Private.DeviceCode)
                || context.TokenId is not { } code
                || await tokens.FindByIdAsync(code, context.CancellationToken) is not { } token
                || !await tokens.HasStatusAsync(token, Statuses.Inactive, context.CancellationToken))
                return;
            var now = clock.Instant();
            var interval = (now.Ticks / Interval.Ticks).ToString(CultureInfo.InvariantCulture);
            if (!await UsedTokenId.TryUseAsync(unitOfWork, "device:" + code, interval, now + Interval, context.CancellationToken))
                context.Reject(Errors.SlowDown, $"Ask every {Interval.TotalSeconds:0} seconds, and from now on 5 seconds less often.");
        }
    }
}
