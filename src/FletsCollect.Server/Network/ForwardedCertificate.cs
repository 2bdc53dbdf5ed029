using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http.Features;

namespace FletsCollect.Server.Network;

/// <summary>
/// The TLS certificate of the client as the reverse proxy saw it, in a header that the proxy writes: as RFC 9440 has it (<c>Client-Cert:
/// :MIIB…:</c>), or as a URL-encoded PEM as nginx gives it (<c>$ssl_client_escaped_cert</c>). From anybody but a configured proxy the
/// header is nothing. The proxy must take the header away from what its clients send.
/// </summary>
internal sealed partial class ForwardedCertificate(string header, Func<HttpContext, bool> isFromProxy, ILogger<ForwardedCertificate> log)
{
    /// <summary>Runs before the forwarded client address replaces the proxy's own.</summary>
    public Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        // The certificate of the proxy's own connection is not its client's, so behind a proxy only the header counts.
        if (isFromProxy(http))
            http.Features.Set<ITlsConnectionFeature>(new Shown(Read(http.Request.Headers[header])));
        return next(http);
    }

    private X509Certificate2? Read(IReadOnlyList<string?> values)
    {
        if (values is [] or [null or ""])
            return null;
        try
        {
            if (values is [[':', .. { } encoded, ':']])
                return X509CertificateLoader.LoadCertificate(Convert.FromBase64String(encoded));
            if (values is [{ } escaped])
                return X509Certificate2.CreateFromPem(Uri.UnescapeDataString(escaped));
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            LogUnreadable(exception, header);
            return null;
        }
        LogUnreadable(null, header);
        return null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A proxy sent a header {Header} that holds no readable certificate; the request counts as one without.")]
    private partial void LogUnreadable(Exception? exception, string header);

    private sealed class Shown(X509Certificate2? certificate) : ITlsConnectionFeature
    {
        public X509Certificate2? ClientCertificate { get; set; } = certificate;

        public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult(ClientCertificate);
    }
}
