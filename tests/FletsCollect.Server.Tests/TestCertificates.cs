using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.IdentityModel.Tokens;

namespace FletsCollect.Server.Tests;

/// <summary>Certificates made for the moment: a server's, a merchant's own, and those of an authority that the servers trust.</summary>
internal static class TestCertificates
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    /// <summary>What the servers on loopback show.</summary>
    public static X509Certificate2 Server { get; } = SelfSigned("CN=localhost", purpose: "1.3.6.1.5.5.7.3.1");

    /// <summary>The authority in <c>Provider:MutualTls:Authorities</c>.</summary>
    public static X509Certificate2 Authority { get; } = NewAuthority("CN=Test authority");

    public static X509Certificate2 NewAuthority(string name)
    {
        var request = new CertificateRequest(name, ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        return request.CreateSelfSigned(Now.AddDays(-400), Now.AddDays(400));
    }

    public static X509Certificate2 SelfSigned(string name = "CN=merchant", int fromDay = -1, int toDay = 30, string purpose = "1.3.6.1.5.5.7.3.2") =>
        Request(name, name.Replace("CN=", "", StringComparison.Ordinal), purpose).CreateSelfSigned(Now.AddDays(fromDay), Now.AddDays(toDay));

    public static X509Certificate2 IssuedBy(X509Certificate2 authority, string dnsName, int fromDay = -1, int toDay = 30, string purpose = "1.3.6.1.5.5.7.3.2")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request("CN=" + dnsName + ", O=Merchant", dnsName, purpose, key);
        using var issued = request.Create(authority, Now.AddDays(fromDay), Now.AddDays(toDay), RandomNumberGenerator.GetBytes(8));
        return issued.CopyWithPrivateKey(key);
    }

    /// <summary>A key set that registers a certificate.</summary>
    public static JsonWebKeySet Registering(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPublicKey()!;
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var registered = new JsonWebKey { Kty = "EC", Crv = "P-256", Kid = certificate.Thumbprint, X = Base64UrlEncoder.Encode(point.X), Y = Base64UrlEncoder.Encode(point.Y) };
        registered.X5c.Add(Convert.ToBase64String(certificate.RawData));
        return new JsonWebKeySet { Keys = { registered } };
    }

    /// <summary>A connection that shows a certificate, or none, to a server that shows <see cref="Server"/>.</summary>
    public static SocketsHttpHandler Showing(X509Certificate2? certificate) =>
        new() { AllowAutoRedirect = false, UseProxy = false, SslOptions = ShowingOverTls(certificate) };

    /// <summary>The same for a connection without HTTP's own client.</summary>
    public static SslClientAuthenticationOptions ShowingOverTls(X509Certificate2? certificate) => new()
    {
        RemoteCertificateValidationCallback = static (_, shown, _, _) => shown is not null && shown.GetRawCertData().AsSpan().SequenceEqual(Server.RawData),
        ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true),
    };

    private static CertificateRequest Request(string name, string dnsName, string purpose, ECDsa? key = null)
    {
        var request = new CertificateRequest(name, key ?? ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(dnsName);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        return request;
    }
}
