using FletsCollect.Browser.Tests.Clients;
using FletsCollect.Browser.Tests.Surroundings;
using FletsCollect.Staff;
using static Microsoft.Playwright.Assertions;

namespace FletsCollect.Browser.Tests.Journeys;

/// <summary>A merchant's people at their work.</summary>
public sealed class MerchantSiteTests(Town town)
{
    [Fact]
    public async Task Owner_finds_a_purchase_and_gives_a_part_of_it_back()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        await person.BuyAsync(await person.GetIdAsync(household));
        var charge = await person.Order.Charge.InnerTextAsync();
        await using var owner = await town.OpenStaffBrowserAsync(StaffRole.Owner, "hatena-demo");

        await owner.Merchant.OpenAsync("charges");
        await owner.Merchant.SearchAsync(charge);
        await Expect(owner.Merchant.Charges).ToHaveCountAsync(1);
        await owner.Merchant.OpenFirstAsync();
        await owner.Merchant.RefundAsync("400", "返品");
        await Expect(owner.Merchant.AmountError).ToBeVisibleAsync();
        await owner.Merchant.RefundAsync("100", "返品");

        await Expect(owner.Merchant.Refunded).ToBeVisibleAsync();
        await Expect(owner.Merchant.Remaining).ToHaveTextAsync("215円");
        await person.Account.OpenAsync();
        await Expect(person.Provider.Main).ToContainTextAsync("100円");
    }

    [Fact]
    public async Task Owner_ends_a_subscription_without_script_and_takes_that_back()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        var subscribed = await MonthlyShop.SubscribeAsync(town, person, await person.GetIdAsync(household));
        await using var owner = await town.OpenStaffBrowserAsync(StaffRole.Owner, "hatena-demo", new BrowserOptions { Script = false });

        await owner.Merchant.OpenAsync("subscriptions");
        await owner.Merchant.SearchAsync((string)subscribed["reference"]!);
        await owner.Merchant.OpenFirstAsync();
        await owner.Merchant.Cancel.ClickAsync();
        await Expect(owner.Merchant.Status).ToHaveTextAsync("解約予定");
        await owner.Merchant.Undo.ClickAsync();

        await Expect(owner.Merchant.Status).ToHaveTextAsync("継続中");
    }

    [Fact]
    public async Task Owner_invites_a_developer_who_joins_and_sees_the_integration_alone()
    {
        await using var owner = await town.OpenStaffBrowserAsync(StaffRole.Owner, "hatena-demo");
        await using var developer = await town.OpenBrowserAsync(await town.SettleAsync());
        var address = $"{Guid.CreateVersion7():N}@shop.example";

        await owner.Merchant.OpenAsync("staff");
        await owner.Merchant.InviteAsync(address, "開発 三郎", "Developer");
        var link = new Uri(await owner.Merchant.Link.InnerTextAsync());
        await developer.Staff.FollowAsync(link.Query["?invitation=".Length..]);
        await developer.Staff.JoinAsync(Person.Password);
        await developer.Staff.SignInAsync(address, Person.Password);

        await developer.Merchant.OpenAsync("integration");
        await Expect(developer.Provider.Main).ToContainTextAsync("hatena-demo-1");
        await Expect(developer.Page.Locator(".account-nav a[href='/merchant/statements']")).ToHaveCountAsync(0);
    }
}
