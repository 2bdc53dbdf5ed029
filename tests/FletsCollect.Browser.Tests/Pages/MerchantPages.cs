using Microsoft.Playwright;

namespace FletsCollect.Browser.Tests.Pages;

/// <summary>The merchant site.</summary>
public sealed class MerchantPages(IPage page, Uri provider)
{
    public ILocator Charges => page.Locator("#charges tbody tr");

    public ILocator Remaining => page.Locator("#remaining");

    public ILocator AmountError => page.Locator("#Amount-error");

    public ILocator Refunded => page.Locator("#refunded");

    public ILocator Status => page.Locator("#status");

    public ILocator Cancel => page.Locator("#cancel");

    public ILocator Undo => page.Locator("#undo");

    public ILocator Link => page.Locator("#link");

    public Task OpenAsync(string path = "") => page.GotoAsync(new Uri(provider, $"merchant/{path}".TrimEnd('/')).AbsoluteUri);

    public async Task SearchAsync(string text)
    {
        await page.Locator("#Search").FillAsync(text);
        await page.Locator("form.filters button[type=submit]").ClickAsync();
    }

    public Task OpenFirstAsync() => page.Locator("main tbody a").First.ClickAsync();

    public async Task RefundAsync(string amount, string reason)
    {
        await page.Locator("#Amount").FillAsync(amount);
        await page.Locator("#Reason").FillAsync(reason);
        await page.Locator("#refund").ClickAsync();
    }

    public async Task InviteAsync(string mailAddress, string name, string role)
    {
        await page.Locator("#MailAddress").FillAsync(mailAddress);
        await page.Locator("#Name").FillAsync(name);
        await page.Locator("#Role").SelectOptionAsync(role);
        await page.Locator("form[action*=Invite] button[type=submit]").ClickAsync();
    }
}
