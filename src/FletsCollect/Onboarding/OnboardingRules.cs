using FletsCollect.Merchants;

namespace FletsCollect.Onboarding;

/// <summary>What holds for all merchants of a deployment.</summary>
public sealed record OnboardingRules
{
    /// <summary>Which deployment this is. Default: production.</summary>
    public ServiceEnvironment Environment { get; init; }

    /// <summary>A merchant's code, which stands in addresses, files and ledger accounts: 3 to 40 small letters, digits and hyphens, beginning with a letter.</summary>
    public static bool IsCode(string text) =>
        text.Length is >= 3 and <= 40 && char.IsAsciiLetterLower(text[0]) && text[^1] != '-' && text.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-');

    /// <summary>A question, an answer or a reason as it is kept; null when it is empty or too long.</summary>
    internal static string? NoteOf(string? typed)
    {
        var text = (typed ?? "").ReplaceLineEndings("\n").Trim();
        return text.Length is >= 1 and <= MerchantEvent.LongestNote && !text.Any(character => char.IsControl(character) && character is not ('\n' or '\t')) ? text : null;
    }
}
