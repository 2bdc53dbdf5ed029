using SkiaSharp;

namespace FletsCollect.Server.Documents;

/// <summary>The font of printed documents; configuration section <c>Documents</c>.</summary>
public sealed class DocumentFontOptions
{
    /// <summary>
    /// A TrueType or OpenType file with Japanese characters, which is embedded into every document. Default: the first of
    /// <see cref="DocumentFont.Usual"/> that is installed. The product brings none: such a font is larger than the product.
    /// </summary>
    public string FontPath { get; init; } = "";
}

/// <summary>Finds and holds the font. A server without one runs all the same; only printing is refused.</summary>
public sealed class DocumentFont(DocumentFontOptions options) : IDisposable
{
    /// <summary>Where Linux distributions, macOS and Windows keep a Japanese font. Noto comes first: of it only what a document uses is embedded.</summary>
    public static readonly IReadOnlyList<string> Usual =
    [
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/opentype/ipafont-gothic/ipag.ttf",
        "/usr/share/fonts/opentype/ipaexfont-gothic/ipaexg.ttf",
        "/System/Library/Fonts/ヒラギノ角ゴシック W3.ttc",
        @"C:\Windows\Fonts\YuGothR.ttc",
        @"C:\Windows\Fonts\msgothic.ttc",
    ];

    /// <summary>A character that every Japanese font has and hardly another one.</summary>
    private const int Probe = '請';

    private readonly Lazy<(SKTypeface? Typeface, string Problem)> found = new(() => Find(options.FontPath));

    /// <summary>What keeps documents from being printed, with the remedy; null when nothing does.</summary>
    public string? Problem => found.Value.Typeface is null ? found.Value.Problem : null;

    internal SKTypeface Typeface => found.Value.Typeface ?? throw new InvalidOperationException(found.Value.Problem);

    public void Dispose()
    {
        if (found.IsValueCreated)
            found.Value.Typeface?.Dispose();
    }

    /// <summary>True when the font has the character.</summary>
    internal static bool Has(SKTypeface typeface, int character)
    {
        using var sized = new SKFont(typeface);
        return sized.GetGlyph(character) != 0;
    }

    private static (SKTypeface? Typeface, string Problem) Find(string configured)
    {
        var tried = configured.Length > 0 ? [configured] : Usual;
        foreach (var path in tried.Where(File.Exists))
        {
            // The first font of a collection; in Noto's that is the Japanese one.
            var typeface = SKTypeface.FromFile(path, 0);
            if (typeface is not null && Has(typeface, Probe))
                return (typeface, "");
            typeface?.Dispose();
        }
        return (null, configured.Length > 0
            ? $"Documents:FontPath names '{configured}', which is no font file with Japanese characters."
            : "No Japanese font is installed. Install one (on Debian the package fonts-noto-cjk or fonts-ipafont-gothic), or name a font file in Documents:FontPath.");
    }
}
