using Microsoft.Playwright;

namespace FletsCollect.Browser.Tests.Pages;

/// <summary>Where a line's household gets its IDs.</summary>
public sealed class IssuePage(IPage page, Uri provider)
{
    public ILocator CustomerNumber => page.Locator("#CustomerNumber");

    public ILocator Password => page.Locator("#Password");

    public ILocator Submit => page.Locator("main form button[type=submit]");

    public ILocator RecognisedLine => page.Locator("#recognised-line");

    public ILocator Refusal => page.Locator("#line-refusal");

    public ILocator IssuedId => page.Locator("#issued-id");

    /// <summary>The summary of what must be corrected.</summary>
    public ILocator Errors => page.Locator("main [role=alert] a");

    public Task OpenAsync() => page.GotoAsync(new Uri(provider, "issue").AbsoluteUri);

    /// <summary>Fills the form in and gives the new ID.</summary>
    public async Task<string> IssueAsync(string customerNumber, string password)
    {
        await SubmitAsync(customerNumber, password);
        return await IssuedId.InnerTextAsync();
    }

    public async Task SubmitAsync(string customerNumber, string password)
    {
        await CustomerNumber.FillAsync(customerNumber);
        await Password.FillAsync(password);
        await Submit.ClickAsync();
    }

    /// <summary>The page refuses and gives this code.</summary>
    public Task ExpectRefusalAsync(string code) => Assertions.Expect(Refusal).ToHaveAttributeAsync("data-code", code);
}
