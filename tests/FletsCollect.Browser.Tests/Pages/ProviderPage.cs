using Microsoft.Playwright;

namespace FletsCollect.Browser.Tests.Pages;

/// <summary>What every page of the provider has.</summary>
public sealed class ProviderPage(IPage page, Uri provider)
{
    public ILocator SkipLink => page.Locator("a.skip");

    public ILocator Brand => page.Locator("a.brand");

    /// <summary>That this is not the real service.</summary>
    public ILocator Sandbox => page.Locator("#sandbox");

    public ILocator Main => page.Locator("main");

    /// <summary>The switch to the other language.</summary>
    public ILocator OtherLanguage => page.Locator("button[name=language]");

    /// <summary>The notice on a page that cannot be had.</summary>
    public ILocator Error => page.Locator("#error");

    /// <summary>The services of the directory.</summary>
    public ILocator Services => page.Locator("main tbody tr");

    /// <summary>On the form for businesses: when somebody answers.</summary>
    public ILocator DeskIsClosed => page.Locator("#closed");

    public Task OpenAsync(string path) => page.GotoAsync(new Uri(provider, path).AbsoluteUri);

    /// <summary>Shows the services of one industry only.</summary>
    public async Task ChooseIndustryAsync(string industry)
    {
        await page.Locator("#industry").SelectOptionAsync(industry);
        await page.Locator("form.filter button").ClickAsync();
    }

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
