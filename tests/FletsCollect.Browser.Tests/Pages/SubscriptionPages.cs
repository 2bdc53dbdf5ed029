using Microsoft.Playwright;

namespace FletsCollect.Browser.Tests.Pages;

/// <summary>The subscriber's list of monthly purchases, one of them, and the question before it is cancelled.</summary>
public sealed class SubscriptionPages(IPage page, Uri provider)
{
    public ILocator None => page.Locator("#no-subscriptions");

    public ILocator List => page.Locator("#subscriptions > li");

    public ILocator Status => page.Locator("#status");

    public ILocator NextCharge => page.Locator("#next-charge");

    public ILocator Periods => page.Locator("#periods tbody tr");

    public ILocator Cancel => page.Locator("#cancel");

    /// <summary>What cancelling would mean.</summary>
    public ILocator Effect => page.Locator("#effect");

    public ILocator Confirm => page.Locator("#confirm");

    public ILocator Cancelled => page.Locator("#cancelled");

    public ILocator Undo => page.Locator("#undo");

    public ILocator Undone => page.Locator("#undone");

    public Task OpenAsync() => page.GotoAsync(new Uri(provider, "account/subscriptions").AbsoluteUri);

    public Task OpenFirstAsync() => List.First.Locator("a").ClickAsync();
}
