using System.Globalization;
using Deque.AxeCore.Commons;
using FletsCollect.Browser.Tests.Surroundings;
using Microsoft.Playwright;

namespace FletsCollect.Browser.Tests.Quality;

/// <summary>
/// Looks at one page after the other, narrow and wide, and collects what is wrong, so that one run names every fault. Takes a picture of
/// each page as well when FLETSCOLLECT_SCREENSHOTS is 1.
/// </summary>
/// <param name="person">Who has the page open.</param>
/// <param name="language">The language that pages must be marked with.</param>
/// <param name="rulesAt">The one width at which the rules of accessibility are asked, for long pages, on which that takes long; every width when it is not said.</param>
internal sealed class Inspection(Person person, string language, int? rulesAt = null)
{
    /// <summary>400 % zoom of a 1280 px window is 320 px wide (WCAG 2.1, 1.4.10 Reflow).</summary>
    public const int Narrow = 320;

    public const int Wide = 1280;

    private static readonly int[] Widths = [Narrow, Wide];

    private static readonly int[] PictureWidths = [390, 1440];

    private static readonly string AxeCore = new BundledAxeScriptProvider().GetScript();

    /// <summary>
    /// All of WCAG 2.2 A and AA; the rules of 2.2 are off unless they are asked for. Run in the page itself: the package's own way opens
    /// another page for every run, which only pages with frames need and which takes most of the time.
    /// </summary>
    private const string RunAxe =
        """
        async () => (await axe.run(document, {
          resultTypes: ['violations'],
          runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        })).violations.map(violation => `${violation.id}: ${violation.help}: ${violation.nodes.map(node => node.html).join(' | ')}`)
        """;

    /// <summary>Tables of counts that do not fit what they stand in: they become cards where they would not.</summary>
    private const string WideTables = "() => [...document.querySelectorAll('.table-wrap:has(table.counts)')].filter(wrap => wrap.scrollWidth > wrap.clientWidth).map(wrap => `${wrap.querySelector('table').id} by ${wrap.scrollWidth - wrap.clientWidth} px`)";

    private static readonly string? PictureFolder = Environment.GetEnvironmentVariable("FLETSCOLLECT_SCREENSHOTS") is "1"
        ? Path.Combine(Repository.Root, "tests", "artifacts", "pages")
        : null;

    private readonly List<string> findings = [];

    /// <summary>Inspects the page that is open.</summary>
    /// <param name="state">The page and its state, for the report and for the picture's name.</param>
    /// <param name="noScript">True on the provider's pages, which must not need any script, nor carry one but what keeps a form from being sent twice or shows how far an export is.</param>
    public async Task LookAsync(string state, bool noScript = true)
    {
        // A page that was just come to may still be without its style sheet.
        await person.Page.EvaluateAsync("() => document.readyState === 'complete' || new Promise(loaded => addEventListener('load', () => loaded(true)))");
        await person.Page.EvaluateAsync(AxeCore);
        foreach (var width in Widths)
        {
            await person.Page.SetViewportSizeAsync(width, 900);
            var violations = rulesAt is null || rulesAt == width ? await person.Page.EvaluateAsync<string[]>(RunAxe) : [];
            findings.AddRange(violations.Select(violation => $"{state} at {width} px: {violation}"));
            if (await person.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") is > 0 and var overflow)
                findings.Add($"{state} at {width} px: scrolls sideways by {overflow} px");
            foreach (var table in await person.Page.EvaluateAsync<string[]>(WideTables))
                findings.Add($"{state} at {width} px: a table scrolls sideways: {table}");
        }
        if (await person.Page.Locator("html").GetAttributeAsync("lang") is var lang && lang != language)
            findings.Add($"{state}: is marked as '{lang}', not as '{language}'");
        if (noScript && await person.Page.Locator("script:not([src^='/once.'], [src^='/export.'])").CountAsync() > 0)
            findings.Add($"{state}: has a script element");
        if (PictureFolder is not null)
            await PhotographAsync(state, PictureFolder);
    }

    /// <summary>
    /// Looks at the page that is open in Japanese, narrow, and in English, wide, and finds nothing. A form that was refused is shown anew by
    /// the change of language, without what was entered.
    /// </summary>
    public static async Task InBothLanguagesAsync(Person person, string state)
    {
        foreach (var (language, other) in new[] { ("ja", "en"), ("en", "ja") })
        {
            var inspection = new Inspection(person, language, language == "ja" ? Narrow : Wide);
            await inspection.LookAsync(state);
            inspection.ExpectNothingFound();
            await person.Provider.OtherLanguage.ClickAsync();
            await person.Provider.ExpectLanguageAsync(other);
        }
    }

    public void ExpectNothingFound()
    {
        string[] found = [.. findings, .. person.Complaints];
        // Not Assert.Empty, which cuts each finding off after its first words.
        Assert.True(found.Length == 0, string.Join('\n', found));
    }

    private async Task PhotographAsync(string state, string folder)
    {
        foreach (var width in PictureWidths)
        {
            await person.Page.SetViewportSizeAsync(width, 900);
            var name = string.Create(CultureInfo.InvariantCulture, $"{state.Replace(' ', '-')}-{language}-{width}.png");
            await person.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name), FullPage = true });
        }
    }
}
