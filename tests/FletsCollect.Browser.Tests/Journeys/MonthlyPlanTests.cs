using System.Net;
using System.Text;
using FletsCollect.Browser.Tests.Surroundings;
using FletsCollect.Calendars;
using static Microsoft.Playwright.Assertions;

namespace FletsCollect.Browser.Tests.Journeys;

/// <summary>A plan that the blog host sells by the month. What the provider does by itself the shop learns by webhook.</summary>
public sealed class MonthlyPlanTests(Town town)
{
    [Fact]
    public async Task Plan_is_charged_and_runs_to_the_end_of_the_month_when_it_is_cancelled()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        await person.SubscribeAsync(await person.GetIdAsync(household));
        var reference = await person.Monthly.Reference.InnerTextAsync();
        var today = BusinessDate.At(TimeProvider.System.GetUtcNow().UtcDateTime);
        var (lastDay, next) = (Day(new DateOnly(today.Year, today.Month, 1).AddMonths(1).AddDays(-1)), Day(new DateOnly(today.Year, today.Month, 1).AddMonths(1)));

        await Expect(person.Monthly.NextCharge).ToContainTextAsync(next);
        await town.ExpectToldAsync(reference);
        await person.Page.ReloadAsync();
        await Expect(person.Monthly.Charges).ToHaveCountAsync(1);
        await Expect(person.Monthly.Charges).ToContainTextAsync("330円");
        await person.Monthly.Cancel.ClickAsync();

        await person.Monthly.ExpectAsync("cancelscheduled");
        await Expect(person.Monthly.State).ToContainTextAsync(lastDay);
        await Expect(person.Monthly.EndsOn).ToContainTextAsync(lastDay);
        await Expect(person.Monthly.NextCharge).ToHaveCountAsync(0);
        Assert.Equal(1, await town.ChargesOnAsync(household));
    }

    [Fact]
    public async Task New_price_is_agreed_to_and_what_is_cancelled_at_the_provider_is_cancelled_at_the_shop()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        await person.SubscribeAsync(await person.GetIdAsync(household));
        var (shown, reference) = (person.Page.Url, await person.Monthly.Reference.InnerTextAsync());

        await person.Monthly.ChangePrice.ClickAsync();
        await Expect(person.Consent.PriceChange).ToContainTextAsync("330円");
        await Expect(person.Consent.PriceChange).ToContainTextAsync("550円");
        await person.Consent.RefuseAsync();
        await Expect(person.Monthly.Price).ToContainTextAsync("330円");
        await person.Monthly.ChangePrice.ClickAsync();
        await person.Consent.ApproveAsync();
        await Expect(person.Monthly.Price).ToContainTextAsync("550円");

        await person.Subscriptions.OpenAsync();
        await person.Subscriptions.OpenFirstAsync();
        await person.Subscriptions.Cancel.ClickAsync();
        await person.Subscriptions.Confirm.ClickAsync();
        await Expect(person.Subscriptions.Cancelled).ToBeVisibleAsync();
        await town.ExpectToldAsync(reference);
        await person.Page.GotoAsync(shown);

        await person.Monthly.ExpectAsync("cancelscheduled");
        await Expect(person.Monthly.Price).ToContainTextAsync("550円");
        Assert.Equal(1, await town.ChargesOnAsync(household));
    }

    [Fact]
    public async Task Event_that_the_provider_did_not_sign_is_refused()
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var body = new StringContent("""{"id":"evt_1","type":"subscription.ended"}""", Encoding.UTF8, "application/json");

        using var answer = await client.PostAsync(new Uri(town.Shop, "flets/events"), body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private static string Day(DateOnly day) => $"{day.Year}年{day.Month}月{day.Day}日";
}
