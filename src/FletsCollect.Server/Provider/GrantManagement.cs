using System.Text.Json;
using FletsCollect.Calendars;
using FletsCollect.Charges;
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
/// Grant Management for OAuth 2.0 at <c>/v1/grants/{grant_id}</c>: a merchant sees what a subscriber agreed to, and gives it back. A grant
/// of another merchant is not there (404), so nobody learns that it exists.
/// </summary>
public static class GrantManagement
{
    private const string Path = "v1/grants";
    private const string Create = "create";
    private const string Replace = "replace";
    private const string ActionParameter = "grant_management_action";
    private const string GrantParameter = "grant_id";

    /// <summary>The grant that a request asks to replace; null when it asks for a new one.</summary>
    internal static Guid? ReplacedBy(OpenIddictRequest request) =>
        (string?)request[ActionParameter] is Replace && PublicId.TryParse(PublicId.Grant, (string?)request[GrantParameter], out var id) ? id : null;

    public static IEndpointRouteBuilder MapGrantManagement(this IEndpointRouteBuilder routes)
    {
        var grants = routes.MapGroup(Path).DisableAntiforgery();
        grants.MapGet("/{grantId}", QueryAsync).RequireAuthorization(ApiScopes.GrantManagementQuery).Document("getGrant", "Shows what was agreed to, and what became of it.", Example);
        grants.MapDelete("/{grantId}", RevokeAsync).RequireAuthorization(ApiScopes.GrantManagementRevoke)
            .Document("revokeGrant", "Ends a consent and its tokens; also when it had ended.", answer: null, StatusCodes.Status204NoContent, keyed: false);
        return routes;
    }

    /// <summary>What the API document shows.</summary>
    private static readonly GrantResource Example = new(
        "gr_01KAR3V6N2F9M0Q8T4XJ5WZ7BC", "consumed", [new ScopeResource(ChargeToken.Scope)],
        JsonSerializer.SerializeToElement(new[] { new { type = OnceDetails.TypeName, merchant_reference = "ORD-0001", amount = new { currency = "JPY", value = "315" } } }));

    internal static void Add(OpenIddictServerBuilder server)
    {
        server.AddEventHandler<ValidatePushedAuthorizationRequestContext>(handler => handler
            .UseScopedHandler<CheckAction>()
            .SetOrder(Authentication.ValidatePushedScopePermissions.Descriptor.Order + 600));
        server.AddEventHandler<ValidateDeviceAuthorizationRequestContext>(handler => handler
            .UseInlineHandler(static context =>
            {
                if (context.Request.HasParameter(ActionParameter) || context.Request.HasParameter(GrantParameter))
                    context.Reject(Errors.InvalidRequest, "A device asks for new purchases only; push the request to change a grant.");
                return ValueTask.CompletedTask;
            })
            .SetOrder(OpenIddictServerHandlers.Device.ValidateScopePermissions.Descriptor.Order + 400));
        server.AddEventHandler<HandleConfigurationRequestContext>(handler => handler
            .UseInlineHandler(static context =>
            {
                context.Metadata["grant_management_endpoint"] = new Uri(context.Issuer!, Path).AbsoluteUri;
                context.Metadata["grant_management_actions_supported"] = JsonSerializer.SerializeToElement(new[] { "query", "revoke", Create, Replace });
                context.Metadata["grant_management_action_required"] = false;
                return ValueTask.CompletedTask;
            })
            .SetOrder(int.MaxValue - 80_000));
    }

    /// <summary>What was agreed to and what has become of it.</summary>
    private static async Task<IResult> QueryAsync(
        HttpContext http, string grantId, FletsCollectDbContext db, GrantedDetails granted, TimeProvider clock, CancellationToken cancellationToken)
    {
        var merchant = http.User.GetClaim(Claims.ClientId);
        if (!PublicId.TryParse(PublicId.Grant, grantId, out var id))
            return Problems.Of(http, ApiProblem.GrantNotFound);
        var grant = await db.ChargeGrants.AsNoTracking()
            .Where(row => row.Id == id)
            .Join(db.Merchants.Where(row => row.Code == merchant), row => row.MerchantId, row => row.Id, (row, _) => row)
            .SingleOrDefaultAsync(cancellationToken);
        if (grant is null)
            return Problems.Of(http, ApiProblem.GrantNotFound);
        var details = await granted.ReadAsync(grant.PublicId, cancellationToken);
        return TypedResults.Json(new GrantResource(grant.PublicId, StatusOf(grant, clock.GetUtcNow().UtcDateTime), [new ScopeResource(ChargeToken.Scope)], details), Problems.Json);
    }

