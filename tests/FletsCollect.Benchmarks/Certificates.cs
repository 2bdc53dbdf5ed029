using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace FletsCollect.Benchmarks;

/// <summary>Certificates of the moment for connections on loopback: the servers' and the load's.</summary>
internal static class Certificates
{
    private static readonly X509Certificate2 Server = SelfSigned("CN=localhost");

    /// <summary>What the load shows, for every merchant: to verify one is the same work as to verify another.</summary>
    public static X509Certificate2 Merchant { get; } = SelfSigned("CN=merchant");

    /// <summary>An endpoint that asks for a certificate, as an operator configures one; any is taken, for the token names the right one.</summary>
    public static void Ask(ListenOptions endPoint) => endPoint.UseHttps(Server, https =>
    {
        https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
        https.AllowAnyClientCertificate();
    });

    private static X509Certificate2 SelfSigned(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        return new CertificateRequest(name, key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
