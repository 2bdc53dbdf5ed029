using FletsCollect.Browser.Tests.Surroundings;
using static Microsoft.Playwright.Assertions;

namespace FletsCollect.Browser.Tests.Journeys;

/// <summary>Two real browsers on two lines that have got hold of each other's things. What they try by plain HTTP stands in the server's tests.</summary>
public sealed class SwapTests(Town town)
{
    [Fact]
    public async Task Cookies_and_page_of_one_household_buy_nothing_in_another()
    {
        var (household, neighbours) = (await town.SettleAsync(), await town.SettleAsync());
        await using var owner = await town.OpenBrowserAsync(household);
        await owner.ReachConsentAsync(await owner.GetIdAsync(household));
        await using var thief = await town.OpenBrowserAsync(neighbours);

        await thief.Context.AddCookiesAsync((await owner.Context.CookiesAsync()).Select(cookie => new Microsoft.Playwright.Cookie
        {
            Name = cookie.Name, Value = cookie.Value, Domain = cookie.Domain, Path = cookie.Path, HttpOnly = cookie.HttpOnly, Secure = cookie.Secure, SameSite = cookie.SameSite,
        }));
        await thief.Page.GotoAsync(owner.Page.Url);

        await thief.Consent.ExpectRefusalAsync("L07");
        Assert.Equal((0, 0), (await town.ChargesOnAsync(household), await town.ChargesOnAsync(neighbours)));
        // Its owner was not kept from anything by that.
        await owner.Consent.ApproveAsync();
        await owner.Order.ExpectAsync("paid");
        Assert.Equal((1, 0), (await town.ChargesOnAsync(household), await town.ChargesOnAsync(neighbours)));
    }

    [Fact]
    public async Task Code_that_was_made_for_one_browser_buys_nothing_in_another()
    {
        var (household, neighbours) = (await town.SettleAsync(), await town.SettleAsync());
        await using var owner = await town.OpenBrowserAsync(household);
        await owner.ReachConsentAsync(await owner.GetIdAsync(household));
        var callback = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        // A browser follows a redirect by itself, so it is the answer to the approval that is kept from it.
        await owner.Page.RouteAsync("**/connect/authorize**", async route =>
        {
            var answer = await route.FetchAsync(new() { MaxRedirects = 0 });
            callback.TrySetResult(answer.Headers["location"]);
            await route.AbortAsync();
        });
        await owner.Consent.ApproveAsync();
        var stolen = await callback.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Contains("code=", stolen, StringComparison.Ordinal);
        await using var thief = await town.OpenBrowserAsync(neighbours);
        await thief.Shop.OpenAsync();
        await thief.Shop.PayAsync();

        await thief.Page.GotoAsync(stolen);

        await Expect(thief.Page.Locator("[data-status=paid]")).ToHaveCountAsync(0);
        Assert.Equal((0, 0), (await town.ChargesOnAsync(household), await town.ChargesOnAsync(neighbours)));
    }
}
