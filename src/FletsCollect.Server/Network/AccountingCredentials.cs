using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace FletsCollect.Server.Network;

/// <summary>A key of the AAA. Several may be in force at once, so that one takes over from another with no record lost.</summary>
public sealed class AccountingKey
{
    /// <summary>The operator's name for it, for the log.</summary>
    public string Name { get; init; } = "";

    /// <summary>At least 32 characters, from a random generator.</summary>
    public string Key { get; init; } = "";

    /// <summary>From when on it counts; null for always.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>From when on it counts no more; null for never.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    public bool IsInForce(DateTimeOffset now) => !(now < NotBefore) && !(now >= NotAfter);
}

/// <summary>
/// A TLS client certificate of the AAA, named by its fingerprint: a certificate that some authority made for somebody else is nothing here.
/// Counts while the certificate itself is valid.
/// </summary>
public sealed class AccountingCertificate
{
    /// <summary>The operator's name for it, for the log.</summary>
    public string Name { get; init; } = "";

    /// <summary>SHA-256 of the certificate in hexadecimal, with or without colons, as <c>openssl x509 -fingerprint -sha256</c> prints it.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>The 32 bytes of <see cref="Sha256"/>; null when it is not that.</summary>
    public byte[]? Fingerprint()
    {
        var digits = Sha256.Replace(":", "", StringComparison.Ordinal);
        return digits.Length == 64 && digits.All(char.IsAsciiHexDigit) ? Convert.FromHexString(digits) : null;
    }
}

/// <summary>What is wrong with how the AAA is to authenticate itself.</summary>
internal static class AccountingCredentialRules
{
    private const int ShortestKey = 32;

    public static IEnumerable<ValidationResult> ProblemsOf(IReadOnlyList<AccountingKey> keys, IReadOnlyList<AccountingCertificate> certificates)
    {
        for (var i = 0; i < keys.Count; i++)
        {
            var (key, where) = (keys[i], string.Create(CultureInfo.InvariantCulture, $"Network:AccountingKeys:{i}"));
            if (key.Name.Length == 0)
                yield return new ValidationResult($"{where} has no Name; give it one, such as {where}:Name=aaa-2026-11.");
            if (key.Key.Length < ShortestKey)
                yield return new ValidationResult($"{where}:Key is shorter than {ShortestKey} characters; make keys from a random generator.");
            if (key.NotAfter <= key.NotBefore)
                yield return new ValidationResult($"{where} is never in force: NotAfter is not after NotBefore.");
        }
        for (var i = 0; i < certificates.Count; i++)
        {
            var (certificate, where) = (certificates[i], string.Create(CultureInfo.InvariantCulture, $"Network:AccountingCertificates:{i}"));
            if (certificate.Name.Length == 0)
                yield return new ValidationResult($"{where} has no Name; give it one, such as {where}:Name=aaa-2026-11.");
            if (certificate.Fingerprint() is null)
                yield return new ValidationResult($"{where}:Sha256 is no SHA-256 fingerprint of 64 hexadecimal digits; take what 'openssl x509 -fingerprint -sha256' prints.");
        }
        var names = keys.Select(key => key.Name).Concat(certificates.Select(certificate => certificate.Name));
        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            yield return new ValidationResult($"Network:AccountingKeys and Network:AccountingCertificates name '{twice.Key}' twice; names tell them apart in the log.");
    }
}
