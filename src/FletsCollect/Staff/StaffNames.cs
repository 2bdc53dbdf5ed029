using System.Text;

namespace FletsCollect.Staff;

/// <summary>What a staff member's name may be.</summary>
public static class StaffNames
{
    public const int LongestName = 100;

    /// <summary>The name as it is shown; null when it is empty, too long, or no text.</summary>
    public static string? NameOf(string? typed)
    {
        var text = (typed ?? "").Normalize(NormalizationForm.FormC).Trim();
        return text.Length is >= 1 and <= LongestName && !text.Any(char.IsControl) ? text : null;
    }
}
