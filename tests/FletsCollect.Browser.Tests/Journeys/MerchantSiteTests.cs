using System.Text.Json.Nodes;
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
    public async Task Owner_invites_a_developer_who_needs_the_app_to_sign_in_opens_the_integration_alone_and_is_out_once_suspended()
    {
        await using var owner = await town.OpenStaffBrowserAsync(StaffRole.Owner, "hatena-demo");
        await using var developer = await town.OpenBrowserAsync(await town.SettleAsync());
        var address = $"{Guid.CreateVersion7():N}@shop.example";

        await owner.Merchant.OpenAsync("staff");
        await owner.Merchant.InviteAsync(address, "開発 三郎", "Developer");
        var link = new Uri(await owner.Merchant.Link.InnerTextAsync());
        await developer.Staff.FollowAsync(link.Query["?invitation=".Length..]);
        await developer.Staff.JoinAsync(Person.Password);
        await developer.Staff.SignInAsync(address, Person.Password, "000000");
        await Expect(developer.Staff.Failure).ToBeVisibleAsync();
        await developer.Staff.SignInAsync(address, Person.Password);

        await developer.Merchant.OpenAsync("integration");
        await Expect(developer.Provider.Main).ToContainTextAsync("hatena-demo-1");
        await Expect(developer.Page.Locator(".account-nav a[href='/merchant/statements']")).ToHaveCountAsync(0);
        foreach (var closed in new[] { "statements", "staff" })
        {
            await developer.Merchant.OpenAsync(closed);
            await Expect(developer.Provider.Error).ToContainTextAsync("開けません");
        }

        await owner.Merchant.OpenAsync("staff");
        await owner.Merchant.SuspendAsync(address);
        await Expect(owner.Merchant.Members.Filter(new() { HasText = address })).ToContainTextAsync("停止中");
        await developer.Merchant.OpenAsync("integration");
        await Expect(developer.Staff.MailAddress).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Bookkeeper_narrows_the_charges_and_takes_away_what_the_page_shows()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        var id = await person.GetIdAsync(household);
        await person.BuyAsync(id);
        var (charge, reference) = (await person.Order.Charge.InnerTextAsync(), await person.Order.Reference.InnerTextAsync());
        var subscribed = await MonthlyShop.SubscribeAsync(town, person, id);
        await using var bookkeeper = await town.OpenStaffBrowserAsync(StaffRole.Bookkeeper, "hatena-demo");

        await bookkeeper.Merchant.OpenAsync("charges");
        await bookkeeper.Merchant.SearchAsync(reference);
        await Expect(bookkeeper.Merchant.Charges).ToHaveCountAsync(1);
        await Expect(bookkeeper.Merchant.Charges).ToContainTextAsync("315円");
        await bookkeeper.Page.Locator("[data-rows]").EvaluateAsync("rows => new MutationObserver(() => rows.dataset.told = rows.textContent).observe(rows, { childList: true })");
        var csv = (await bookkeeper.Merchant.DownloadAsync("CSV")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await Expect(bookkeeper.Page.Locator("[data-rows]")).ToHaveAttributeAsync("data-told", "1 / 1");
        await Expect(bookkeeper.Page.Locator("#exported")).ToBeHiddenAsync();
        var json = JsonNode.Parse(await bookkeeper.Merchant.DownloadAsync("JSON"))!.AsArray();
        Assert.StartsWith("id,merchant_reference,description,amount,refunded,status", csv[0].TrimStart('\uFEFF'), StringComparison.Ordinal);
        Assert.StartsWith($"{charge},{reference},", Assert.Single(csv.Skip(1)), StringComparison.Ordinal);
        Assert.Contains(",315,0,confirmed,", csv[1], StringComparison.Ordinal);
        var row = Assert.Single(json)!;
        Assert.Equal((charge, reference, 315, "confirmed"), ((string)row["id"]!, (string)row["merchant_reference"]!, (int)row["amount"]!, (string)row["status"]!));

        await bookkeeper.Merchant.FilterAsync("Cancelled");
        await Expect(bookkeeper.Merchant.Charges).ToHaveCountAsync(0);
        Assert.Single((await bookkeeper.Merchant.DownloadAsync("CSV")).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        await bookkeeper.Merchant.OpenAsync("subscriptions");
        await bookkeeper.Merchant.SearchAsync((string)subscribed["reference"]!);
        var subscription = Assert.Single(JsonNode.Parse(await bookkeeper.Merchant.DownloadAsync("JSON"))!.AsArray())!;
        Assert.Equal(((string)subscribed["reference"]!, 990, "active"), ((string)subscription["merchant_reference"]!, (int)subscription["amount"]!, (string)subscription["status"]!));
    }

    [Fact]
    public async Task Developer_finds_the_delivery_of_an_event_and_sends_it_again()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        await person.BuyAsync(await person.GetIdAsync(household));
        var reference = await person.Order.Reference.InnerTextAsync();
        await town.ExpectToldAsync(reference);
        var told = await town.EventOfAsync(reference);
        await using var developer = await town.OpenStaffBrowserAsync(StaffRole.Developer, "hatena-demo", new BrowserOptions { Script = false });

        await developer.Merchant.OpenAsync("webhooks");
        var delivery = developer.Merchant.Deliveries.Filter(new() { HasText = told });
        await Expect(delivery).ToContainTextAsync("charge.confirmed");
        await Expect(delivery).ToContainTextAsync("配信済み");
        await delivery.Locator("button").ClickAsync();
        await town.ExpectToldAsync(reference);
        await developer.Page.ReloadAsync();

        await Expect(delivery).ToContainTextAsync("2回");
        await Expect(delivery).ToContainTextAsync("配信済み");
    }
}
