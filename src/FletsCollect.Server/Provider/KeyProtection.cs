using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;

namespace FletsCollect.Server.Provider;

/// <summary>
/// The Data Protection ring, which protects the provider's keys, sign-in cookies and form tokens. It lies in the database, so that all
/// servers share it, and outside Development it is encrypted to a certificate that does not: a copy of the database opens nothing.
/// </summary>
/// <remarks>
/// Configuration section <c>KeyProtection</c>: <c>CertificatePath</c>, a PKCS#12 file with a private key, and <c>CertificatePassword</c>.
/// </remarks>
internal static class KeyProtection
{
    public const string Section = "KeyProtection";

    public static void Add(WebApplicationBuilder builder)
    {
        var ring = builder.Services.AddDataProtection().SetApplicationName("FletsCollect").PersistKeysToDbContext<FletsCollectDbContext>();
        var path = builder.Configuration[$"{Section}:CertificatePath"];
        if (path is not null)
            ring.ProtectKeysWithCertificate(X509CertificateLoader.LoadPkcs12FromFile(path, builder.Configuration[$"{Section}:CertificatePassword"]));
        else if (!builder.Environment.IsDevelopment())
            throw new InvalidOperationException($"{Section}:CertificatePath is missing: outside Development the keys in the database are encrypted to a certificate. Name a PKCS#12 file.");
    }
}
