using FletsCollect.Browser.Tests.Pages;
using FletsCollect.Browser.Tests.Surroundings;
using static Microsoft.Playwright.Assertions;

namespace FletsCollect.Browser.Tests.Journeys;

/// <summary>People press twice, go back and reload. One order is one charge all the same.</summary>
public sealed class RepeatTests(Town town)
{
    [Fact]
    public async Task Consent_page_may_be_reloaded_until_it_is_answered()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        await person.ReachConsentAsync(await person.GetIdAsync(household));

        await person.Page.ReloadAsync();
        await person.Page.ReloadAsync();
        await person.Consent.ApproveAsync();

        await person.Order.ExpectAsync("paid");
        Assert.Equal(1, await town.ChargesOnAsync(household));
    }

    [Fact]
    public async Task Going_back_after_the_approval_and_approving_again_charges_nothing_more()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        await person.ReachConsentAsync(await person.GetIdAsync(household));
        await person.Consent.ApproveAsync();
        await person.Order.ExpectAsync("paid");

        await person.Page.GoBackAsync();
        // Whether the browser shows the old page or asks again is its own choice; a person presses whatever button there is.
        if (await person.Consent.Approve.IsVisibleAsync())
            await person.Consent.ApproveAsync();

        await Expect(person.Provider.Error.Or(person.Consent.Refusal)).ToBeVisibleAsync();
        Assert.Equal(1, await town.ChargesOnAsync(household));
    }

    [Fact]
    public async Task Double_click_on_the_button_is_one_approval()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        await person.ReachConsentAsync(await person.GetIdAsync(household));

        await person.Consent.Approve.DblClickAsync();

        await person.Order.ExpectAsync("paid");
        Assert.Equal(1, await town.ChargesOnAsync(household));
    }

    /// <summary>A browser drops the answer to the first press for that to the second, which would find the request used up.</summary>
    [Fact]
    public async Task Second_press_while_the_first_is_being_answered_is_not_sent()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        await person.ReachConsentAsync(await person.GetIdAsync(household));
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var pressedAgain = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var sent = 0;
        // The server has approved, and its answer is still on its way when the button is pressed again.
        await person.Page.RouteAsync("**/connect/authorize", async route =>
        {
            if (Interlocked.Increment(ref sent) > 1)
            {
                await route.ContinueAsync();
                return;
            }
            var answer = await route.FetchAsync(new() { MaxRedirects = 0 });
            answered.TrySetResult();
            await pressedAgain.Task;
            await route.FulfillAsync(new() { Response = answer });
        });

        // By the mouse, because a locator waits for the answer that is held back.
        await person.Consent.Approve.HoverAsync();
        await PressAsync(person);
        await answered.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await PressAsync(person);
        pressedAgain.TrySetResult();

        await person.Order.ExpectAsync("paid");
        Assert.Equal((1, 1), (sent, await town.ChargesOnAsync(household)));
    }

    [Fact]
    public async Task Second_tab_of_a_paid_order_is_refused()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        await person.ReachConsentAsync(await person.GetIdAsync(household));
        var secondTab = await OpenSecondTabAsync(person);

        await person.Consent.ApproveAsync();
        await person.Order.ExpectAsync("paid");
        await secondTab.ApproveAsync();

        await secondTab.ExpectRefusalAsync("P06");
        Assert.Equal(1, await town.ChargesOnAsync(household));
    }

    [Fact]
    public async Task Two_tabs_that_approve_one_order_at_once_charge_it_once()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        await person.ReachConsentAsync(await person.GetIdAsync(household));
        var secondTab = await OpenSecondTabAsync(person);

        await Task.WhenAll(person.Consent.ApproveAsync(), secondTab.ApproveAsync());
        await person.Shop.OpenAsync();

        await Expect(person.Shop.Orders).ToHaveCountAsync(1);
        await Expect(person.Shop.Orders).ToContainTextAsync("お支払いが完了しました");
        Assert.Equal(1, await town.ChargesOnAsync(household));
    }

    [Fact]
    public async Task Answer_that_reaches_the_shop_again_charges_nothing_more()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        await person.ReachConsentAsync(await person.GetIdAsync(household));
        var callback = await person.Page.RunAndWaitForRequestAsync(
            person.Consent.ApproveAsync, request => request.Url.StartsWith(new Uri(town.Shop, "flets/callback").AbsoluteUri, StringComparison.Ordinal));
        await person.Order.ExpectAsync("paid");
        var order = person.Page.Url;

        await person.Page.GotoAsync(callback.Url);
        await Expect(person.Shop.Notice).ToBeVisibleAsync();
        await person.Page.GotoAsync(order);

        await person.Order.ExpectAsync("paid");
        Assert.Equal(1, await town.ChargesOnAsync(household));
    }

    private static async Task PressAsync(Person person)
    {
        await person.Page.Mouse.DownAsync();
        await person.Page.Mouse.UpAsync();
    }

    /// <summary>A second tab of the same browser, on the consent page of the same order.</summary>
    private async Task<ConsentPage> OpenSecondTabAsync(Person person)
    {
        var page = await person.Context.NewPageAsync();
        var shop = new ShopPage(page, town.Shop);
        await shop.OpenAsync();
        await shop.PayAsync();
        var consent = new ConsentPage(page);
        await consent.ExpectAsync();
        return consent;
    }
}
