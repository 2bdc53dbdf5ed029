using System.Security.Claims;
using System.Text.Json;
using FletsCollect.Charges;
using FletsCollect.Server.Hosting;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace FletsCollect.Server.Provider;

/// <summary>
/// Rich authorization requests in OpenIddict (RFC 9396): the purchase is checked when it is pushed, and what was granted is said in the
/// token response, in the access token and by introspection, each time from the grant in the database.
/// </summary>
internal static class ChargeDetailsEvents
{
    public const string Parameter = "authorization_details";

    public static void Add(OpenIddictServerBuilder server)
    {
        server.AddEventHandler<ValidatePushedAuthorizationRequestContext>(handler => handler
            .UseScopedHandler<CheckPushedDetails>()
            .SetOrder(Authentication.ValidatePushedScopePermissions.Descriptor.Order + 500));
        server.AddEventHandler<ValidateTokenRequestContext>(handler => handler
            .UseInlineHandler(RefuseAtToken)
            .SetOrder(Exchange.ValidateGrantType.Descriptor.Order + 600));
        server.AddEventHandler<ProcessSignInContext>(handler => handler
            .UseScopedHandler<AttachGrantedDetails>()
            .SetOrder(PrepareAccessTokenPrincipal.Descriptor.Order + 500));
        server.AddEventHandler<HandleIntrospectionRequestContext>(handler => handler
            .UseScopedHandler<IntrospectGrantedDetails>()
            .SetOrder(int.MaxValue - 100_000));
        server.AddEventHandler<HandleConfigurationRequestContext>(handler => handler
            .UseInlineHandler(Advertise)
            .SetOrder(int.MaxValue - 100_000));
    }

    /// <summary>A purchase is granted as the subscriber read it: whoever redeems can neither widen nor narrow it (RFC 9396 §6).</summary>
    private static ValueTask RefuseAtToken(ValidateTokenRequestContext context)
    {
        if (context.Request.HasParameter(Parameter))
            context.Reject(RequestedDetails.InvalidDetails, "A purchase is granted as it was approved; leave authorization_details out of the token request.");
        return ValueTask.CompletedTask;
    }

    private static ValueTask Advertise(HandleConfigurationRequestContext context)
    {
        context.Metadata["authorization_details_types_supported"] = JsonSerializer.SerializeToElement(ChargeDetails.Types);
        context.Metadata["token_endpoint_auth_signing_alg_values_supported"] = JsonSerializer.SerializeToElement(new[] { "ES256", "PS256" });
        context.Metadata["acr_values_supported"] = JsonSerializer.SerializeToElement(AuthenticationClasses.All);
        context.Metadata["ui_locales_supported"] = JsonSerializer.SerializeToElement(new[] { "ja", "en" });
        return ValueTask.CompletedTask;
    }

    /// <summary>Checks the purchase that a merchant pushes, before anything is shown to anybody.</summary>
    private sealed class CheckPushedDetails(RequestedDetails requested) : IOpenIddictServerHandler<ValidatePushedAuthorizationRequestContext>
    {
        public async ValueTask HandleAsync(ValidatePushedAuthorizationRequestContext context)
        {
            if (await requested.ProblemAsync(context.Request, context.ClientId, context.CancellationToken) is var (error, description))
                context.Reject(error, description);
        }
    }

    /// <summary>Says what was granted in the access token and beside it.</summary>
    private sealed class AttachGrantedDetails(GrantedDetails granted) : IOpenIddictServerHandler<ProcessSignInContext>
    {
        public async ValueTask HandleAsync(ProcessSignInContext context)
        {
            if (context.EndpointType != OpenIddictServerEndpointType.Token || context.AccessTokenPrincipal?.GetClaim(ChargeToken.GrantClaim) is not { } grantId)
                return;
            var details = await granted.ReadAsync(grantId, context.CancellationToken);
            context.Parameters[Parameter] = new OpenIddictParameter(details);
            context.Parameters[ChargeToken.GrantClaim] = grantId;
            // The value type keeps the one-element array an array in the token.
            ((ClaimsIdentity)context.AccessTokenPrincipal.Identity!).AddClaim(new Claim(Parameter, details.GetRawText(), "JSON_ARRAY"));
        }
    }

    private sealed class IntrospectGrantedDetails(GrantedDetails granted) : IOpenIddictServerHandler<HandleIntrospectionRequestContext>
    {
        public async ValueTask HandleAsync(HandleIntrospectionRequestContext context)
        {
            if (context.IsRejected || context.GenericTokenPrincipal?.GetClaim(ChargeToken.GrantClaim) is not { } grantId)
                return;
            context.Claims[Parameter] = new OpenIddictParameter(await granted.ReadAsync(grantId, context.CancellationToken));
            context.Claims[ChargeToken.GrantClaim] = grantId;
        }
    }
}
