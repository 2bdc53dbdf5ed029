using System.Net;
using System.Text.Json.Nodes;
using FletsCollect.Server.Hosting;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Tests.Provider;

/// <summary>A merchant asks for a new price of a monthly purchase (Grant Management for OAuth 2.0, action <c>replace</c>).</summary>
public class GrantReplacementTests(RunningServer server)
{
    [Fact]
    public async Task New_price_is_agreed_to_on_a_page_that_says_the_old_one_and_from_when()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var (old, subscription) = await SubscribeAsync(merchant, person);

        var page = await person.SignInForAsync(await StartAsync(merchant, old.GrantId));
        var answer = await person.SubmitAsync(page, ("decision", "approve"));
        var tokens = await merchant.RedeemAsync(answer.Elsewhere!);
        var after = await merchant.CallAsync(HttpMethod.Get, $"v1/subscriptions/{subscription}", await merchant.GetApiTokenAsync(ApiScopes.SubscriptionsRead));

        Assert.Contains("990円", page.Document!.QuerySelector("#price-change")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("1,200円", page.Document!.QuerySelector("#price-change")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("承認しなければ、現在の価格のまま続きます", page.Text, StringComparison.Ordinal);
        Assert.Contains("のお支払いから。それまでの期間は現在の価格のまま", page.Text, StringComparison.Ordinal);
        Assert.NotEqual(old.GrantId, tokens.GrantId);
        Assert.Equal(tokens.GrantId, tokens.Response["grant_id"]!.GetValue<string>());
        Assert.Equal((tokens.GrantId, "1200", "active"), (after.Text("grant_id"), after.Json["amount"]!["value"]!.GetValue<string>(), after.Text("status")));
        var query = await merchant.GetApiTokenAsync(ApiScopes.GrantManagementQuery);
        Assert.Equal("replaced", (await merchant.CallAsync(HttpMethod.Get, $"v1/grants/{old.GrantId}", query)).Text("status"));
        Assert.Equal("active", (await merchant.CallAsync(HttpMethod.Get, $"v1/grants/{tokens.GrantId}", query)).Text("status"));
    }

    [Fact]
    public async Task Tokens_of_the_old_price_end_with_the_approval_and_those_of_the_new_one_refresh()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var (old, _) = await SubscribeAsync(merchant, person);

        var tokens = await merchant.RedeemAsync(await person.ApproveAsync(await StartAsync(merchant, old.GrantId)));

        var refused = await merchant.RefreshAsync(old);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_grant"), (refused.Status, refused.Text("error")));
        Assert.False((await merchant.AboutAsync("connect/introspect", old.AccessToken)).Json["active"]!.GetValue<bool>());
        Assert.Equal(HttpStatusCode.OK, (await merchant.RefreshAsync(tokens)).Status);
    }

    [Fact]
    public async Task Refusal_leaves_the_old_price_in_force()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var (old, subscription) = await SubscribeAsync(merchant, person);

        var page = await person.SignInForAsync(await StartAsync(merchant, old.GrantId));
        var answer = await person.SubmitAsync(page, ("decision", "refuse"));

