using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FletsCollect.Server.Provider.SenderConstraint;

/// <summary>
/// Merchants that show a TLS certificate (RFC 8705); configuration section <c>Provider:MutualTls</c>. The certificate reaches this server
/// in one of two ways: on an endpoint of Kestrel that asks for one (<c>Kestrel:Endpoints:…:ClientCertificateMode = AllowCertificate</c>),
/// or in a header of a reverse proxy (<c>Network:ClientCertificateHeader</c>).
/// </summary>
public sealed class MutualTlsOptions : IValidatableObject
{
    public const string Section = "Provider:MutualTls";

    /// <summary>
    /// The https address, ending in a slash, under which merchants reach this server with a certificate: a host or port of its own, because
    /// a browser on the ordinary one must not be asked for certificates. None by default: then no certificate counts.
    /// </summary>
    public Uri? Address { get; init; }

    /// <summary>
    /// PEM files of the authorities whose certificates merchants may register by name (<c>tls_client_auth</c>). None by default: then
    /// only certificates that are registered themselves are taken (<c>self_signed_tls_client_auth</c>).
    /// </summary>
    public IReadOnlyList<string> Authorities { get; init; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Address is { } address && (!address.IsAbsoluteUri || address.Scheme != Uri.UriSchemeHttps || !address.AbsoluteUri.EndsWith('/')))
            yield return new ValidationResult("Provider:MutualTls:Address must be an https address that ends in a slash.");
        if (Address is null && Authorities.Count > 0)
            yield return new ValidationResult("Provider:MutualTls:Authorities needs Provider:MutualTls:Address, where merchants show their certificates.");
        foreach (var file in Authorities)
        {
            if (Read(file) is null)
                yield return new ValidationResult($"Provider:MutualTls:Authorities names '{file}', which is not a readable PEM file with a certificate.");
        }
    }

    internal X509Certificate2Collection ReadAuthorities()
    {
        var read = new X509Certificate2Collection();
        foreach (var file in Authorities)
            read.AddRange(Read(file) ?? throw new InvalidOperationException($"The authorities in '{file}' are not readable any more."));
        return read;
    }

    private static X509Certificate2Collection? Read(string file)
    {
        var read = new X509Certificate2Collection();
        try
        {
            read.ImportFromPemFile(file);
            return read.Count > 0 ? read : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return null;
        }
    }
}
