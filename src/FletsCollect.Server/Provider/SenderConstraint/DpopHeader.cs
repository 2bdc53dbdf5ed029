using FletsCollect.Calendars;
using FletsCollect.Server.Hosting;
using Microsoft.Extensions.Options;

namespace FletsCollect.Server.Provider.SenderConstraint;

/// <summary>The DPoP proof that a request brings, checked but not used up.</summary>
internal sealed class DpopHeader(DpopNonces nonces, IOptions<ProviderOptions> provider, IOptions<MutualTlsOptions> mutualTls, TimeProvider clock)
{
    /// <summary>The proof; null without a problem when there is none.</summary>
    /// <param name="http">The request.</param>
    /// <param name="accessToken">The token that is shown with it, or null at the token endpoint.</param>
    public (DpopProof? Proof, DpopProblem? Problem) Check(HttpRequest http, string? accessToken)
    {
        if (http.Headers[ChargeToken.ProofHeader] is not [_, ..] headers)
            return (null, null);
        if (headers is not [{ Length: > 0 } text])
            return (null, DpopProblem.Invalid("Send one DPoP header with one proof."));
        var (proof, problem) = DpopProof.Read(text, http.Method, new Uri(AddressOf(http), http.Path.Value!.TrimStart('/')), accessToken, clock.Instant());
        if (proof is null)
            return (null, DpopProblem.Invalid(problem));
        return nonces.Take(proof.Nonce, http.HttpContext.Response) ? (proof, null) : (null, DpopProblem.NonceWanted);
    }

    /// <summary>
    /// The address that the world asked. Behind proxies that is the issuer's, not the one that the last proxy asks for; only where
    /// certificates are shown is it another one.
    /// </summary>
    private Uri AddressOf(HttpRequest http) =>
        mutualTls.Value.Address is { } address && string.Equals(http.Host.Value, address.Authority, StringComparison.OrdinalIgnoreCase) ? address : provider.Value.Issuer!;
}
