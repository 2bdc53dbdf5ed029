using System.Globalization;
using System.Text;

namespace FletsCollect.Server.Sites;

/// <summary>What somebody typed into a field for an amount of which all is meant when it is empty.</summary>
internal static class TypedYen
{
    /// <summary>More is no amount of one purchase.</summary>
    private const long Most = 999_999_999;

    /// <summary>Reads whole yen from 1 on, full width or not, with commas or not; null for an empty field.</summary>
    /// <returns>False when it is neither.</returns>
    public static bool TryRead(string? typed, out Yen? amount)
    {
        var text = (typed ?? "").Normalize(NormalizationForm.FormKC).Replace(",", "", StringComparison.Ordinal).Trim();
        var isAmount = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var yen) && yen is > 0 and <= Most;
        amount = isAmount ? new Yen(yen) : null;
        return isAmount || text.Length == 0;
    }
}
