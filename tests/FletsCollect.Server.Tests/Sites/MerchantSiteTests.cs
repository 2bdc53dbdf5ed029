using System.Net;
using System.Text.Json.Nodes;
using FletsCollect.Calendars;
using FletsCollect.Server.Jobs;
using FletsCollect.Server.Sites.Merchants;
using FletsCollect.Server.Tests.SignIn.Staff;
using FletsCollect.Staff;
using FletsCollect.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Server.Tests.Sites;

/// <summary>What a merchant's people see and do on their site: their own merchant's sales and money, each role its part.</summary>
public sealed class MerchantSiteTests(RunningServer server)
{
    [Fact]
    public async Task Charge_is_found_by_its_reference_and_shown_with_its_history()
    {
        using var merchant = server.NewMerchant();
        await BuyAsync(merchant);
        using var viewer = await StaffBrowser.JoinedAsync(server, StaffRole.Viewer, "hatena-demo");

        var list = await viewer.Browser.OpenAsync($"/merchant/charges?search={merchant.Reference}");
        var nothing = await viewer.Browser.OpenAsync($"/merchant/charges?search={merchant.Reference}&status=Cancelled");
        var detail = await viewer.Browser.OpenAsync(list.Document!.QuerySelector("#charges tbody a")!.GetAttribute("href")!);

        Assert.Single(list.Document!.QuerySelectorAll("#charges tbody tr"));
        Assert.NotNull(nothing.Document!.QuerySelector("#no-charges"));
        Assert.Contains("315円", detail.Document!.QuerySelector("#remaining")!.TextContent, StringComparison.Ordinal);
        Assert.Null(detail.Document!.QuerySelector("#refund"));
    }

