using Microsoft.Playwright;

namespace FletsCollect.Browser.Tests.Pages;

/// <summary>The subscriber's list of consents, one of them word for word, and the question before it is taken back.</summary>
public sealed class GrantPages(IPage page, Uri provider)
{
    public ILocator None => page.Locator("#no-grants");

    public ILocator List => page.Locator("#grants tbody tr");

    public ILocator Status => page.Locator("#status");

    /// <summary>What the consent page said.</summary>
    public ILocator Text => page.Locator("#consent-text");

    public ILocator Revoke => page.Locator("#revoke");

    public ILocator Confirm => page.Locator("#confirm");

    public ILocator Revoked => page.Locator("#revoked");

    public ILocator Block => page.Locator("#block");

    public ILocator Blocked => page.Locator("#blocked");

    /// <summary>Sellers that were only signed in to.</summary>
    public ILocator SignIns => page.Locator("#sign-ins li");

    public ILocator NoSignIns => page.Locator("#no-sign-ins");

    public Task OpenAsync() => page.GotoAsync(new Uri(provider, "account/grants").AbsoluteUri);

    public Task OpenFirstAsync() => List.First.Locator("a").ClickAsync();
}
