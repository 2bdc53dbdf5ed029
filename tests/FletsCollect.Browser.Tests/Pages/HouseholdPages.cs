using Microsoft.Playwright;

namespace FletsCollect.Browser.Tests.Pages;

/// <summary>The contractor's pages: the IDs of the line, and the purchases that wait.</summary>
public sealed class HouseholdPages(IPage page, Uri provider)
{
    /// <summary>The notice that a purchase waits.</summary>
    public ILocator Notice => page.Locator("#approvals-waiting");

    public ILocator Waiting => page.Locator("[data-approval]");

    public ILocator Decided => page.Locator("#decided li");

    public Task OpenAsync() => page.GotoAsync(new Uri(provider, "account/household").AbsoluteUri);

    public Task OpenApprovalsAsync() => page.GotoAsync(new Uri(provider, "account/approvals").AbsoluteUri);

    public ILocator Member(string id) => page.Locator($"[data-member='{id}']");

    public async Task AskAboveAsync(string id, string yen)
    {
        await Member(id).Locator("input[name=askAbove]").FillAsync(yen);
        await Member(id).Locator("form:has(fieldset) button[type=submit]").ClickAsync();
    }

    public Task ApproveAsync() => Waiting.First.Locator("button[value=approve]").ClickAsync();
}
