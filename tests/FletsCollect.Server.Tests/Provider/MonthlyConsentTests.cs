using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace FletsCollect.Server.Tests.Provider;

/// <summary>What a merchant may ask to charge month by month, and what the subscriber is told before agreeing.</summary>
public class MonthlyConsentTests(RunningServer server)
{
    public static TheoryData<string, string> WrongDetails => new()
    {
        { """{"amount":{"currency":"JPY","value":"990","mode":"exact"}}""", "amount" },
        { """{"amount":{"currency":"JPY","value":990,"mode":"fixed"}}""", "amount" },
        { """{"amount":{"currency":"USD","value":"990","mode":"fixed"}}""", "amount" },
        { """{"capture":{"mode":"immediate"}}""", "capture" },
        { """{"schedule":null}""", "schedule" },
        { """{"schedule":{"interval":"week"}}""", "interval" },
        { """{"schedule":{"count":2}}""", "count" },
        { """{"schedule":{"count":0}}""", "count" },
        { """{"schedule":{"count":"1"}}""", "count" },
        { """{"schedule":{"count":1.5}}""", "count" },
        { """{"schedule":{"align":"week"}}""", "align" },
        { """{"schedule":{"tz":"UTC"}}""", "tz" },
        { """{"schedule":{"start":"2026-13-01"}}""", "start" },
        { """{"schedule":{"start":"2020-01-01"}}""", "start" },
        { """{"schedule":{"start":"2199-01-01"}}""", "start" },
        { """{"schedule":{"end":"2027-06-15"}}""", "end" },
        { """{"schedule":{"end":"2020-06-30"}}""", "end" },
        { """{"schedule":{"end":"2099-12-31"}}""", "end" },
        { """{"schedule":{"end":5}}""", "end" },
        { """{"schedule":{"prorate":true}}""", "prorate" },
        { """{"plan":""}""", "plan" },
    };

    [Theory]
    [MemberData(nameof(WrongDetails))]
    public async Task Wrong_monthly_details_are_refused_naming_the_member(string changes, string member)
    {
        using var merchant = server.NewMerchant();

        var answer = await merchant.PushMonthlyAsync(details => Merge(details, JsonNode.Parse(changes)!.AsObject()));

        Assert.Equal("invalid_authorization_details", answer.Text("error"));
        Assert.Contains(member, answer.Text("error_description"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schedule_without_an_end_that_is_said_is_refused()
    {
        using var merchant = server.NewMerchant();

        var answer = await merchant.PushMonthlyAsync(details => details["schedule"]!.AsObject().Remove("end"));

        Assert.Contains("schedule.end", answer.Text("error_description"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Merchant_without_monthly_charging_in_its_contract_is_refused()
    {
        using var merchant = await server.NewOtherMerchantAsync();

        var answer = await merchant.PushMonthlyAsync();

        Assert.Equal("invalid_authorization_details", answer.Text("error"));
        Assert.Contains("contract", answer.Text("error_description"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_that_passed_while_the_page_was_open_is_refused_at_consent()
    {
        // 23:59 in Japan.
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 30, 14, 59, 0, TimeSpan.Zero));
        await using var evening = new RunningServer(clock);
        await evening.InitializeAsync();
        using var merchant = evening.NewMerchant();
        using var person = await evening.NewSubscriberAsync();
        var page = await person.SignInForAsync(await merchant.StartMonthlyAsync());
        clock.Advance(TimeSpan.FromMinutes(1));

        var refused = await person.SubmitAsync(page, ("decision", "approve"));

        Assert.Null(refused.Elsewhere);
        Assert.Equal("P09", refused.Document!.QuerySelector("#approval-refusal")!.GetAttribute("data-code"));
        Assert.Equal(0, await evening.DatabaseAsync(db => db.ChargeGrants.CountAsync()));
    }

    [Fact]
    public async Task Page_says_unmistakably_that_it_goes_on_what_when_and_how_to_stop_it()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 12, 30, 15, 0, 0, TimeSpan.Zero));
        await using var newYear = new RunningServer(clock);
        await newYear.InitializeAsync();
        using var merchant = newYear.NewMerchant();
        using var person = await newYear.NewSubscriberAsync();

        var calendar = (await person.SignInForAsync(await merchant.StartMonthlyAsync())).Text;
        var anniversary = (await person.OpenAsync(await merchant.StartMonthlyAsync(details =>
        {
            details["schedule"]!["align"] = "anniversary";
            details["schedule"]!["end"] = "2027-11-29";
        }))).Text;

        string[] both = ["継続課金", "自動で更新", "毎月990円", "2026年12月31日（木）", "2026年12月ご利用分", "/account/subscriptions", "解約できます", "日割りの返金はありません", "申込みを確定する（毎月990円）"];
        Assert.All(both, text => Assert.Contains(text, calendar, StringComparison.Ordinal));
        Assert.Contains("2027年1月1日（金）。以後毎月、月の1日", calendar, StringComparison.Ordinal);
        Assert.Contains("期間の定めはありません", calendar, StringComparison.Ordinal);
        Assert.Contains("1年間のお支払いは11,880円", calendar, StringComparison.Ordinal);
        Assert.Contains("2027年1月31日（日）。以後毎月、月の31日にお支払いとなります。31日がない月は、その月の末日です", anniversary, StringComparison.Ordinal);
        Assert.Contains("全11回・総額10,890円", anniversary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_schedule_is_another_consent()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var calendar = await person.SignInForAsync(await merchant.StartMonthlyAsync());
        var anniversary = await person.OpenAsync(await merchant.StartMonthlyAsync(details => details["schedule"]!["align"] = "anniversary"));

        var swapped = await person.SubmitAsync(anniversary, ("decision", "approve"), ("ConsentHash", HashOn(calendar)));

        Assert.NotEqual(HashOn(calendar), HashOn(anniversary));
        Assert.Equal("P07", swapped.Document!.QuerySelector("#approval-refusal")!.GetAttribute("data-code"));
    }

    private static string HashOn(Seen page) => page.Document!.QuerySelector("input[name=ConsentHash]")!.GetAttribute("value")!;

    private static void Merge(JsonObject details, JsonObject changes)
    {
        foreach (var (name, value) in changes)
        {
            if (value is JsonObject inner && details[name] is JsonObject present)
                Merge(present, inner);
            else
                details[name] = value?.DeepClone();
        }
    }
}
