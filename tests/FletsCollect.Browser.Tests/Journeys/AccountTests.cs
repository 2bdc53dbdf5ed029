using FletsCollect.Browser.Tests.Surroundings;
using static Microsoft.Playwright.Assertions;

namespace FletsCollect.Browser.Tests.Journeys;

public sealed class AccountTests(Town town)
{
    [Fact]
    public async Task Account_lists_the_purchase_with_its_seller_and_amount()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        await person.BuyAsync(await person.GetIdAsync(household));
        var charge = await person.Order.Charge.InnerTextAsync();

        await person.Account.OpenAsync();

        await Expect(person.Account.Purchases).ToHaveCountAsync(1);
        await Expect(person.Account.Purchases).ToContainTextAsync("はてなデモブログ");
        await Expect(person.Account.Purchases).ToContainTextAsync("315円");
        await Expect(person.Account.Purchases).ToContainTextAsync(charge);
        await Expect(person.Account.Expected).ToHaveTextAsync("315円");
        await person.Account.OpenFirstAsync();
        await Expect(person.Account.ReceiptNumber).ToHaveTextAsync(charge);
    }

    [Fact]
    public async Task Page_after_the_last_purchase_is_empty()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        await person.BuyAsync(await person.GetIdAsync(household));

        await person.Account.OpenAsync("?page=2");

        await Expect(person.Account.NoPurchases).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Account_asks_for_a_sign_in_and_then_opens()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        var id = await person.GetIdAsync(household);

        await person.Account.OpenAsync();
        await person.SignIn.SubmitAsync(id, Person.Password);

        await Expect(person.Account.NoPurchases).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Signing_out_closes_the_account()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        var id = await person.GetIdAsync(household);
        await person.SignIn.OpenAsync();
        await person.SignIn.SubmitAsync(id, Person.Password);
        await Expect(person.Account.NoPurchases).ToBeVisibleAsync();

        await person.Account.SignOut.ClickAsync();
        await person.Account.OpenAsync();

        await Expect(person.SignIn.Id).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Household_member_sees_own_purchases_only()
    {
        var household = await town.SettleAsync();
        await using var buyer = await town.OpenBrowserAsync(household);
        await buyer.BuyAsync(await buyer.GetIdAsync(household));
        await using var other = await town.OpenBrowserAsync(household);
        var id = await other.GetIdAsync(household);

        await other.Account.OpenAsync();
        await other.SignIn.SubmitAsync(id, Person.Password);

        await Expect(other.Account.NoPurchases).ToBeVisibleAsync();
    }
}
