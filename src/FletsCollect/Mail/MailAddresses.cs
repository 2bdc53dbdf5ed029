using System.Net.Mail;

namespace FletsCollect.Mail;

/// <summary>What a mail address may be.</summary>
public static class MailAddresses
{
    /// <summary>RFC 5321 §4.5.3.1.3, less the angle brackets.</summary>
    public const int Longest = 254;

    /// <summary>The address in the one form in which it is stored and looked up; null when it is none.</summary>
    public static string? Of(string? typed)
    {
        var text = OneForm.Of(typed).ToLowerInvariant();
        return text.Length <= Longest && MailAddress.TryCreate(text, out var address) && address.Address == text && address.Host.Contains('.', StringComparison.Ordinal) ? text : null;
    }
}
