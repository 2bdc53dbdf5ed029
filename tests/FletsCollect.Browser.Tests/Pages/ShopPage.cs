using Microsoft.Playwright;

namespace FletsCollect.Browser.Tests.Pages;

/// <summary>The blog host's front page with its paid option.</summary>
public sealed class ShopPage(IPage page, Uri shop)
{
    public ILocator Pay => page.Locator(".flets-pay-button");

    /// <summary>What the shop says about an answer that it did not ask for.</summary>
    public ILocator Notice => page.Locator(".notice");

    /// <summary>What the shop says to a browser whose buyer signed out at the provider.</summary>
    public ILocator SignedOut => page.Locator("#signed-out");

    public ILocator Orders => page.Locator(".orders li");

    public Task OpenAsync(string path = "") => page.GotoAsync(new Uri(shop, path).AbsoluteUri);

    public Task PayAsync() => Pay.ClickAsync();
}
