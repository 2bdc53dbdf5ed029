using System.Globalization;

namespace FletsCollect.Server.Sites;

/// <summary>What somebody typed into a field for an amount: whole yen, full width or not, with separators and 円 or not; the field may stay empty.</summary>
internal static class TypedYen
{
    /// <summary>More is no amount of one purchase, and no cap.</summary>
    private const long Most = 999_999_999;

    /// <summary>Reads an amount from 1 on; null for an empty field.</summary>
    /// <returns>False when it is neither.</returns>
    public static bool TryRead(string? typed, out Yen? amount) => TryReadFromZero(typed, out amount) && amount?.IsPositive != false;

    /// <summary>The same where nothing at all is an amount too.</summary>
    public static bool TryReadFromZero(string? typed, out Yen? amount)
    {
        var text = OneForm.Of(typed).Replace(",", "", StringComparison.Ordinal).Replace("円", "", StringComparison.Ordinal).Replace("yen", "", StringComparison.OrdinalIgnoreCase).Trim();
        var isAmount = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var yen) && yen <= Most;
        amount = isAmount ? new Yen(yen) : null;
        return isAmount || text.Length == 0;
    }
}
