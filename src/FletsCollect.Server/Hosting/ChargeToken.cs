namespace FletsCollect.Server.Hosting;

/// <summary>What an access token for a charge says: the provider writes it, the API reads it.</summary>
public static class ChargeToken
{
    /// <summary>The scope of a purchase; it needs <c>authorization_details</c>.</summary>
    public const string Scope = "charge";

    /// <summary>The claim that points at the grant.</summary>
    public const string GrantClaim = "grant_id";

    /// <summary>The algorithms that DPoP proofs may be signed with.</summary>
    public static readonly IReadOnlyList<string> ProofAlgorithms = ["ES256", "PS256"];

    /// <summary>Where the request's items say why a token was refused, when it was.</summary>
    public const string ErrorItem = "token-error";

    /// <summary>The authorization policy of the charge API: a token with the scope.</summary>
    public const string Policy = "charge";
}
