using FletsCollect.Calendars;
using Microsoft.AspNetCore;
using Microsoft.Extensions.Options;
using OpenIddict.Server;

namespace FletsCollect.Server.Provider.SenderConstraint;

/// <summary>The DPoP proof that a request brings, checked and used up.</summary>
internal sealed class DpopRequest(UnitOfWork unitOfWork, IOptions<ProviderOptions> provider, IOptions<MutualTlsOptions> mutualTls, TimeProvider clock)
{
    /// <summary>The thumbprint of the proof's key; null without a problem when there is no proof, null with a problem when it is not good.</summary>
    public async Task<(string? Thumbprint, string Problem)> ReadAsync(OpenIddictServerTransaction transaction, CancellationToken cancellationToken)
    {
        var http = transaction.GetHttpRequest() ?? throw new InvalidOperationException("The request did not come over HTTP.");
        return await ReadAsync(http, accessToken: null, cancellationToken);
    }

    /// <summary>The same for a request that shows an access token.</summary>
    public async Task<(string? Thumbprint, string Problem)> ReadAsync(HttpRequest http, string? accessToken, CancellationToken cancellationToken)
    {
        var (proof, problem) = await CheckAsync(http, accessToken);
        if (proof is null)
            return (null, problem);
        return await proof.TryUseAsync(unitOfWork, cancellationToken) ? (proof.KeyThumbprint, "") : (null, "The DPoP proof was used already.");
    }

    /// <summary>The proof, good but not used up yet; null without a problem when there is none.</summary>
    public async Task<(DpopProof? Proof, string Problem)> CheckAsync(HttpRequest http, string? accessToken)
    {
        var headers = http.Headers["DPoP"];
        if (headers.Count == 0)
            return (null, "");
        if (headers is not [{ Length: > 0 } text])
            return (null, "Send one DPoP header with one proof.");
        var target = new Uri(AddressOf(http), http.Path.Value!.TrimStart('/'));
        return await DpopProof.ReadAsync(text, http.Method, target, accessToken, clock.Instant());
    }

    /// <summary>True when the request brings a proof, good or not.</summary>
    public static bool IsIn(OpenIddictServerTransaction transaction) => transaction.GetHttpRequest()?.Headers.ContainsKey("DPoP") is true;

    /// <summary>
    /// The address that the world asked. Behind proxies that is the issuer's, not the one that the last proxy asks for; only where
    /// certificates are shown is it another one.
    /// </summary>
    private Uri AddressOf(HttpRequest http) =>
        mutualTls.Value.Address is { } address && string.Equals(http.Host.Value, address.Authority, StringComparison.OrdinalIgnoreCase) ? address : provider.Value.Issuer!;
}
