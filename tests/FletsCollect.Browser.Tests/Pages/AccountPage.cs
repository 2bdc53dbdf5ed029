using Microsoft.Playwright;

namespace FletsCollect.Browser.Tests.Pages;

/// <summary>A subscriber's purchases and the bills that they are on.</summary>
public sealed class AccountPage(IPage page, Uri provider)
{
    public ILocator Purchases => page.Locator("#purchases tbody tr");

    public ILocator NoPurchases => page.Locator("#no-purchases");

    public ILocator SignOut => page.Locator("main form[action*=SignOut] button");

    /// <summary>What the next bill will come to.</summary>
    public ILocator Expected => page.Locator("#expected");

    /// <summary>The number on an open receipt.</summary>
    public ILocator ReceiptNumber => page.Locator("#number");

    /// <summary>Opens the receipt of the newest purchase.</summary>
    public async Task OpenFirstAsync()
    {
        await Purchases.First.Locator("a").First.ClickAsync();
        await ReceiptNumber.WaitForAsync();
    }

    public Task OpenAsync(string query = "") => page.GotoAsync(new Uri(provider, "account" + query).AbsoluteUri);
}
