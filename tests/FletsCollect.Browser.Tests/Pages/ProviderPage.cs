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

    /// <summary>Fills in the form for businesses, which the browser itself would not send with a field that is empty.</summary>
    public async Task SendEnquiryAsync(string company, string name, string contact, string text)
    {
        foreach (var (field, value) in new[] { ("Company", company), ("PersonName", name), ("Contact", contact), ("Text", text) })
            await page.Locator("#" + field).FillAsync(value);
        await page.Locator("main form.panel button").ClickAsync();
        await page.Locator("#errors, #taken").WaitForAsync();
    }

    public Task ExpectLanguageAsync(string language) => Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", language);
}
