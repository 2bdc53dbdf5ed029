using FletsCollect.Browser.Tests.Surroundings;
using FletsCollect.Calendars;
using FletsCollect.Staff;
using static Microsoft.Playwright.Assertions;

namespace FletsCollect.Browser.Tests.Journeys;

/// <summary>What everybody reads, and what a business asks, in browsers without script.</summary>
public sealed class PublicTests(Town town)
{
    [Fact]
    public async Task Notice_that_the_operator_publishes_is_read_in_both_languages_until_it_is_taken_back()
    {
        var title = $"保守のお知らせ {Town.NewDigits()}";
        await using var editor = await town.OpenStaffBrowserAsync(StaffRole.Operator, null);
        await using var reader = await town.OpenBrowserAsync(await town.SettleAsync(), new BrowserOptions { Script = false });

        await editor.Onboarding.OpenAsync("operator/notices");
        await editor.Onboarding.WriteNoticeAsync(title);
        await reader.Provider.OpenAsync("");
        await reader.Page.GetByText(title).ClickAsync();
        var notice = reader.Page.Locator("article").Filter(new() { HasText = title });
        await Expect(notice).ToContainTextAsync("日曜日の未明に停止します。");
        var number = await notice.GetAttributeAsync("id");
        await reader.Provider.OtherLanguage.ClickAsync();
        await Expect(reader.Page.Locator($"#{number}")).ToContainTextAsync("Maintenance on Sunday");

        await editor.Onboarding.TakeNoticeBackAsync(title);
        await reader.Provider.OpenAsync("notices");
        await Expect(reader.Page.Locator($"#{number}")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Business_finds_its_industry_in_the_directory_asks_at_any_hour_and_is_marked_as_answered()
    {
        var company = $"株式会社照会 {Town.NewDigits()}";
        await using var business = await town.OpenBrowserAsync(await town.SettleAsync(), new BrowserOptions { Script = false });
        await using var desk = await town.OpenStaffBrowserAsync(StaffRole.Desk, null, new BrowserOptions { Script = false });

        await business.Provider.OpenAsync("services");
        await business.Provider.ChooseIndustryAsync("コンテンツ配信");
        await Expect(business.Provider.Services).ToHaveCountAsync(1);
        await Expect(business.Provider.Services).ToContainTextAsync("導入予定");
        await business.Page.Locator("main a[href='/enquiry']").ClickAsync();
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        if (DeskHours.IsOpenAt(now))
            await Expect(business.Provider.DeskIsClosed).ToHaveCountAsync(0);
        else
            await Expect(business.Provider.DeskIsClosed).ToContainTextAsync($"{DeskHours.NextDay(now).Month}月{DeskHours.NextDay(now).Day}日");
        await business.Provider.SendEnquiryAsync(company, "見本 花子", "０６－１２３４－５６７８", "動画配信で利用したい");
        await Expect(business.Page.Locator("#taken")).ToBeVisibleAsync();

        await desk.Desk.OpenAsync("enquiries");
        var enquiry = desk.Desk.Enquiries.Filter(new() { HasText = company });
        await Expect(enquiry).ToContainTextAsync("06-1234-5678");
        await enquiry.Locator("button").ClickAsync();
        await Expect(desk.Desk.Done).ToContainTextAsync(company);
        await Expect(enquiry).ToHaveCountAsync(0);
        await desk.Desk.OpenAsync("enquiries?answered=true");
        await Expect(enquiry).ToContainTextAsync("試験 花子が回答");
    }
}
