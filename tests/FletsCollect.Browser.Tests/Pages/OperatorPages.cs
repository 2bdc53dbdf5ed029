using Microsoft.Playwright;

namespace FletsCollect.Browser.Tests.Pages;

/// <summary>The operator's console: the month, and the queue of what a second person decides.</summary>
public sealed class OperatorPages(IPage page, Uri provider)
{
    public ILocator Done => page.Locator("#done");

    public ILocator Refused => page.Locator("#refused");

    public ILocator DryRun => page.Locator("#dry-run");

    public ILocator Statements => page.Locator("#statements tbody tr");

    /// <summary>What waits for a decision.</summary>
    public ILocator Waiting => page.Locator("main a[href^='/operator/approvals/']");

    public Task OpenAsync(string path) => page.GotoAsync(new Uri(provider, $"operator/{path}").AbsoluteUri);

    /// <summary>Goes from the month to the step that comes next.</summary>
    public Task GoOnAsync() => page.Locator("#go").ClickAsync();

    /// <summary>Does the step that is looked at.</summary>
    public async Task RunAsync(bool early = false)
    {
        if (early)
            await page.Locator("#Early").CheckAsync();
        await page.Locator("#run").ClickAsync();
    }

    public Task ApproveAsync() => page.Locator("#approve").ClickAsync();
}
