using FletsCollect.Server.Hosting;
using Microsoft.AspNetCore;
using OpenIddict.Server;

namespace FletsCollect.Server.Provider.SenderConstraint;

/// <summary>The DPoP proof that a request brings, checked and used up.</summary>
internal sealed class DpopRequest(UnitOfWork unitOfWork, DpopHeader header)
{
    /// <summary>The thumbprint of the proof's key; null without a problem when there is no proof, null with a problem when it is not good.</summary>
    public async Task<(string? Thumbprint, DpopProblem? Problem)> ReadAsync(OpenIddictServerTransaction transaction, CancellationToken cancellationToken)
    {
        var http = transaction.GetHttpRequest() ?? throw new InvalidOperationException("The request did not come over HTTP.");
        return await ReadAsync(http, accessToken: null, cancellationToken);
    }

    /// <summary>The same for a request that shows an access token.</summary>
    public async Task<(string? Thumbprint, DpopProblem? Problem)> ReadAsync(HttpRequest http, string? accessToken, CancellationToken cancellationToken)
    {
        var (proof, problem) = header.Check(http, accessToken);
        if (proof is null)
            return (null, problem);
        return await proof.TryUseAsync(unitOfWork, cancellationToken) ? (proof.KeyThumbprint, null) : (null, DpopProblem.Invalid("The DPoP proof was used already."));
    }

    /// <summary>
    /// Whether a proof that is good in itself lacks a nonce. Uses nothing up, so whoever is told may send everything else of the request
    /// again as it was.
    /// </summary>
    public bool LacksNonce(OpenIddictServerTransaction transaction) =>
        transaction.GetHttpRequest() is { } http && header.Check(http, accessToken: null).Problem == DpopProblem.NonceWanted;

    /// <summary>True when the request brings a proof, good or not.</summary>
    public static bool IsIn(OpenIddictServerTransaction transaction) => transaction.GetHttpRequest()?.Headers.ContainsKey(ChargeToken.ProofHeader) is true;
}
