using System.Net.Mail;
using System.Text;

namespace FletsCollect.Staff;

/// <summary>What a staff member's mail address and name may be.</summary>
public static class StaffNames
{
    /// <summary>RFC 5321 §4.5.3.1.3, less the angle brackets.</summary>
    public const int LongestMailAddress = 254;

    public const int LongestName = 100;

    /// <summary>The address in the one form in which it is stored and looked up; null when it is none.</summary>
    public static string? MailAddressOf(string? typed)
    {
        var text = (typed ?? "").Normalize(NormalizationForm.FormKC).Trim().ToLowerInvariant();
        return text.Length <= LongestMailAddress && MailAddress.TryCreate(text, out var address) && address.Address == text && address.Host.Contains('.', StringComparison.Ordinal) ? text : null;
    }

    /// <summary>The name as it is shown; null when it is empty, too long, or no text.</summary>
    public static string? NameOf(string? typed)
    {
        var text = (typed ?? "").Normalize(NormalizationForm.FormC).Trim();
        return text.Length is >= 1 and <= LongestName && !text.Any(char.IsControl) ? text : null;
    }
}
