using FletsCollect.Browser.Tests.Surroundings;
using FletsCollect.Staff;
using static Microsoft.Playwright.Assertions;

namespace FletsCollect.Browser.Tests.Journeys;

/// <summary>A subscriber and the support desk talk about something, both in browsers without script.</summary>
public sealed class CaseTests(Town town)
{
    [Fact]
    public async Task Question_of_a_subscriber_is_answered_by_the_desk_answered_back_and_closed()
    {
        var subject = $"請求書について {Town.NewDigits()}";
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household, new BrowserOptions { Script = false });
        var id = await person.GetIdAsync(household);
        await using var desk = await town.OpenStaffBrowserAsync(StaffRole.Desk, null, new BrowserOptions { Script = false });

        await person.Cases.OpenAsync("/new");
        await person.SignIn.SubmitAsync(id, Person.Password);
        await Expect(person.Cases.Hours).ToContainTextAsync("9時");
        await person.Cases.AskAsync(subject, "請求書はどこで見られますか");
        await Expect(person.Cases.Messages).ToHaveCountAsync(1);

        await desk.Desk.OpenAsync("cases");
        await desk.Desk.Cases.Filter(new() { HasText = subject }).ClickAsync();
        await desk.Desk.WriteAsync("ご利用明細からPDFで取り出せます", "answer");
        await Expect(desk.Desk.Messages).ToHaveCountAsync(2);

        await person.Cases.OpenAsync();
        await Expect(person.Cases.List).ToContainTextAsync("回答済み");
        await person.Cases.List.Locator("a").ClickAsync();
        await Expect(person.Cases.Messages.First).ToContainTextAsync("ご利用明細からPDFで取り出せます");
        await person.Cases.WriteAsync("見つかりました。ありがとうございます");
        await Expect(person.Cases.Sent).ToBeVisibleAsync();

        await desk.Page.ReloadAsync();
        await Expect(desk.Desk.Messages).ToHaveCountAsync(3);
        await desk.Desk.Close.ClickAsync();
        await Expect(desk.Desk.Status).ToHaveTextAsync("終了");
        await person.Cases.OpenAsync();
        await Expect(person.Cases.List).ToContainTextAsync("終了");
    }
}
