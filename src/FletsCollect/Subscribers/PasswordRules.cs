using System.Text;

namespace FletsCollect.Subscribers;

/// <summary>Why a password is not taken.</summary>
public enum PasswordRefusal
{
    TooShort,
    TooLong,

    /// <summary>It is on the list of passwords that are tried first, or one character or a run of neighbours over and over.</summary>
    Common,

    /// <summary>It is hardly more than the ID or the service's name.</summary>
    Guessable,
}

/// <summary>
/// The rules for a new password (NIST SP 800-63B §5.1.1.2): long enough, not one of those that are tried first; no rules on its
/// composition, and never changed but for Unicode normalisation.
/// </summary>
public static class PasswordRules
{
    /// <summary>Shortest password, in characters: it is one of two factors wherever it pays, the line or a second factor being the other.</summary>
    public const int Shortest = 8;

    public const int Longest = 128;

    private static readonly string[] ServiceWords = ["fletscollect", "flets", "フレッツ", "まとめて支払い"];

    private static readonly Lazy<HashSet<string>> CommonPasswords = new(ReadCommonPasswords);

    /// <summary>One password, one text: the same characters may be typed composed or not (NFC).</summary>
    public static string Normalise(string password) => password.IsNormalized(NormalizationForm.FormC) ? password : password.Normalize(NormalizationForm.FormC);

    /// <summary>Why the password may not be taken; null when it may.</summary>
    /// <param name="password">As it was typed.</param>
    /// <param name="userName">Whose it will be; null while there is no ID yet.</param>
    public static PasswordRefusal? Refusal(string password, string? userName = null)
    {
        var length = Normalise(password).EnumerateRunes().Count();
        if (length < Shortest)
            return PasswordRefusal.TooShort;
        if (length > Longest)
            return PasswordRefusal.TooLong;
        var folded = password.Normalize(NormalizationForm.FormKC).ToLowerInvariant();
        if (IsOneStepOverAndOver(folded) || CommonPasswords.Value.Contains(folded))
            return PasswordRefusal.Common;
        var rest = ServiceWords.Append(userName?.ToLowerInvariant() ?? "").Where(word => word.Length > 0)
            .Aggregate(folded, (text, word) => text.Replace(word, "", StringComparison.Ordinal));
        return rest.Length < folded.Length && rest.Length < 4 ? PasswordRefusal.Guessable : null;
    }

    /// <summary>aaaaaaaa, 12345678, 87654321: every character is the same step from the one before.</summary>
    internal static bool IsOneStepOverAndOver(string text) =>
        text.Length > 1 && text[1] - text[0] is >= -1 and <= 1 and var step && text.Zip(text.Skip(1)).All(pair => pair.Second - pair.First == step);

    private static HashSet<string> ReadCommonPasswords()
    {
        using var stream = typeof(PasswordRules).Assembly.GetManifestResourceStream("FletsCollect.Subscribers.common-passwords.txt")
            ?? throw new InvalidOperationException("The list of common passwords is not in the assembly.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var passwords = new HashSet<string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith("# ", StringComparison.Ordinal))
                passwords.Add(line);
        }
        return passwords;
    }
}