    [Fact]
    public async Task Overview_shows_how_far_purchases_came_from_the_button_to_the_charge()
    {
        using var merchant = await server.NewOtherMerchantAsync();
        await BuyAsync(merchant);
        using var person = await server.NewSubscriberAsync();
        using var refused = await server.NewOtherMerchantAsync();
        await person.SubmitAsync(await person.SignInForAsync(await refused.StartAsync()), ("decision", "refuse"));
        var (end, outcome) = await server.Services.GetRequiredService<JobRunner>().RunAsync("count-usage", evenIfNotDue: true, CancellationToken.None);
        Assert.True(end == JobEnd.Finished, outcome);

        foreach (var (shop, expected, hint) in ((MerchantClient, string[], string)[])[(merchant, ["1", "1", "1"], "0件"), (refused, ["1", "0", "0"], "1件")])
        {
            using var viewer = await StaffBrowser.JoinedAsync(server, StaffRole.Viewer, shop.ClientId);
            var page = await viewer.Browser.OpenAsync("/merchant");

            Assert.Equal(expected, page.Document!.QuerySelectorAll("#funnel-rows tbody tr").Select(row => row.QuerySelector("td")!.TextContent));
            Assert.Contains($"取りやめたもの: {hint}", page.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Usage_is_shown_by_day_month_and_plan_and_taken_away()
    {
        using var shop = await server.NewOtherMerchantAsync();
        await server.DatabaseAsync(db => db.Merchants.Where(row => row.Code == shop.ClientId).ExecuteUpdateAsync(set => set.SetProperty(row => row.MayChargeMonthly, true)));
        using var owner = await StaffBrowser.JoinedAsync(server, StaffRole.Owner, shop.ClientId);
        using var person = await server.NewSubscriberAsync();
        var subscription = await SubscribeAsync(shop, person);
        await owner.Browser.SubmitAsync(await owner.Browser.OpenAsync($"/merchant/subscriptions/{subscription}"));
        var (end, outcome) = await server.Services.GetRequiredService<JobRunner>().RunAsync("count-usage", evenIfNotDue: true, CancellationToken.None);
        Assert.True(end == JobEnd.Finished, outcome);

        var byDay = await owner.Browser.OpenAsync("/merchant/usage");
        var byMonth = await owner.Browser.OpenAsync("/merchant/usage?by=month&plan=-");
        var other = await owner.Browser.OpenAsync("/merchant/usage?plan=no-such-plan");
        var past = await owner.Browser.OpenAsync("/merchant/usage?month=2005-01");
        var csv = await ExportAsync(owner, "/merchant/usage.csv");

        string[] expected = ["1", "1", "0", "0", "0", "1", "0"];
        Assert.Equal(expected, Cells(byDay, "#time-rows tbody tr:last-child"));
        Assert.Equal(expected, Cells(byDay, "#plan-rows tbody tr"));
        Assert.Equal(expected, Cells(byMonth, "#time-rows tbody tr:last-child"));
        Assert.Equal(["0", "0", "0", "0", "0", "0", "0"], Cells(other, "#time-rows tbody tr:last-child"));
        Assert.NotNull(other.Document!.QuerySelector("#no-plans"));
        Assert.NotNull(past.Document!.QuerySelector("#not-counted"));
        Assert.Contains(",1,1,0,0,0,1,0", csv, StringComparison.Ordinal);

        static string[] Cells(Seen page, string row) => [.. page.Document!.QuerySelectorAll($"{row} td").Select(cell => cell.TextContent)];
    }

    [Fact]
    public async Task Plans_are_read_in_pages_that_the_database_cuts()
    {
        using var shop = await server.NewOtherMerchantAsync();
        using var viewer = await StaffBrowser.JoinedAsync(server, StaffRole.Viewer, shop.ClientId);
        // A day long ago, which nothing counts again.
        var day = new DateOnly(2005, 3, 31);
        var count = MerchantUsageModel.PageSize + 2;
        await server.Services.GetRequiredService<JobRunner>().RunAsync("count-usage", evenIfNotDue: true, CancellationToken.None);
        await server.DatabaseAsync(async db =>
        {
            var merchant = await db.Merchants.Where(row => row.Code == shop.ClientId).Select(row => row.Id).SingleAsync();
            db.AddRange(Enumerable.Range(0, count).Select(number => new PlanUsage(merchant, $"plan-{number:000}", day, new PlanCounts(1, 0, 0, 0, number, 0, 0))));
            db.Add(new UsageDay(day, TimeProvider.System.Instant()));
            return await db.SaveChangesAsync();
        });

        var first = await viewer.Browser.OpenAsync("/merchant/usage?month=2005-03");
        var second = await viewer.Browser.OpenAsync(first.Document!.QuerySelector("a[rel=next][href*=after]")!.GetAttribute("href")!);
        var one = await viewer.Browser.OpenAsync("/merchant/usage?month=2005-03&plan=plan-007");

        Assert.Equal(MerchantUsageModel.PageSize, first.Document!.QuerySelectorAll("#plan-rows tbody tr").Length);
        Assert.Equal(["plan-050", "plan-051"], second.Document!.QuerySelectorAll("#plan-rows tbody th").Select(cell => cell.TextContent));
        Assert.Equal("plan-007", Assert.Single(one.Document!.QuerySelectorAll("#plan-rows tbody th")).TextContent);
        Assert.Equal("7", one.Document!.QuerySelectorAll("#time-rows tbody tr:last-child td")[4].TextContent);
    }

    [Fact]
    public async Task Filter_that_cannot_be_read_is_named_and_shows_nothing()
    {
        using var viewer = await StaffBrowser.JoinedAsync(server, StaffRole.Viewer, "hatena-demo");

        var page = await viewer.Browser.OpenAsync("/merchant/charges?from=yesterday");
        var export = await viewer.Browser.OpenAsync("/merchant/charges.csv?from=yesterday");

        Assert.NotNull(page.Document!.QuerySelector("#filter-error a[href='#From']"));
        Assert.Null(page.Document!.QuerySelector("#charges"));
        Assert.Equal(HttpStatusCode.BadRequest, export.Status);
    }

    [Fact]
    public async Task Bookkeeper_gives_a_part_back_once_however_often_the_form_is_sent()
    {
        using var merchant = server.NewMerchant();
        var charge = await BuyAsync(merchant);
        using var bookkeeper = await StaffBrowser.JoinedAsync(server, StaffRole.Bookkeeper, "hatena-demo");
        var page = await bookkeeper.Browser.OpenAsync($"/merchant/charges/{charge}");

        var done = await bookkeeper.Browser.SubmitAsync(page, ("Amount", "１００"), ("Reason", "返品"));
        await bookkeeper.Browser.SubmitAsync(page, ("Amount", "100"), ("Reason", "返品"));

        Assert.NotNull(done.Document!.QuerySelector("#refunded"));
        Assert.Contains("215円", (await bookkeeper.Browser.OpenAsync($"/merchant/charges/{charge}")).Document!.QuerySelector("#remaining")!.TextContent, StringComparison.Ordinal);
        var refund = await server.DatabaseAsync(db => db.Refunds.SingleAsync(row => db.Charges.Any(found => found.Id == row.ChargeId && found.MerchantReference == merchant.Reference)));
        Assert.StartsWith("staff:st_", refund.RequestedBy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("316", "返品", "#Amount-error")]
    [InlineData("0", "返品", "#Amount-error")]
    [InlineData("1.5", "返品", "#Amount-error")]
    [InlineData("100", "", "#Reason-error")]
    public async Task Refund_that_cannot_be_made_says_why_at_its_field_and_gives_nothing_back(string amount, string reason, string error)
    {
        using var merchant = server.NewMerchant();
        var charge = await BuyAsync(merchant);
        using var owner = await StaffBrowser.JoinedAsync(server, StaffRole.Owner, "hatena-demo");

        var refused = await owner.Browser.SubmitAsync(await owner.Browser.OpenAsync($"/merchant/charges/{charge}"), ("Amount", amount), ("Reason", reason));

        Assert.NotNull(refused.Document!.QuerySelector(error));
        Assert.Contains("315円", refused.Document!.QuerySelector("#remaining")!.TextContent, StringComparison.Ordinal);
        // The form that comes back can be corrected and sent.
        Assert.NotNull((await owner.Browser.SubmitAsync(refused, ("Amount", ""), ("Reason", "返品"))).Document!.QuerySelector("#refunded"));
    }

    [Fact]
    public async Task Viewer_who_forges_the_form_is_refused()
    {
        using var merchant = server.NewMerchant();
        var charge = await BuyAsync(merchant);
        using var viewer = await StaffBrowser.JoinedAsync(server, StaffRole.Viewer, "hatena-demo");

        var forged = await viewer.Browser.SubmitToAsync(await viewer.Browser.OpenAsync("/staff"), $"/merchant/charges/{charge}", ("Amount", "100"), ("Reason", "x"), ("Form", Guid.CreateVersion7().ToString("N")));

        Assert.Equal(HttpStatusCode.Forbidden, forged.Status);
        Assert.Equal(0, await server.DatabaseAsync(db => db.Refunds.CountAsync(row => db.Charges.Any(found => found.Id == row.ChargeId && found.MerchantReference == merchant.Reference))));
    }

    [Fact]
    public async Task Subscription_is_cancelled_and_taken_back()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var subscription = await SubscribeAsync(merchant, person);
        using var owner = await StaffBrowser.JoinedAsync(server, StaffRole.Owner, "hatena-demo");
        var page = await owner.Browser.OpenAsync($"/merchant/subscriptions/{subscription}");

        var cancelled = await owner.Browser.SubmitAsync(page);
        var back = await owner.Browser.SubmitAsync(cancelled);

        Assert.Contains("解約予定", cancelled.Document!.QuerySelector("#status")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("継続中", back.Document!.QuerySelector("#status")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(merchant.Reference, (await owner.Browser.OpenAsync("/merchant/subscriptions?status=Active")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_merchants_rows_are_not_there()
    {
        using var merchant = server.NewMerchant();
        var charge = await BuyAsync(merchant);
        using var other = await server.NewOtherMerchantAsync();
        using var owner = await StaffBrowser.JoinedAsync(server, StaffRole.Owner, other.ClientId);

        Assert.Equal(HttpStatusCode.NotFound, (await owner.Browser.OpenAsync($"/merchant/charges/{charge}")).Status);
        Assert.NotNull((await owner.Browser.OpenAsync("/merchant/charges")).Document!.QuerySelector("#no-charges"));
        Assert.DoesNotContain(merchant.Reference, await ExportAsync(owner, "/merchant/charges.csv"), StringComparison.Ordinal);
        Assert.Equal("0件", (await owner.Browser.OpenAsync("/merchant")).Document!.QuerySelector("#count")!.TextContent);
    }

    [Fact]
    public async Task Overview_counts_what_was_sold_and_who_subscribes()
    {
        using var owner = await StaffBrowser.JoinedAsync(server, StaffRole.Owner, "hatena-demo");
        var before = CountOf(await owner.Browser.OpenAsync("/merchant"));
        using var merchant = server.NewMerchant();
        await BuyAsync(merchant);
        using var person = await server.NewSubscriberAsync();
        using var monthly = server.NewMerchant();
        await SubscribeAsync(monthly, person);

        var page = await owner.Browser.OpenAsync("/merchant");

        // Others buy meanwhile, so at least these two.
        Assert.True(CountOf(page) >= before + 2);
        Assert.NotNull(page.Document!.QuerySelector("#plan-rows"));
        Assert.NotNull(page.Document!.QuerySelector("#fee"));

        static int CountOf(Seen page) => int.Parse(page.Document!.QuerySelector("#count")!.TextContent.Replace("件", "", StringComparison.Ordinal), System.Globalization.NumberStyles.AllowThousands, System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Export_has_every_row_reads_as_Japanese_and_runs_nothing_in_a_spreadsheet()
    {
        using var merchant = server.NewMerchant();
        var details = merchant.Details();
        details["description"] = "=HYPERLINK(\"http://evil.example\")";
        var tokens = await RedeemAsync(merchant, details);
        Assert.Equal(HttpStatusCode.Created, (await merchant.ChargeAsync(tokens, merchant.Key(1))).Status);
        using var viewer = await StaffBrowser.JoinedAsync(server, StaffRole.Viewer, "hatena-demo");

        var csv = await ExportAsync(viewer, $"/merchant/charges.csv?search={merchant.Reference}");
        var json = JsonNode.Parse(await ExportAsync(viewer, $"/merchant/charges.json?search={merchant.Reference}"))!.AsArray();

        Assert.StartsWith("\uFEFFid,merchant_reference,", csv, StringComparison.Ordinal);
        Assert.Contains("'=HYPERLINK", csv, StringComparison.Ordinal);
        Assert.Equal("1", (await viewer.Browser.OpenAsync($"/merchant/charges.json?search={merchant.Reference}")).Headers["X-Total-Count"]);
        Assert.Equal("[]", await ExportAsync(viewer, "/merchant/charges.json?search=no-such-order"));
        Assert.Equal((merchant.Reference, 315, "confirmed"), (json[0]!["merchant_reference"]!.GetValue<string>(), json[0]!["amount"]!.GetValue<int>(), json[0]!["status"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Owner_invites_and_suspends_the_merchants_people()
    {
        using var other = await server.NewOtherMerchantAsync();
        using var owner = await StaffBrowser.JoinedAsync(server, StaffRole.Owner, other.ClientId);
        using var newcomer = new StaffBrowser(server, $"{Guid.CreateVersion7():N}@shop.example");

        var page = await owner.Browser.OpenAsync("/merchant/staff");
        var invited = await owner.Browser.SubmitToAsync(page, "/merchant/staff?handler=Invite", ("MailAddress", newcomer.MailAddress), ("Name", "新人"), ("Role", "Developer"));
        var link = new Uri(invited.Document!.QuerySelector("#link")!.TextContent);
        var joined = await newcomer.JoinAsync(System.Web.HttpUtility.ParseQueryString(link.Query)["invitation"]!);
        var id = await server.DatabaseAsync(db => db.StaffMembers.Where(row => row.MailAddress == newcomer.MailAddress).Select(row => row.Id).SingleAsync());
        await owner.Browser.SubmitToAsync(page, "/merchant/staff?handler=Suspend", ("member", PublicId.Format(PublicId.StaffMember, id)));

        Assert.Equal("/staff/sign-in", joined.Address.AbsolutePath);
        Assert.Equal(StaffStatus.Suspended, await server.DatabaseAsync(db => db.StaffMembers.Where(row => row.Id == id).Select(row => row.Status).SingleAsync()));
        var own = await server.DatabaseAsync(db => db.StaffMembers.Where(row => row.MailAddress == owner.MailAddress).Select(row => row.Id).SingleAsync());
        Assert.NotNull((await owner.Browser.SubmitToAsync(page, "/merchant/staff?handler=Suspend", ("member", PublicId.Format(PublicId.StaffMember, own)))).Document!.QuerySelector("#failure"));
    }

    [Theory]
    [InlineData("Operator")]
    [InlineData("Approver")]
    public async Task Owner_can_invite_nobody_to_the_operators_staff(string role)
    {
        using var owner = await StaffBrowser.JoinedAsync(server, StaffRole.Owner, "hatena-demo");
        var address = $"{Guid.CreateVersion7():N}@shop.example";

        var refused = await owner.Browser.SubmitToAsync(await owner.Browser.OpenAsync("/merchant/staff"), "/merchant/staff?handler=Invite", ("MailAddress", address), ("Name", "x"), ("Role", role));

        Assert.NotNull(refused.Document!.QuerySelector("#failure"));
        Assert.False(await server.DatabaseAsync(db => db.StaffMembers.AnyAsync(row => row.MailAddress == address)));
    }

    [Fact]
    public async Task Developer_sees_how_the_shop_is_connected()
    {
        using var developer = await StaffBrowser.JoinedAsync(server, StaffRole.Developer, "hatena-demo");

        var page = await developer.Browser.OpenAsync("/merchant/integration");

        Assert.Contains("hatena-demo-1", page.Text, StringComparison.Ordinal);
        Assert.Contains(MerchantClient.RedirectUri, page.Text, StringComparison.Ordinal);
        Assert.NotNull((await developer.Browser.OpenAsync("/merchant/webhooks")).Document!.QuerySelector("#endpoints"));
    }

    private static async Task<string> SubscribeAsync(MerchantClient merchant, Person person)
    {
        var tokens = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartMonthlyAsync()));
        var started = await merchant.CallAsync(HttpMethod.Post, "v1/subscriptions", tokens.AccessToken, new JsonObject { ["grant_id"] = tokens.GrantId }, merchant.Key(1));
        Assert.Equal(HttpStatusCode.Created, started.Status);
        return started.Text("id")!;
    }

    private async Task<string> BuyAsync(MerchantClient merchant)
    {
        var charged = await merchant.ChargeAsync(await RedeemAsync(merchant, merchant.Details()), merchant.Key(1));
        Assert.Equal(HttpStatusCode.Created, charged.Status);
        return charged.Text("id")!;
    }

    private async Task<Tokens> RedeemAsync(MerchantClient merchant, JsonObject details)
    {
        using var person = await server.NewSubscriberAsync();
        var pushed = await merchant.PushAsync(merchant.PushedRequest(details));
        return await merchant.RedeemAsync(await person.ApproveAsync(merchant.AuthorizationAddress(pushed.Text("request_uri")!)));
    }

    private static Task<string> ExportAsync(StaffBrowser member, string path) => member.Browser.DownloadAsync(path);
}