        Assert.Equal("access_denied", answer.Answered("error"));
        Assert.Equal(HttpStatusCode.OK, (await merchant.RefreshAsync(old)).Status);
        var after = await merchant.CallAsync(HttpMethod.Get, $"v1/subscriptions/{subscription}", await merchant.GetApiTokenAsync(ApiScopes.SubscriptionsRead));
        Assert.Equal("990", after.Json["amount"]!["value"]!.GetValue<string>());
    }

    [Fact]
    public async Task Grants_that_cannot_be_replaced_are_refused_alike()
    {
        using var merchant = server.NewMerchant();
        using var other = await server.NewOtherMerchantAsync();
        using var person = await server.NewSubscriberAsync();
        await server.DatabaseAsync(db => db.Merchants.Where(row => row.Code == other.ClientId).ExecuteUpdateAsync(set => set.SetProperty(row => row.MayChargeMonthly, true)));
        var (foreign, _) = await SubscribeAsync(other, person);
        var once = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));
        using var ender = server.NewMerchant();
        var (ended, _) = await SubscribeAsync(ender, person);
        await ender.CallAsync(HttpMethod.Delete, $"v1/grants/{ended.GrantId}", await ender.GetApiTokenAsync(ApiScopes.GrantManagementRevoke));

        var answers = new List<Answer>();
        foreach (var grant in (string[])[foreign.GrantId, once.GrantId, ended.GrantId, PublicId.Format(PublicId.Grant, Guid.CreateVersion7()), "gr_1"])
            answers.Add(await PushAsync(merchant, grant));

        Assert.All(answers, answer => Assert.Equal((HttpStatusCode.BadRequest, "invalid_grant_id"), (answer.Status, answer.Text("error"))));
        Assert.Single(answers.Select(answer => answer.Text("error_description")).Distinct(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("merge", null, "invalid_request")]
    [InlineData("replace", null, "invalid_request")]
    [InlineData(null, "gr_01KAR3V6N2F9M0Q8T4XJ5WZ7BC", "invalid_request")]
    [InlineData("create", "gr_01KAR3V6N2F9M0Q8T4XJ5WZ7BC", "invalid_request")]
    public async Task Actions_that_are_not_offered_or_not_whole_are_refused(string? action, string? grant, string error)
    {
        using var merchant = server.NewMerchant();
        var request = merchant.PushedRequest(merchant.Monthly());
        if (action is not null)
            request["grant_management_action"] = action;
        if (grant is not null)
            request["grant_id"] = grant;

        Assert.Equal(error, (await merchant.PushAsync(request)).Text("error"));
    }

    [Fact]
    public async Task Action_create_is_what_every_request_does()
    {
        using var merchant = server.NewMerchant();
        var request = merchant.PushedRequest();
        request["grant_management_action"] = "create";

        Assert.Equal(HttpStatusCode.Created, (await merchant.PushAsync(request)).Status);
    }

    [Fact]
    public async Task Another_schedule_or_reference_is_no_change_of_price()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var (old, _) = await SubscribeAsync(merchant, person);

        var schedule = await PushAsync(merchant, old.GrantId, details => details["schedule"]!["count"] = 3);
        var reference = await PushAsync(merchant, old.GrantId, details => details["merchant_reference"] = "another");

        Assert.Equal(("invalid_authorization_details", true), (schedule.Text("error"), schedule.Text("error_description")!.Contains("schedule", StringComparison.Ordinal)));
        Assert.Equal(("invalid_authorization_details", true), (reference.Text("error"), reference.Text("error_description")!.Contains("merchant_reference", StringComparison.Ordinal)));
    }

    private static async Task<(Tokens Tokens, string Subscription)> SubscribeAsync(MerchantClient merchant, Person person)
    {
        var tokens = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartMonthlyAsync()));
        var started = await merchant.CallAsync(HttpMethod.Post, "v1/subscriptions", tokens.AccessToken, new JsonObject { ["grant_id"] = tokens.GrantId }, merchant.Key(1));
        Assert.True(started.Status == HttpStatusCode.Created, started.Body);
        return (tokens, started.Text("id")!);
    }

    private static Task<Answer> PushAsync(MerchantClient merchant, string grantId, Action<JsonObject>? change = null)
    {
        var request = merchant.PushedRequest(merchant.Monthly("1200", change));
        request["grant_management_action"] = "replace";
        request["grant_id"] = grantId;
        return merchant.PushAsync(request);
    }

    private static async Task<Uri> StartAsync(MerchantClient merchant, string grantId)
    {
        var pushed = await PushAsync(merchant, grantId);
        Assert.True(pushed.Status == HttpStatusCode.Created, pushed.Body);
        return merchant.AuthorizationAddress(pushed.Text("request_uri")!);
    }
}
