using System.Collections.Concurrent;
using FletsCollect.Browser.Tests.Surroundings;
using static Microsoft.Playwright.Assertions;

namespace FletsCollect.Browser.Tests.Journeys;

/// <summary>The page to try the API works under its policy, and asks nobody but this server for anything.</summary>
public sealed class ApiPageTests(Town town)
{
    [Fact]
    public async Task Developer_finds_the_operations_and_nothing_comes_from_elsewhere()
    {
        await using var person = await town.OpenBrowserAsync(await town.SettleAsync());
        var elsewhere = new ConcurrentQueue<string>();
        var violations = new ConcurrentQueue<string>();
        person.Page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(town.Provider.AbsoluteUri, StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal))
                elsewhere.Enqueue(request.Url);
        };
        person.Page.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.OrdinalIgnoreCase))
                violations.Enqueue(message.Text);
        };

        await person.Page.GotoAsync(new Uri(town.Provider, "docs/api/").AbsoluteUri);
        await Expect(person.Page.GetByText("/v1/charges").First).ToBeAttachedAsync(new() { Timeout = 30_000 });

        if (Environment.GetEnvironmentVariable("FLETSCOLLECT_SHOTS") is { } folder)
            await person.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, "api.png") });
        Assert.Empty(violations);
        Assert.Empty(elsewhere);
    }
}