    /// <summary>204 once nothing can be charged any more; also when that was so already.</summary>
    private static async Task<IResult> RevokeAsync(HttpContext http, string grantId, RevokeGrant revoke, CancellationToken cancellationToken)
    {
        var merchant = http.User.GetClaim(Claims.ClientId) ?? throw new InvalidOperationException("An access token without a client.");
        if (!PublicId.TryParse(PublicId.Grant, grantId, out var id))
            return Problems.Of(http, ApiProblem.GrantNotFound);
        var outcome = await revoke.ExecuteAsync(RevokeGrantCommand.ByMerchant(id, merchant), cancellationToken);
        return outcome.Succeeded(out _, out var refusal) ? TypedResults.NoContent() : Problems.Of(http, Of(refusal));
    }

    /// <summary>
    /// What a pushed request may do to grants: make a new one, which is what every request does that says nothing, or replace a monthly one
    /// whose price changes. A grant that cannot be replaced is refused in one way, whatever the reason.
    /// </summary>
    private sealed class CheckAction(FletsCollectDbContext db, IEnumerable<IGrantFollower> followers, IOptions<ProviderOptions> provider, TimeProvider clock)
        : IOpenIddictServerHandler<ValidatePushedAuthorizationRequestContext>
    {
        public async ValueTask HandleAsync(ValidatePushedAuthorizationRequestContext context)
        {
            if (await ProblemAsync(context.Request, context.ClientId ?? "", context.CancellationToken) is var (error, description))
                context.Reject(error, description);
        }

        private async Task<(string Error, string Description)?> ProblemAsync(OpenIddictRequest request, string clientId, CancellationToken cancellationToken)
        {
            var (action, grant) = ((string?)request[ActionParameter], (string?)request[GrantParameter]);
            if (action is null or Create)
                return grant is null ? null : (Errors.InvalidRequest, $"{GrantParameter} needs {ActionParameter}={Replace}.");
            if (action is not Replace)
                return (Errors.InvalidRequest, $"{ActionParameter} must be '{Create}' or '{Replace}'; query and revoke are calls of the grant management endpoint.");
            if (grant is null)
                return (Errors.InvalidRequest, $"{ActionParameter}={Replace} needs {GrantParameter}.");
            if (!request.HasScope(ChargeToken.Scope))
                return (Errors.InvalidRequest, $"{ActionParameter}={Replace} needs the scope '{ChargeToken.Scope}' with the purchase at its new price.");
            if (!PublicId.TryParse(PublicId.Grant, grant, out var id) || await GrantReplacement.FindAsync(db, followers, clientId, id, clock.Instant(), cancellationToken) is not { } replacement)
                return ("invalid_grant_id", $"{GrantParameter} must be a monthly grant of yours whose subscription is active.");
            var details = ChargeDetailsReader.Read((string?)request[ChargeDetailsEvents.Parameter] ?? "", provider.Value.ChargesResource, out _);
            return details is not null && replacement.Fault(details) is { } fault ? ("invalid_authorization_details", fault) : null;
        }
    }

    private static ApiProblem Of(GrantRevocationRefusal refusal) => refusal switch
    {
        GrantRevocationRefusal.NotFound => ApiProblem.GrantNotFound,
        GrantRevocationRefusal.Consumed => ApiProblem.GrantConsumed,
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    private static string StatusOf(ChargeGrant grant, DateTime now) => grant.Status switch
    {
        ChargeGrantStatus.Authorised => grant.IsLiveAt(now) ? "authorised" : "expired",
        ChargeGrantStatus.Active => "active",
        ChargeGrantStatus.Consumed => "consumed",
        ChargeGrantStatus.Revoked => "revoked",
        ChargeGrantStatus.Ended => "ended",
        ChargeGrantStatus.Replaced => "replaced",
        _ => throw new ArgumentOutOfRangeException(nameof(grant), grant.Status, "Unknown grant status."),
    };
}

/// <summary>A grant as its merchant sees it.</summary>
/// <param name="GrantId"><c>gr_…</c>.</param>
/// <param name="Status"><c>authorised</c>, <c>active</c>, <c>consumed</c>, <c>ended</c>, <c>replaced</c> (another grant goes on at another price), <c>revoked</c> or <c>expired</c>.</param>
/// <param name="Scopes">The scopes of the grant, each as an object.</param>
/// <param name="AuthorizationDetails">What was granted, as in the token response.</param>
public sealed record GrantResource(string GrantId, string Status, IReadOnlyList<ScopeResource> Scopes, JsonElement AuthorizationDetails);

/// <summary>One entry of a grant's scopes.</summary>
public sealed record ScopeResource(string Scope);
