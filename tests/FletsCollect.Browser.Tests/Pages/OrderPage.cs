using Microsoft.Playwright;

namespace FletsCollect.Browser.Tests.Pages;

/// <summary>The blog host's page of one order.</summary>
public sealed class OrderPage(IPage page)
{
    public ILocator Status => page.Locator("h1[data-status]");

    public ILocator Charge => page.Locator("[data-charge]");

    public ILocator Reference => page.Locator("dd.code").First;

    /// <summary>Why the order was not paid, in words for its buyer.</summary>
    public ILocator Problem => page.Locator("[data-problem]");

    public ILocator PayAgain => page.Locator(".flets-pay-button");

    /// <summary>The order's page is shown, in this state.</summary>
    public Task ExpectAsync(string status) => Assertions.Expect(Status).ToHaveAttributeAsync("data-status", status);
}
