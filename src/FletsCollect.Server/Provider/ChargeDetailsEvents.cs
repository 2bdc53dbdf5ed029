using System.Security.Claims;
using System.Text.Json;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Merchants;
using FletsCollect.Server.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
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

    private static ValueTask Advertise(HandleConfigurationRequestContext context)
    {
        context.Metadata["authorization_details_types_supported"] = JsonSerializer.SerializeToElement(ChargeDetails.Types);
        context.Metadata["token_endpoint_auth_signing_alg_values_supported"] = JsonSerializer.SerializeToElement(new[] { "ES256", "PS256" });
        context.Metadata["acr_values_supported"] = JsonSerializer.SerializeToElement(AuthenticationClasses.All);
        context.Metadata["ui_locales_supported"] = JsonSerializer.SerializeToElement(new[] { "ja", "en" });
        return ValueTask.CompletedTask;
    }

    /// <summary>Checks the purchase that a merchant pushes, before anything is shown to anybody.</summary>
    private sealed class CheckPushedDetails(FletsCollectDbContext db, IOptions<ProviderOptions> provider, TimeProvider clock)
        : IOpenIddictServerHandler<ValidatePushedAuthorizationRequestContext>
    {
        public async ValueTask HandleAsync(ValidatePushedAuthorizationRequestContext context)
        {
            var sent = (string?)context.Request[Parameter];
            var wantsCharge = context.Request.HasScope(ChargeToken.Scope);
            if (sent is null && context.Request.HasParameter(Parameter))
            {
                context.Reject(Errors.InvalidRequest, "authorization_details was sent more than once.");
                return;
            }
            if (sent is not null && !wantsCharge)
            {
                context.Reject(Errors.InvalidRequest, "authorization_details needs the scope 'charge'.");
                return;
            }
            if (!wantsCharge)
                return;
            if (sent is null)
            {
                context.Reject("invalid_authorization_details", "The scope 'charge' needs authorization_details with the purchase.");
                return;
            }
            if (!IsArray(sent))
            {
                context.Reject(Errors.InvalidRequest, "authorization_details is not a JSON array.");
                return;
            }
            if (ChargeDetailsReader.Read(sent, provider.Value.ChargesResource, out var problem) is not { } details)
            {
                context.Reject("invalid_authorization_details", problem);
                return;
            }
            if (details is OnceDetails once && OnceDetailsWire.Untimely(once, clock.Instant()) is { } untimely)
            {
                context.Reject("invalid_authorization_details", untimely);
                return;
            }
            var merchant = await db.Merchants.AsNoTracking().SingleOrDefaultAsync(row => row.Code == context.ClientId, context.CancellationToken);
            if (merchant is null || !merchant.MayCharge)
                context.Reject(Errors.UnauthorizedClient, "This merchant's contract is not live; no purchase can be made.");
            else if (details is RecurringDetails && !merchant.MayChargeMonthly)
                context.Reject("invalid_authorization_details", $"The type '{details.Type}' is not in this merchant's contract.");
            else if (details is RecurringDetails { Schedule.Start: var start } && StartProblem(start) is { } problemOfStart)
                context.Reject("invalid_authorization_details", problemOfStart);
            else if (details.Amount > merchant.LargestCharge)
                context.Reject("invalid_authorization_details", $"amount.value is above this merchant's largest charge of {merchant.LargestCharge.Amount} yen.");
        }

        private string? StartProblem(DateOnly start)
        {
            var today = BusinessDate.At(clock.Instant());
            return start < today ? $"schedule.start must be today in Japan ({today:yyyy-MM-dd}) or later."
                : start > today.AddYears(1) ? "schedule.start must lie within a year."
                : null;
        }

        private static bool IsArray(string text)
        {
            try
            {
                using var document = JsonDocument.Parse(text);
                return document.RootElement.ValueKind == JsonValueKind.Array;
            }
            catch (JsonException)
            {
                return false;
            }
        }
    }

    /// <summary>Says what was granted in the access token and beside it.</summary>
    private sealed class AttachGrantedDetails(FletsCollectDbContext db, IOptions<ProviderOptions> provider) : IOpenIddictServerHandler<ProcessSignInContext>
    {
        public async ValueTask HandleAsync(ProcessSignInContext context)
        {
            if (context.EndpointType != OpenIddictServerEndpointType.Token || context.AccessTokenPrincipal?.GetClaim(ChargeToken.GrantClaim) is not { } grantId)
                return;
            var details = await GrantedDetails.ReadAsync(db, grantId, provider.Value, context.CancellationToken);
            context.Parameters[Parameter] = new OpenIddictParameter(details);
            // The value type keeps the one-element array an array in the token.
            ((ClaimsIdentity)context.AccessTokenPrincipal.Identity!).AddClaim(new Claim(Parameter, details.GetRawText(), "JSON_ARRAY"));
        }
    }

    private sealed class IntrospectGrantedDetails(FletsCollectDbContext db, IOptions<ProviderOptions> provider)
        : IOpenIddictServerHandler<HandleIntrospectionRequestContext>
    {
        public async ValueTask HandleAsync(HandleIntrospectionRequestContext context)
        {
            if (context.IsRejected || context.GenericTokenPrincipal?.GetClaim(ChargeToken.GrantClaim) is not { } grantId)
                return;
            context.Claims[Parameter] = new OpenIddictParameter(await GrantedDetails.ReadAsync(db, grantId, provider.Value, context.CancellationToken));
            context.Claims[ChargeToken.GrantClaim] = grantId;
        }
    }
}
