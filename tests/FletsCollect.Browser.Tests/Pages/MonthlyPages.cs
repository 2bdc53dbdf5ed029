using Microsoft.Playwright;

namespace FletsCollect.Browser.Tests.Pages;

/// <summary>The blog host's monthly plan: where it is sold, and one subscription to it.</summary>
public sealed class MonthlyPages(IPage page, Uri shop)
{
    public ILocator Pay => page.Locator(".flets-pay-button");

    public ILocator Status => page.Locator("h1[data-status]");

    /// <summary>What the state means, in words.</summary>
    public ILocator State => page.Locator("#state");

    public ILocator Notice => page.Locator("#notice");

    public ILocator Reference => page.Locator("dd.code").First;

    public ILocator Price => page.Locator("#price");

    public ILocator NextCharge => page.Locator("#next-charge");

    public ILocator EndsOn => page.Locator("#ends-on");

    /// <summary>The months that the shop was told were charged.</summary>
    public ILocator Charges => page.Locator(".charges li");

    public ILocator ChangePrice => page.Locator("#change-price");

    public ILocator Cancel => page.Locator("#cancel");

    public Task OpenAsync() => page.GotoAsync(new Uri(shop, "monthly").AbsoluteUri);

    /// <summary>The subscription's page is shown, in this state.</summary>
    public Task ExpectAsync(string status) => Assertions.Expect(Status).ToHaveAttributeAsync("data-status", status);
}
