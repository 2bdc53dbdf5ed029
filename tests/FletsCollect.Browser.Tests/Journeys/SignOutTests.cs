using FletsCollect.Browser.Tests.Surroundings;
using static Microsoft.Playwright.Assertions;

namespace FletsCollect.Browser.Tests.Journeys;

/// <summary>Whoever signs out at the provider is signed out at the shops too (OpenID Connect Back-Channel Logout 1.0).</summary>
public sealed class SignOutTests(Town town)
{
    [Fact]
    public async Task Sign_out_at_the_provider_hides_the_orders_at_the_shop_and_a_new_purchase_is_shown_again()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        var id = await person.GetIdAsync(household);
        await person.BuyAsync(id);
        var order = person.Page.Url;
        await person.Shop.OpenAsync();
        await Expect(person.Shop.Orders).ToHaveCountAsync(1);

        await person.Account.OpenAsync();
        await person.Account.SignOut.ClickAsync();
        await person.Account.OpenAsync();
        await Expect(person.SignIn.Id).ToBeVisibleAsync();
        await town.OperateAsync("run-job", "send-logout-tokens");

        await person.Page.GotoAsync(order);
        await Expect(person.Shop.SignedOut).ToBeVisibleAsync();
        await Expect(person.Shop.Orders).ToHaveCountAsync(0);
        await person.BuyAsync(id);
        await person.Shop.OpenAsync();
        await Expect(person.Shop.Orders).ToHaveCountAsync(1);
    }
}
