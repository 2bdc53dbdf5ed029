using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace FletsCollect.Server.Hosting;

/// <summary>Reads members of JSON that somebody else wrote, without taking anything for what it is not.</summary>
internal static partial class WireJson
{
    /// <summary>The text of a member; null when there is none or it is not a string.</summary>
    public static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The name of a member that nobody asked for; null when all are known.</summary>
    public static string? Unknown(JsonElement parent, params ReadOnlySpan<string> known)
    {
        foreach (var member in parent.EnumerateObject())
        {
            if (!known.Contains(member.Name))
                return member.Name;
        }
        return null;
    }

    /// <summary>
    /// An amount of 1 to 999999999 whole yen, written as a string in ASCII digits without leading zeros (provider.md, "Charge details"); null
    /// for anything else.
    /// </summary>
    public static Yen? WholeYen(JsonElement parent, string name) =>
        Text(parent, name) is { } value && Digits().IsMatch(value) ? new Yen(long.Parse(value, CultureInfo.InvariantCulture)) : null;

    /// <summary>
    /// Text that looks like what it says: no controls, no characters that reverse or hide others, and one spelling only.
    /// </summary>
    public static bool IsShowable(string text)
    {
        if (text.Length == 0 || string.IsNullOrWhiteSpace(text))
            return false;
        foreach (var rune in text.EnumerateRunes())
        {
            // A lone surrogate is enumerated as the replacement character.
            if (rune == Rune.ReplacementChar)
                return false;
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
                return false;
        }
        return text.EnumerateRunes().Count() <= 100 && text.IsNormalized(NormalizationForm.FormC);
    }

    [GeneratedRegex(@"\A[1-9][0-9]{0,8}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Digits();
}
