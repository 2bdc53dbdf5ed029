using Microsoft.Playwright;

namespace FletsCollect.Browser.Tests.Pages;

/// <summary>What a subscriber talks about with the support desk, and the way there from a purchase.</summary>
public sealed class CasePages(IPage page, Uri provider)
{
    /// <summary>On a receipt: “I don't recognise this”.</summary>
    public ILocator Unknown => page.Locator("#unknown");

    public ILocator Statement => page.Locator("#Statement");

    public ILocator StatementError => page.Locator("#Statement-error");

    /// <summary>The stored consent, word for word.</summary>
    public ILocator Consent => page.Locator("#consent-text dt");

    public ILocator Dispute => page.Locator("#dispute");

    public ILocator Disputed => page.Locator("#disputed");

    public ILocator DisputeStatus => page.Locator("#dispute-status");

    public ILocator Withdraw => page.Locator("#withdraw");

    public ILocator Withdrawn => page.Locator("#withdrawn");

    public ILocator Messages => page.Locator("#messages li");

    /// <summary>When somebody answers.</summary>
    public ILocator Hours => page.Locator("#hours");

    public ILocator List => page.Locator("#cases tbody tr");

    public ILocator Sent => page.Locator("#sent");

    public Task OpenAsync(string path = "") => page.GotoAsync(new Uri(provider, "account/cases" + path).AbsoluteUri);

    public async Task AskAsync(string subject, string text)
    {
        await page.Locator("#Subject").FillAsync(subject);
        await page.Locator("#Text").FillAsync(text);
        await page.Locator("main form.panel button").ClickAsync();
    }

    public async Task WriteAsync(string text)
    {
        await page.Locator("#Text").FillAsync(text);
        await page.Locator("#send").ClickAsync();
    }
}
