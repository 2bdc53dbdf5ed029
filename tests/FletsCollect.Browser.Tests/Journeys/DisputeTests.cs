using FletsCollect.Browser.Tests.Surroundings;
using static Microsoft.Playwright.Assertions;

namespace FletsCollect.Browser.Tests.Journeys;

public sealed class DisputeTests(Town town)
{
    [Fact]
    public async Task Purchase_that_is_not_recognised_is_disputed_from_its_receipt_without_script()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household, new BrowserOptions { Script = false });
        await person.BuyAsync(await person.GetIdAsync(household));
        await person.Account.OpenAsync();
        await person.Account.OpenFirstAsync();

        await person.Cases.Unknown.ClickAsync();
        await Expect(person.Cases.Consent.First).ToBeVisibleAsync();
        await person.Cases.Statement.FillAsync("買っていません");
        await person.Cases.Dispute.ClickAsync();

        await Expect(person.Cases.Disputed).ToBeVisibleAsync();
        await person.Cases.WriteAsync("家族も買っていません");
        await Expect(person.Cases.Messages).ToHaveCountAsync(2);
        await person.Cases.Withdraw.ClickAsync();
        await Expect(person.Cases.Withdrawn).ToBeVisibleAsync();
        await Expect(person.Cases.DisputeStatus).ToHaveTextAsync("取り下げ済み");
    }
}
