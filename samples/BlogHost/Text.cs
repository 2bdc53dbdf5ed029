using System.Globalization;

namespace BlogHost;

/// <summary>Two languages, side by side where they are used: enough for a sample, and neither can be forgotten.</summary>
internal static class Text
{
    public static bool IsJapanese => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName is "ja";

    public static string Of(string japanese, string english) => IsJapanese ? japanese : english;

    public static string Yen(long amount) =>
        Of($"{amount.ToString("N0", CultureInfo.InvariantCulture)}円", $"{amount.ToString("N0", CultureInfo.InvariantCulture)} yen");

    public static string Date(DateOnly date) => IsJapanese
        ? date.ToString("yyyy年M月d日（ddd）", CultureInfo.GetCultureInfo("ja-JP"))
        : date.ToString("ddd d MMMM yyyy", CultureInfo.GetCultureInfo("en-GB"));
}
