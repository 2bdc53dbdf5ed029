using FletsCollect.Browser.Tests.Clients;
using FletsCollect.Browser.Tests.Surroundings;
using static Microsoft.Playwright.Assertions;

namespace FletsCollect.Browser.Tests.Journeys;

/// <summary>What a subscriber does about purchases that go on, and about what the household may spend.</summary>
public sealed class SubscriberTests(Town town)
{
    [Fact]
    public async Task Subscription_is_cancelled_and_taken_back()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        await MonthlyShop.SubscribeAsync(town, person, await person.GetIdAsync(household));

        await person.Subscriptions.OpenAsync();
        await Expect(person.Subscriptions.List).ToContainTextAsync("毎月990円");
        await person.Subscriptions.OpenFirstAsync();
        await Expect(person.Subscriptions.Periods).ToHaveCountAsync(1);
        await person.Subscriptions.Cancel.ClickAsync();
        await Expect(person.Subscriptions.Effect).ToContainTextAsync("次回のお支払いはありません");
        await person.Subscriptions.Confirm.ClickAsync();
        await Expect(person.Subscriptions.Cancelled).ToBeVisibleAsync();
        await Expect(person.Subscriptions.NextCharge).ToHaveTextAsync("ありません");
        await person.Subscriptions.Undo.ClickAsync();

        await Expect(person.Subscriptions.Undone).ToBeVisibleAsync();
        await Expect(person.Subscriptions.Status).ToHaveTextAsync("継続中");
    }

    [Fact]
    public async Task Consent_is_taken_back()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        await MonthlyShop.SubscribeAsync(town, person, await person.GetIdAsync(household));

        await person.Grants.OpenAsync();
        await person.Grants.OpenFirstAsync();
        await Expect(person.Grants.Text).ToContainTextAsync("自動で更新されます");
        await person.Grants.Revoke.ClickAsync();
        await person.Grants.Confirm.ClickAsync();

        await Expect(person.Grants.Revoked).ToBeVisibleAsync();
        await Expect(person.Grants.Revoke).ToHaveCountAsync(0);
        await person.Subscriptions.OpenAsync();
        await Expect(person.Subscriptions.List).ToContainTextAsync("終了");
    }

    [Fact]
    public async Task Cap_below_the_price_stops_the_purchase_until_it_is_raised_at_home()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        var id = await person.GetIdAsync(household);
        await person.Limits.OpenAsync();
        await person.SignIn.SubmitAsync(id, Person.Password);
        await person.Limits.CapLineAsync("0");
        await Expect(person.Limits.Done).ToBeVisibleAsync();

        await person.ReachConsentAsync(id);
        await person.Consent.ExpectRefusalAsync("P05");

        await using var away = await town.OpenBrowserAsync(await town.SettleAsync());
        await away.Limits.OpenAsync();
        await away.SignIn.SubmitAsync(id, Person.Password);
        await away.Limits.CapLineAsync("1000");
        await Expect(away.Limits.Refusal).ToHaveAttributeAsync("data-code", "H01");

        await person.Limits.OpenAsync();
        await person.Limits.CapLineAsync("１，０００");
        await Expect(person.Limits.PresentLineCap).ToHaveTextAsync("毎月1,000円");
        await person.BuyAsync(id);
    }

    [Fact]
    public async Task New_price_holds_from_the_next_period_once_it_is_agreed_to()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        var id = await person.GetIdAsync(household);
        var subscribed = await MonthlyShop.SubscribeAsync(town, person, id);

        var refused = await MonthlyShop.ChangePriceAsync(town, person, id, subscribed, () => person.Consent.RefuseAsync());
        await person.Subscriptions.OpenAsync();
        await Expect(person.Subscriptions.List).ToContainTextAsync("毎月990円");
        var changed = await MonthlyShop.ChangePriceAsync(town, person, id, subscribed, async () =>
        {
            await Expect(person.Consent.PriceChange).ToContainTextAsync("990円");
            await Expect(person.Consent.PriceChange).ToContainTextAsync("1,200円");
            await person.Consent.ApproveAsync();
        });

        Assert.Equal("access_denied", (string?)refused["error"]);
        Assert.NotEqual((string?)subscribed["grantId"], (string?)changed["grantId"]);
        await person.Subscriptions.OpenAsync();
        await Expect(person.Subscriptions.List).ToHaveCountAsync(1);
        await Expect(person.Subscriptions.List).ToContainTextAsync("毎月1,200円");
        Assert.Equal(1, await town.ChargesOnAsync(household));
    }
}
