using FletsCollect.Browser.Tests.Clients;
using FletsCollect.Browser.Tests.Quality;
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
    public async Task Everything_is_stopped_from_anywhere_then_one_seller_and_only_the_own_line_lets_them_go_on()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        var id = await person.GetIdAsync(household);
        await person.BuyAsync(id);
        await using var away = await town.OpenBrowserAsync(await town.SettleAsync());

        await away.Limits.OpenAsync();
        await away.SignIn.SubmitAsync(id, Person.Password);
        await away.Limits.StopAll.ClickAsync();
        await away.Limits.Confirm.ClickAsync();
        await Expect(away.Limits.Stopped).ToBeVisibleAsync();
        await person.ReachConsentAsync(id);
        await person.Consent.ExpectRefusalAsync("P12");
        await away.Limits.AllowAll.ClickAsync();
        await Expect(away.Limits.Refusal).ToHaveAttributeAsync("data-code", "H01");
        await person.Limits.OpenAsync();
        await person.Limits.AllowAll.ClickAsync();
        await Expect(person.Limits.Stopped).ToHaveCountAsync(0);

        await person.Grants.OpenAsync();
        await person.Grants.OpenFirstAsync();
        await person.Grants.Block.ClickAsync();
        await Expect(person.Grants.Blocked).ToBeVisibleAsync();
        await person.ReachConsentAsync(id);
        await person.Consent.ExpectRefusalAsync("P11");
        await person.Limits.OpenAsync();
        await person.Limits.Unblock.ClickAsync();
        await Expect(person.Limits.NoBlocks).ToBeVisibleAsync();
        await person.BuyAsync(id);

        Assert.Equal(2, await town.ChargesOnAsync(household));
    }

    [Fact]
    public async Task Seller_that_was_only_signed_in_to_is_disconnected()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        await using var client = await OrdinaryClient.StartAsync("openid-client", "login", town.Provider, town.OtherCallback);
        await client.ConverseAsync(person, await person.GetIdAsync(household), town.OtherCallback, () => person.Consent.ApproveAsync());

        await person.Grants.OpenAsync();
        await Expect(person.Grants.None).ToBeVisibleAsync();
        await Expect(person.Grants.SignIns).ToContainTextAsync("はてなデモブログ");
        await person.Grants.SignIns.Locator("a").ClickAsync();
        await Expect(person.Grants.Confirm).ToBeVisibleAsync();
        await Inspection.InBothLanguagesAsync(person, "disconnect");
        await person.Grants.Confirm.ClickAsync();

        await Expect(person.Grants.NoSignIns).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Strange_device_is_signed_out_and_the_ID_stopped_until_it_is_taken_up_again_at_home()
    {
        const string Fresh = "朝焼けの港に並ぶ七艘の船";
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        var id = await person.GetIdAsync(household);
        await using var stranger = await town.OpenBrowserAsync(await town.SettleAsync());
        await stranger.Account.OpenAsync();
        await stranger.SignIn.SubmitAsync(id, Person.Password);
        await Expect(stranger.Account.NoPurchases).ToBeVisibleAsync();

        await person.Security.OpenAsync("account/security");
        await person.SignIn.SubmitAsync(id, Person.Password);
        await Expect(person.Security.Sessions).ToHaveCountAsync(2);
        await Expect(person.Security.Sessions.Filter(new() { HasText = "この端末" })).ToContainTextAsync("ご自宅の回線");
        await person.Security.EndOthers.ClickAsync();
        await Expect(person.Security.Sessions).ToHaveCountAsync(1);
        await stranger.Account.OpenAsync();
        await Expect(stranger.SignIn.Id).ToBeVisibleAsync();

        await person.Security.Freeze.ClickAsync();
        await person.Security.Confirm.ClickAsync();
        await Expect(person.Provider.Main).ToContainTextAsync("停止しました");
        await stranger.SignIn.SubmitAsync(id, Person.Password);
        await Expect(stranger.SignIn.Failure).ToBeVisibleAsync();
        await person.Security.OpenAsync("recover");
        await person.Security.RecoverAsync(id, household.CustomerNumber, Fresh);
        await Expect(person.Security.Recovered).ToBeVisibleAsync();
        await person.Security.OpenAsync("account/security/history");
        await person.SignIn.SubmitAsync(id, Fresh);
        foreach (var happened in new[] { "ログインしました", "パスワードを再設定しました" })
            await Expect(person.Security.History.Filter(new() { HasText = happened }).First).ToBeVisibleAsync();
        await Expect(person.Security.History.Filter(new() { HasText = "停止" }).First).ToBeVisibleAsync();
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
