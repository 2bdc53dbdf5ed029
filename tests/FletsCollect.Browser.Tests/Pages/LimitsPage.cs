using Microsoft.Playwright;

namespace FletsCollect.Browser.Tests.Pages;

/// <summary>What the household may spend.</summary>
public sealed class LimitsPage(IPage page, Uri provider)
{
    public ILocator LineCap => page.Locator("#LineCap");

    /// <summary>The cap that holds.</summary>
    public ILocator PresentLineCap => page.Locator("#line-cap");

    public ILocator Done => page.Locator("#done");

    public ILocator CapError => page.Locator("#cap-error");

    public ILocator Refusal => page.Locator("#household-refusal");

    public ILocator StopAll => page.Locator("#stop-all");

    public ILocator AllowAll => page.Locator("#allow-all");

    public ILocator Stopped => page.Locator("#stopped");

    public ILocator NoBlocks => page.Locator("#no-blocks");

    /// <summary>Lets the first of the blocked sellers sell again.</summary>
    public ILocator Unblock => page.Locator("#blocked-merchants button").First;

    public ILocator FreezeOwn => page.Locator("#freeze-own");

    public ILocator Confirm => page.Locator("#confirm");

    public Task OpenAsync() => page.GotoAsync(new Uri(provider, "account/limits").AbsoluteUri);

    /// <summary>Caps one ID.</summary>
    public async Task CapIdAsync(string id, string yen)
    {
        await page.Locator($"#Cap-{id}").FillAsync(yen);
        await page.Locator($"form:has(#Cap-{id}) button").ClickAsync();
    }

    /// <summary>Caps the whole line.</summary>
    public async Task CapLineAsync(string yen)
    {
        await LineCap.FillAsync(yen);
        await page.Locator("form:has(#LineCap) button").ClickAsync();
    }
}
