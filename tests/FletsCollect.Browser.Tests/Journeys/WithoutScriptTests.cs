using FletsCollect.Browser.Tests.Surroundings;
using static Microsoft.Playwright.Assertions;

namespace FletsCollect.Browser.Tests.Journeys;

public sealed class WithoutScriptTests(Town town)
{
    [Fact]
    public async Task Everything_up_to_the_paid_order_works_in_a_browser_that_runs_no_script()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household, new BrowserOptions { Script = false });

        var id = await person.GetIdAsync(household);
        await person.ReachConsentAsync(id);
        await person.Provider.OtherLanguage.ClickAsync();
        await person.Provider.ExpectLanguageAsync("en");
        await person.Consent.RefuseAsync();
        await person.Order.ExpectAsync("refused");
        await person.Order.PayAgain.ClickAsync();
        await person.Consent.ApproveAsync();

        await person.Order.ExpectAsync("paid");
        await Expect(person.Order.Charge).ToBeVisibleAsync();
    }
}
