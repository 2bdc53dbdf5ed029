using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace FletsCollect.Server.Network;

/// <summary>
/// Tells whether a request comes from the access network's AAA: by a bearer key or by a TLS client certificate, either of which may be
/// replaced while its successor is in force already. Settings are read anew for each request, so neither needs a restart.
/// </summary>
internal sealed class AaaAuthentication(IOptionsSnapshot<NetworkOptions> options, TimeProvider clock)
{
    private const string Scheme = "Bearer ";

    /// <summary>The operator's name for what the request authenticated itself with; null when that was nothing that counts.</summary>
    public async Task<string?> NameAsync(HttpContext http, CancellationToken cancellationToken) => NameOfKey(http.Request) ?? await NameOfCertificateAsync(http, cancellationToken);

    /// <summary>Compares with every key in fixed time, so that the answer's timing says nothing of them.</summary>
    private string? NameOfKey(HttpRequest request)
    {
        if (request.Headers.Authorization is not [{ } header] || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return null;
        var sent = SHA256.HashData(Encoding.UTF8.GetBytes(header[Scheme.Length..].Trim()));
        var now = clock.GetUtcNow();
        string? name = null;
        foreach (var key in options.Value.AccountingKeys)
        {
            if (CryptographicOperations.FixedTimeEquals(sent, SHA256.HashData(Encoding.UTF8.GetBytes(key.Key))) && key.IsInForce(now))
                name = key.Name;
        }
        return name;
    }

    private async Task<string?> NameOfCertificateAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if (options.Value.AccountingCertificates.Count == 0 || await http.Connection.GetClientCertificateAsync(cancellationToken) is not { } certificate)
            return null;
        var now = clock.GetUtcNow().UtcDateTime;
        if (now < certificate.NotBefore.ToUniversalTime() || certificate.NotAfter.ToUniversalTime() < now)
            return null;
        var shown = certificate.GetCertHash(HashAlgorithmName.SHA256);
        return options.Value.AccountingCertificates.FirstOrDefault(known => CryptographicOperations.FixedTimeEquals(shown, known.Fingerprint()))?.Name;
    }
}
