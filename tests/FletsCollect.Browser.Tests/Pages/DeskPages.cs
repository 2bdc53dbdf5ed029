using Microsoft.Playwright;

namespace FletsCollect.Browser.Tests.Pages;

/// <summary>The support desk.</summary>
public sealed class DeskPages(IPage page, Uri provider)
{
    public ILocator Nothing => page.Locator("#nothing");

    public ILocator Status => page.Locator("#status");

    public ILocator LineNumber => page.Locator("#line-number");

    public ILocator ReasonError => page.Locator("#Reason-error");

    public ILocator AmountError => page.Locator("#Amount-error");

    public ILocator TextError => page.Locator("#Text-error");

    public ILocator Done => page.Locator("#done");

    public ILocator Remaining => page.Locator("#remaining");

    public ILocator Charges => page.Locator("#charges tbody a");

    public ILocator Messages => page.Locator("#messages li");

    /// <summary>The cases of the queue.</summary>
    public ILocator Cases => page.Locator("#cases tbody a");

    public ILocator Enquiries => page.Locator("#enquiries > li");

    public ILocator NewCase => page.Locator("#new-case");

    public ILocator Close => page.Locator("#close");

    public ILocator Review => page.Locator("#review");

    public ILocator Confirm => page.Locator("#confirm");

    public Task OpenAsync(string path = "") => page.GotoAsync(new Uri(provider, $"desk/{path}".TrimEnd('/')).AbsoluteUri);

    /// <summary>Looks for what a subscriber names; one thing that is found is opened.</summary>
    public async Task FindAsync(string text)
    {
        await page.Locator("form[action='/desk/find'] #Text").FillAsync(text);
        await page.Locator("#find").ClickAsync();
    }

    public async Task UnmaskAsync(string reason)
    {
        await page.Locator("#Reason").FillAsync(reason);
        await page.Locator("#unmask").ClickAsync();
    }

    public async Task OpenCaseAsync(string subject, string text)
    {
        await page.Locator("#Channel-Phone").CheckAsync();
        await page.Locator("#Subject").FillAsync(subject);
        await page.Locator("#Text").FillAsync(text);
        await page.Locator("#open-case").ClickAsync();
    }

    public async Task RefundAsync(string amount, string reason)
    {
        await page.Locator("#Amount").FillAsync(amount);
        await page.Locator("#Reason").FillAsync(reason);
        await page.Locator("#refund").ClickAsync();
    }

    /// <summary>Does what the open page is for.</summary>
    public async Task ConfirmAsync(string reason)
    {
        await page.Locator("#Reason").FillAsync(reason);
        await Confirm.ClickAsync();
    }

    /// <summary>Writes into the field of the open case or dispute and presses a button.</summary>
    public async Task WriteAsync(string text, string button)
    {
        await page.Locator("#Text").FillAsync(text);
        await page.Locator($"#{button}").ClickAsync();
    }
}
