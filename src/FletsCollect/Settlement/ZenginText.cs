using System.Text;

namespace FletsCollect.Settlement;

/// <summary>
/// The characters of the bank associations' files (domain.md §6), one byte each: digits, capital letters, half-width kana with the voiced
/// and semi-voiced marks as characters of their own, the space, and <c>( ) - .</c>. What people write in full width is brought to these;
/// what has no such form is refused, because a name that a bank reads differently sends the money back.
/// </summary>
public static class ZenginText
{
    private const char VoicedMark = 'ﾞ';
    private const char SemiVoicedMark = 'ﾟ';

    /// <summary>The half-width kana of the full-width ones, from ァ (U+30A1) on; small kana become large, and ヮ ヵ ヶ their large form. A blank has none.</summary>
    private const string FromSmallA = "ｱｱｲｲｳｳｴｴｵｵｶ ｷ ｸ ｹ ｺ ｻ ｼ ｽ ｾ ｿ ﾀ ﾁ ﾂﾂ ﾃ ﾄ ﾅﾆﾇﾈﾉﾊ  ﾋ  ﾌ  ﾍ  ﾎ  ﾏﾐﾑﾒﾓﾔﾔﾕﾕﾖﾖﾗﾘﾙﾚﾛﾜﾜ   ﾝ ｶｹ";

    /// <summary>Brings a text to these characters; false with the first character, as it was written, that has no such form.</summary>
    public static bool TryNormalise(string text, out string normalised, out Rune offender)
    {
        var built = new StringBuilder(text.Length);
        foreach (var rune in text.Trim().EnumerateRunes())
        {
            // Compatibility decomposition makes full-width letters plain and parts a kana from its mark. The marks that stand alone would
            // decompose into a space and a mark, so they are taken as they are.
            var parts = rune.Value switch
            {
                0x3099 or 0x309B => "\u3099",
                0x309A or 0x309C => "\u309A",
                _ => rune.ToString().Normalize(NormalizationForm.FormKD),
            };
            foreach (var part in parts)
            {
                if (Of(part) is not { } character || !MayFollow(built, character))
                {
                    (normalised, offender) = ("", rune);
                    return false;
                }
                built.Append(character);
            }
        }
        (normalised, offender) = (built.ToString(), default);
        return true;
    }

    /// <summary>The first characters that fit a field, never a kana without the mark that follows it.</summary>
    public static string Cut(string normalised, int width)
    {
        if (normalised.Length <= width)
            return normalised;
        return normalised[width] is VoicedMark or SemiVoicedMark ? normalised[..(width - 1)] : normalised[..width];
    }

    /// <summary>The byte of a character, as Shift_JIS has it.</summary>
    public static byte ByteOf(char character) => character switch
    {
        >= 'ｱ' and <= SemiVoicedMark => (byte)(character - '｡' + 0xA1),
        _ when IsPlain(character) => (byte)character,
        _ => throw new ArgumentOutOfRangeException(nameof(character), character, "Not a character of a bank file."),
    };

    private static char? Of(char part) => part switch
    {
        >= 'a' and <= 'z' => (char)(part - 'a' + 'A'),
        // The long vowel, and every dash that it is taken for, is written as a hyphen.
        'ー' or '‐' or '–' or '—' or '―' or '−' => '-',
        '\u3099' => VoicedMark,
        '\u309A' => SemiVoicedMark,
        >= 'ぁ' and <= 'ゖ' => Kana(part - 'ぁ'),
        >= 'ァ' and <= 'ヶ' => Kana(part - 'ァ'),
        _ => IsPlain(part) ? part : null,
    };

    private static char? Kana(int index) => FromSmallA[index] is var kana and not ' ' ? kana : null;

    private static bool IsPlain(char character) => character is (>= '0' and <= '9') or (>= 'A' and <= 'Z') or ' ' or '(' or ')' or '-' or '.';

    /// <summary>A mark belongs to a kana that can be voiced.</summary>
    private static bool MayFollow(StringBuilder built, char character)
    {
        var before = built.Length == 0 ? ' ' : built[^1];
        return character switch
        {
            VoicedMark => before is 'ｳ' or (>= 'ｶ' and <= 'ﾄ') or (>= 'ﾊ' and <= 'ﾎ'),
            SemiVoicedMark => before is >= 'ﾊ' and <= 'ﾎ',
            _ => true,
        };
    }
}
