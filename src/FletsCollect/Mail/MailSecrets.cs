using Microsoft.AspNetCore.DataProtection;

namespace FletsCollect.Mail;

/// <summary>Hides what only a mail's receiver may read, a link or a code, from a reader of the database.</summary>
public sealed class MailSecrets(IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("FletsCollect.Mail");

    public string Protect(string text) => protector.Protect(text);

    /// <exception cref="System.Security.Cryptography.CryptographicException">The keys that it was protected with are gone.</exception>
    public string Read(string secret) => protector.Unprotect(secret);
}
