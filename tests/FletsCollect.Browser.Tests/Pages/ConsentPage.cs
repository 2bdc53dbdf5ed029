using Microsoft.Playwright;

namespace FletsCollect.Browser.Tests.Pages;

/// <summary>The final confirmation: what is bought, and the two answers.</summary>
public sealed class ConsentPage(IPage page)
{
    public ILocator Terms => page.Locator("#consent-terms");

    public ILocator Approve => page.Locator("#approve");

    public ILocator Refuse => page.Locator("#refuse");

    /// <summary>The old price and the new one.</summary>
    public ILocator PriceChange => page.Locator("#price-change");

    public ILocator AnotherId => page.Locator("main a[href^='/sign-in']");

    public ILocator Refusal => page.Locator("#approval-refusal");

    public ILocator Pin => page.Locator("#Pin");

    /// <summary>Asks whether the contractor has decided.</summary>
    public ILocator LookAgain => page.Locator("#look-again");

    /// <summary>The page is shown, whether or not the purchase can be approved on it.</summary>
    public Task ExpectAsync() => Assertions.Expect(Terms).ToBeVisibleAsync();

    /// <summary>The page refuses, gives this code, and leaves only the way back.</summary>
    public async Task ExpectRefusalAsync(string code)
    {
        await Assertions.Expect(Refusal).ToHaveAttributeAsync("data-code", code);
        await Assertions.Expect(Approve).ToHaveCountAsync(0);
        await Assertions.Expect(Refuse).ToBeVisibleAsync();
    }

    public Task ApproveAsync() => Approve.ClickAsync();

    public Task RefuseAsync() => Refuse.ClickAsync();
}
