using System.Net;
using System.Text.Json.Nodes;
using FletsCollect.Server.Hosting;

namespace FletsCollect.Server.Tests.Api;

/// <summary>Lists, page by page: each row once, whatever is added meanwhile.</summary>
public sealed class ListTests(RunningServer server)
{
    [Fact]
    public async Task Charges_of_one_subscription_are_told_from_all_others()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var agreed = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartMonthlyAsync()));
        var subscription = await merchant.CallAsync(HttpMethod.Post, "v1/subscriptions", agreed.AccessToken, new JsonObject { ["grant_id"] = agreed.GrantId }, merchant.Key(1));
        using var once = server.NewMerchant();
        await once.ChargeAsync(await once.RedeemAsync(await person.ApproveAsync(await once.StartAsync())), once.Key(1));
        var token = await merchant.GetApiTokenAsync(ApiScopes.ChargesRead);

        var charges = (await merchant.CallAsync(HttpMethod.Get, $"v1/charges?subscription={subscription.Text("id")}", token)).Json["data"]!.AsArray();
        var nobodys = await merchant.CallAsync(HttpMethod.Get, $"v1/charges?subscription={PublicId.Format(PublicId.Subscription, Guid.CreateVersion7())}", token);
        var wrong = await merchant.CallAsync(HttpMethod.Get, $"v1/charges?subscription={agreed.GrantId}", token);

        Assert.Equal([agreed.GrantId], charges.Select(charge => (string?)charge!["grant_id"]));
        Assert.Empty(nobodys.Json["data"]!.AsArray());
        Assert.Equal((HttpStatusCode.BadRequest, "subscription"), (wrong.Status, wrong.Text("param")));
    }

    [Fact]
    public async Task Pages_hold_each_row_once_the_newest_first_also_when_rows_are_added_between_two_pages()
    {
        using var merchant = server.NewMerchant();
        var token = await merchant.GetApiTokenAsync(ApiScopes.SubscriptionsManage, ApiScopes.SubscriptionsRead);
        var mine = new List<string>();
        for (var i = 0; i < 4; i++)
            mine.Insert(0, await AddPlanAsync(merchant, token));

        var (seen, cursor) = (new List<string>(), (string?)null);
        do
        {
            var page = await merchant.CallAsync(HttpMethod.Get, "v1/plans?limit=1&status=active" + (cursor is null ? "" : "&cursor=" + cursor), token);
            seen.AddRange(Codes(page));
            cursor = page.Text("next_cursor");
            if (seen.Count == 2)
                await AddPlanAsync(merchant, token);
        }
        while (cursor is not null);

        Assert.Equal(mine, seen.Take(4));
        Assert.Equal(seen.Count, seen.Distinct(StringComparer.Ordinal).Count());
    }

    /// <summary>A cursor is a place in time and opens nothing.</summary>
    [Fact]
    public async Task Cursor_of_another_merchant_shows_nothing_of_it()
    {
        using var merchant = server.NewMerchant();
        using var other = await server.NewOtherMerchantAsync();
        var token = await merchant.GetApiTokenAsync(ApiScopes.SubscriptionsManage, ApiScopes.SubscriptionsRead);
        await AddPlanAsync(merchant, token);
        await AddPlanAsync(merchant, token);
        var cursor = (await merchant.CallAsync(HttpMethod.Get, "v1/plans?limit=1", token)).Text("next_cursor");

        var answer = await other.CallAsync(HttpMethod.Get, $"v1/plans?cursor={cursor}", await other.GetApiTokenAsync(ApiScopes.SubscriptionsRead));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Empty(answer.Json["data"]!.AsArray());
    }

    private static async Task<string> AddPlanAsync(MerchantClient merchant, string token)
    {
        var code = $"plan-{Guid.CreateVersion7():N}";
        var plan = new JsonObject { ["code"] = code, ["name"] = "動画", ["price"] = new JsonObject { ["currency"] = "JPY", ["value"] = "990" }, ["months"] = 1 };
        var made = await merchant.CallAsync(HttpMethod.Post, "v1/plans", token, plan, code);
        Assert.True(made.Status == HttpStatusCode.Created, made.Body);
        return code;
    }

    private static IEnumerable<string> Codes(Answer page) => page.Json["data"]!.AsArray().Select(plan => (string)plan!["code"]!);
}
