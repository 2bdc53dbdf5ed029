using Microsoft.Playwright;

namespace FletsCollect.Browser.Tests.Pages;

/// <summary>What every page of the provider has.</summary>
public sealed class ProviderPage(IPage page, Uri provider)
{
    public ILocator SkipLink => page.Locator("a.skip");

    public ILocator Brand => page.Locator("a.brand");

    public ILocator Main => page.Locator("main");

    /// <summary>The switch to the other language.</summary>
    public ILocator OtherLanguage => page.Locator("button[name=language]");

    /// <summary>The notice on a page that cannot be had.</summary>
    public ILocator Error => page.Locator("#error");

    public Task OpenAsync(string path) => page.GotoAsync(new Uri(provider, path).AbsoluteUri);

    public Task ExpectLanguageAsync(string language) => Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", language);
}
