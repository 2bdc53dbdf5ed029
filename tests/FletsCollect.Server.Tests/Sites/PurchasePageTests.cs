using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace FletsCollect.Server.Tests.Sites;

/// <summary>What a subscriber reads of a purchase: the list, its search, and the receipt. A server of their own: one household buys alone.</summary>
public sealed class PurchasePageTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 10, 3, 0, 0, TimeSpan.Zero));
    private RunningServer server = null!;

    public ValueTask InitializeAsync()
    {
        server = new RunningServer(clock);
        return server.InitializeAsync();
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Receipt_names_seller_day_bill_and_the_tax_of_each_rate()
    {
        using var person = await server.NewSubscriberAsync();
        var charge = await BuyAsync(person, [new JsonObject { ["description"] = "本", ["amount"] = Money("215"), ["tax_rate"] = 10 }, new JsonObject { ["description"] = "菓子", ["amount"] = Money("100"), ["tax_rate"] = 8 }]);

        var receipt = await person.OpenAsync($"/account/purchases/{charge}");

        var seller = await server.DatabaseAsync(db => db.Charges.Join(db.Merchants, row => row.MerchantId, merchant => merchant.Id, (row, merchant) => merchant).FirstAsync());
        foreach (var words in (string[])[charge, "315円", "2026年11月10日（火）", "次回の請求", seller.LegalName, seller.SupportContact, "10%対象", "215円（うち消費税 19円）", "8%対象", "100円（うち消費税 7円）", "軽減税率"])
            Assert.Contains(words, receipt.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Account_says_what_is_not_billed_and_what_the_next_bill_will_be()
    {
        using var person = await server.NewSubscriberAsync();
        await BuyAsync(person);
        await BuyAsync(person);

        var page = await person.OpenAsync("/account");

        Assert.Contains("2026年11月分の請求の見込み", page.Text, StringComparison.Ordinal);
        Assert.Equal(("630円", "630円"), (page.Document!.QuerySelector("#expected")!.TextContent, page.Document!.QuerySelector("#unbilled")!.TextContent));
    }

    [Fact]
    public async Task Purchases_are_found_by_seller_and_month_and_the_next_page_keeps_the_question()
    {
        using var person = await server.NewSubscriberAsync();
        for (var order = 0; order < 3; order++)
            await BuyAsync(person);
        clock.SetUtcNow(new DateTimeOffset(2026, 12, 1, 3, 0, 0, TimeSpan.Zero));
        await person.SignInAtAsync("/account");
        await BuyAsync(person);
        await server.DatabaseAsync(async db =>
        {
            // As many again as fill a page, by copying what is there: the list is the subject, not how a purchase is made.
            var charge = await db.Charges.OrderBy(row => row.Id).FirstAsync();
            var grant = await db.ChargeGrants.SingleAsync(row => row.Id == charge.GrantId);
            for (var copy = 1; copy <= 50; copy++)
            {
                var (another, captured) = FletsCollect.Charges.Charge.CaptureCycle(grant, new FletsCollect.Charges.Cycle(copy, new DateOnly(2026, 11, 5), new DateOnly(2026, 11, 5)), new DateOnly(2026, 11, 5), clock.GetUtcNow().UtcDateTime);
                db.AddRange(another, captured);
            }
            return await db.SaveChangesAsync();
        });
        var seller = await server.DatabaseAsync(db => db.Charges.Join(db.Merchants, row => row.MerchantId, merchant => merchant.Id, (row, merchant) => merchant.Code).FirstAsync());

        var december = await person.OpenAsync("/account?month=2026-12");
        var november = await person.OpenAsync($"/account?seller={seller}&month=2026-11");
        var older = await person.OpenAsync(november.Document!.QuerySelector("a[rel=next]")!.GetAttribute("href") is { } next ? "/account" + next : "");
        var nobody = await person.OpenAsync("/account?seller=nobody&month=nonsense");

        int Rows(Seen page) => page.Document!.QuerySelectorAll("#purchases tbody tr").Length;
        Assert.Equal((1, 50, 3), (Rows(december), Rows(november), Rows(older)));
        Assert.Equal("2026-11", older.Document!.QuerySelector("#month option[selected]")!.GetAttribute("value"));
        Assert.NotNull(nobody.Document!.QuerySelector("#no-purchases"));
    }

    [Fact]
    public async Task Contractor_opens_the_receipt_of_a_member_who_opens_none_of_the_contractors()
    {
        using var contractor = await server.NewSubscriberAsync();
        var own = await BuyAsync(contractor);
        using var member = await server.NewMemberAsync();
        var theirs = await BuyAsync(member);

        var list = await contractor.OpenAsync("/account");

        Assert.Contains(member.UserName!, list.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await contractor.OpenAsync($"/account/purchases/{theirs}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await member.OpenAsync($"/account/purchases/{theirs}")).Status);
        foreach (var path in (string[])[$"/account/purchases/{own}", $"/account/purchases/{PublicId.Format(PublicId.Charge, Guid.CreateVersion7())}", "/account/purchases/nonsense"])
            Assert.Equal(HttpStatusCode.NotFound, (await member.OpenAsync(path)).Status);
    }

    private static JsonObject Money(string value) => new() { ["currency"] = "JPY", ["value"] = value };

    /// <summary>Buys for 315 yen and gives the charge's public id.</summary>
    private async Task<string> BuyAsync(Person person, JsonArray? items = null)
    {
        using var merchant = server.NewMerchant();
        var tokens = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));
        var body = new JsonObject { ["grant_id"] = tokens.GrantId, ["merchant_reference"] = merchant.Reference, ["amount"] = Money("315") };
        if (items is not null)
            body["items"] = items;
        var charged = await merchant.SendChargeAsync(tokens.AccessToken, merchant.Key(1), System.Net.Http.Json.JsonContent.Create(body));
        return charged.Text("id") ?? throw new InvalidOperationException(charged.Body);
    }
}
