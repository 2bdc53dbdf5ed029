using FletsCollect.Browser.Tests.Surroundings;
using FletsCollect.Staff;
using static Microsoft.Playwright.Assertions;

namespace FletsCollect.Browser.Tests.Journeys;

/// <summary>Somebody at the support desk at work.</summary>
public sealed class DeskTests(Town town)
{
    [Fact]
    public async Task Subscriber_phones_is_found_and_identified_and_gets_money_back_without_script()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        var id = await person.GetIdAsync(household);
        await person.BuyAsync(id);
        await using var desk = await town.OpenStaffBrowserAsync(StaffRole.Desk, null, new BrowserOptions { Script = false });

        await desk.Desk.OpenAsync();
        await desk.Desk.FindAsync(id);
        await Expect(desk.Desk.LineNumber).Not.ToHaveTextAsync(household.LineNumber);
        await desk.Desk.UnmaskAsync("お電話の方がご本人か確かめるため");
        await Expect(desk.Desk.LineNumber).ToHaveTextAsync(household.LineNumber);
        await desk.Desk.NewCase.ClickAsync();
        await desk.Desk.OpenCaseAsync("二重に請求された", "同じものを二度買ってしまった");
        var opened = desk.Page.Url;
        await Expect(desk.Desk.Messages).ToHaveCountAsync(1);

        await desk.Page.Locator("#subscriber").ClickAsync();
        await desk.Desk.Charges.First.ClickAsync();
        await desk.Desk.RefundAsync("400", "二重購入");
        await Expect(desk.Desk.AmountError).ToBeVisibleAsync();
        await desk.Desk.RefundAsync("100", "二重購入");
        await Expect(desk.Desk.Remaining).ToHaveTextAsync("215円");

        await desk.Page.GotoAsync(opened);
        await Expect(desk.Desk.Messages).ToHaveCountAsync(2);
        await desk.Desk.WriteAsync("100円を返金しました。", "answer");
        await Expect(desk.Desk.Messages).ToHaveCountAsync(3);
        await desk.Desk.Close.ClickAsync();
        await Expect(desk.Desk.Status).ToHaveTextAsync("終了");

        await person.Cases.OpenAsync();
        await person.Page.GetByText("二重に請求された").ClickAsync();
        // The desk's own note of the refund is not the subscriber's to read.
        await Expect(person.Cases.Messages).ToHaveCountAsync(2);
    }
}
