using System.Globalization;
using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Server.Hosting.Throttling;
using Microsoft.AspNetCore.Authorization;
using OpenIddict.Abstractions;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Hosting;

/// <summary>
/// What the API answers to whoever shows no token, or one that will not do: problem details, and the <c>WWW-Authenticate</c> header that
/// tells a client library the same (RFC 9449 §7.1, RFC 6750 §3). Tokens are bound to a key; OpenIddict's own challenge asks for a bearer
/// token.
/// </summary>
internal static class TokenChallenge
{
    public static async Task WriteAsync(HttpContext http)
    {
        var (problem, detail) = await SayAsync(http);
        await Problems.Of(http, problem, detail).ExecuteAsync(http);
    }

    /// <summary>The header and the audit entry alone, for an answer in another form; gives what is wrong.</summary>
    public static async Task<(ApiProblem Problem, string? Detail)> SayAsync(HttpContext http)
    {
        var status = http.Response.StatusCode;
        var problem = http.Items[ChargeToken.ErrorItem] switch
        {
            "invalid_dpop_proof" => ApiProblem.InvalidDpopProof,
            "use_dpop_nonce" => ApiProblem.UseDpopNonce,
            _ => Problems.OfStatus(status),
        };
        if (!MerchantPaths.IsMerchants(http.Request.Path))
            return (problem, null);
        // Being asked for a nonce is how a client gets its first one, and no event of security.
        if ((status is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden) && problem != ApiProblem.UseDpopNonce && http.Request.Headers.Authorization.Count > 0)
            await NoteAsync(http, "api", problem);
        if (status == StatusCodes.Status401Unauthorized)
            Challenge(http, http.Request.Headers.Authorization.Count == 0 ? "" : $", error=\"{(problem is ApiProblem.InvalidDpopProof or ApiProblem.UseDpopNonce ? http.Items[ChargeToken.ErrorItem] : "invalid_token")}\"");
        if (status != StatusCodes.Status403Forbidden || RequiredScope(http) is not { } scope)
            return (problem, null);

        Challenge(http, $", error=\"insufficient_scope\", scope=\"{scope}\"");
        var detail = scope == ChargeToken.Scope
            ? T("スコープ charge を、購入の authorization_details とともに要求してください。", "Ask for the scope 'charge', with the purchase as authorization_details.")
            : T($"スコープ {scope} を grant_type=client_credentials で要求してください。", $"Ask for the scope '{scope}' with grant_type=client_credentials.");
        return (problem, detail);
    }

    /// <summary>Says how the subscriber has to be authenticated (RFC 9470 §3).</summary>
    public static void AskForMore(HttpContext http, string? acrValues, TimeSpan? maxAge) =>
        Challenge(http, ", error=\"insufficient_user_authentication\", error_description=\"The subscriber has to be authenticated in another way, or again.\""
            + (acrValues is null ? "" : $", acr_values=\"{acrValues}\"")
            + (maxAge is { } age ? string.Create(CultureInfo.InvariantCulture, $", max_age=\"{age.TotalSeconds:0}\"") : ""));

    /// <summary>Leaves an audit entry, but no more from one place than a person could read: a stranger must not fill the trail.</summary>
    public static async Task NoteAsync(HttpContext http, string refusedBy, ApiProblem problem)
    {
        var place = Throttles.PlaceOf(http.Connection.RemoteIpAddress);
        if (!(await http.RequestServices.GetRequiredService<Throttles>().TakeAsync(ThrottleRule.RefusedToken, place, http.RequestAborted)).IsAcquired)
            return;
        var actor = http.User.FindFirst(OpenIddictConstants.Claims.ClientId) is { } client ? AuditActor.Merchant(client.Value) : AuditActor.Anonymous;
        var now = http.RequestServices.GetRequiredService<TimeProvider>().Instant();
        await http.RequestServices.GetRequiredService<UnitOfWork>().CommitAsync(
            (db, _) => Task.FromResult(db.Add(AuditEntry.Of("token.refused", actor, refusedBy, now, new { reason = problem.ToString(), place }))), http.RequestAborted);
    }

    /// <summary>Both ways to show a token (RFC 9449 §7.1), to whoever came by the second: a certificate-bound token is a bearer token to its client.</summary>
    private static void Challenge(HttpContext http, string error)
    {
        http.Response.Headers.WWWAuthenticate = $"DPoP algs=\"{string.Join(' ', ChargeToken.ProofAlgorithms)}\"{error}";
        if (http.Request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            http.Response.Headers.Append("WWW-Authenticate", "Bearer" + error.TrimStart(','));
    }

    /// <summary>The scope that the endpoint asks for: its authorization policy has the scope's name.</summary>
    private static string? RequiredScope(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>()?.Policy;
}
