using Microsoft.Playwright;

namespace FletsCollect.Browser.Tests.Pages;

/// <summary>A subscriber's purchases and the bills that they are on.</summary>
public sealed class AccountPage(IPage page, Uri provider)
{
    public ILocator Purchases => page.Locator("#purchases tbody tr");

    public ILocator NoPurchases => page.Locator("#no-purchases");

    public ILocator SignOut => page.Locator("main form[action*=SignOut] button");

    public Task OpenAsync(string query = "") => page.GotoAsync(new Uri(provider, "account" + query).AbsoluteUri);
}
