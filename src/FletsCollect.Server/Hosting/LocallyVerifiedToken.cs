using FletsCollect.Keys;

namespace FletsCollect.Server.Hosting;

/// <summary>
/// A charge token whose signature, lifetime, audience and sender were checked without the database. Whether it was revoked, and whether its
/// proof was shown before, is left to the transaction of the charge (operations.md, "Charge path").
/// </summary>
/// <param name="TokenId">The token's entry.</param>
/// <param name="GrantId">The grant that it was issued for.</param>
/// <param name="ClientId">The merchant that it was issued to.</param>
/// <param name="Proof">The DPoP proof's id, to be used up; null for a token that is bound to a certificate.</param>
public sealed record LocallyVerifiedToken(Guid TokenId, Guid GrantId, string ClientId, UsedTokenId? Proof)
{
    /// <summary>How its holder was authenticated.</summary>
    public const string Scheme = "charge-token";
}
