using System.Security.Claims;
using System.Text.Json;

namespace FletsCollect.Server.Hosting;

/// <summary>What an access token for a charge says: the provider writes it, the API reads it.</summary>
public static class ChargeToken
{
    /// <summary>The scope of a purchase; it needs <c>authorization_details</c>.</summary>
    public const string Scope = "charge";

    /// <summary>The claim that points at the grant.</summary>
    public const string GrantClaim = "grant_id";

    /// <summary>The claim that says what was granted, an array of one object (RFC 9396 §9.1).</summary>
    public const string DetailsClaim = "authorization_details";

    /// <summary>True for the token of a purchase of the given type.</summary>
    public static bool IsFor(ClaimsPrincipal token, string type)
    {
        foreach (var claim in token.FindAll(DetailsClaim))
        {
            using var details = JsonDocument.Parse(claim.Value);
            // A reader of tokens may give the array or its one element.
            var purchase = details.RootElement.ValueKind == JsonValueKind.Array ? details.RootElement[0] : details.RootElement;
            if (WireJson.Text(purchase, "type") == type)
                return true;
        }
        return false;
    }

    /// <summary>The algorithms that DPoP proofs may be signed with.</summary>
    public static readonly IReadOnlyList<string> ProofAlgorithms = ["ES256", "PS256"];

    /// <summary>The header of a DPoP proof (RFC 9449 §4.1).</summary>
    public const string ProofHeader = "DPoP";

    /// <summary>The header of an answer that gives a nonce for the next proofs (RFC 9449 §8).</summary>
    public const string NonceHeader = "DPoP-Nonce";

    /// <summary>Where the request's items say why a token was refused, when it was.</summary>
    public const string ErrorItem = "token-error";

    /// <summary>True for a request that shows such a token in order to charge.</summary>
    public static bool IsShownAt(HttpRequest request) => HttpMethods.IsPost(request.Method) && request.Path.Equals("/v1/charges", StringComparison.Ordinal);

    /// <summary>The authorization policy of the charge API: a token with the scope.</summary>
    public const string Policy = "charge";
}
