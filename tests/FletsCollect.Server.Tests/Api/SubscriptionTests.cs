using System.Net;
using System.Text.Json.Nodes;
using FletsCollect.Server.Hosting;

namespace FletsCollect.Server.Tests.Api;

/// <summary>Plans and subscriptions as a merchant's back end uses them.</summary>
public class SubscriptionTests(RunningServer server)
{
    [Fact]
    public async Task Approved_monthly_purchase_is_started_shown_cancelled_and_taken_back()
    {
        using var merchant = server.NewMerchant();
        var own = await merchant.GetApiTokenAsync(ApiScopes.SubscriptionsRead, ApiScopes.SubscriptionsManage);

        var started = await StartAsync(merchant);
        Assert.Equal(HttpStatusCode.Created, started.Status);
        var path = $"v1/subscriptions/{started.Text("id")}";
        var cancelled = await merchant.CallAsync(HttpMethod.Post, path + "/cancel", own, key: merchant.Key(2));
        var again = await merchant.CallAsync(HttpMethod.Post, path + "/cancel", own, key: merchant.Key(3));
        var replayed = await merchant.CallAsync(HttpMethod.Post, path + "/cancel", own, key: merchant.Key(2));
        var undone = await merchant.CallAsync(HttpMethod.Post, path + "/undo-cancel", own, key: merchant.Key(4));
        var shown = await merchant.CallAsync(HttpMethod.Get, path, own);

        Assert.Equal("active", started.Text("status"));
        Assert.Equal(started.Text("next_charge_on"), undone.Text("next_charge_on"));
        Assert.Equal(("cancel_scheduled", "cancelled_by_merchant", started.Text("paid_through")), (cancelled.Text("status"), cancelled.Text("end_reason"), cancelled.Text("ends_on")));
        Assert.Equal((HttpStatusCode.Conflict, "subscription_already_cancelled"), (again.Status, again.Text("code")));
        Assert.Equal((cancelled.Body, "true"), (replayed.Body, replayed.Headers["Idempotent-Replayed"]));
        Assert.Equal(undone.Body, shown.Body);
    }

    [Fact]
    public async Task Second_charge_of_a_month_is_refused()
    {
        using var merchant = server.NewMerchant();
        var tokens = await ApproveAsync(merchant);
        var early = await merchant.ChargeAsync(tokens, merchant.Key(1), "990");
        await StartAsync(merchant, tokens);

        var second = await merchant.ChargeAsync(tokens, merchant.Key(2), "990");
        var other = await merchant.ChargeAsync(tokens, merchant.Key(3), "991");

        Assert.Equal((HttpStatusCode.Conflict, "subscription_not_started"), (early.Status, early.Text("code")));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "period_limit_exceeded"), (second.Status, second.Text("code")));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "amount_mismatch"), (other.Status, other.Text("code")));
    }

    [Fact]
    public async Task Start_before_its_day_charges_nothing_and_a_charge_is_outside_the_schedule()
    {
        using var merchant = server.NewMerchant();
        var tomorrow = Calendars.BusinessDate.At(merchant.Now.UtcDateTime).AddDays(1);
        var tokens = await ApproveAsync(merchant, details => details["schedule"]!["start"] = MonthlyPurchase.Day(tomorrow));

        var started = await StartAsync(merchant, tokens);
        var charged = await merchant.ChargeAsync(tokens, merchant.Key(2), "990");

        Assert.Equal(MonthlyPurchase.Day(tomorrow), started.Text("next_charge_on"));
        Assert.False(started.Json.ContainsKey("paid_through"));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "outside_schedule"), (charged.Status, charged.Text("code")));
    }

    [Fact]
    public async Task Start_needs_a_key_and_the_subscribers_own_token()
    {
        using var merchant = server.NewMerchant();
        using var other = await server.NewOtherMerchantAsync();
        var tokens = await ApproveAsync(merchant);
        var body = new JsonObject { ["grant_id"] = tokens.GrantId };
        var own = await merchant.GetApiTokenAsync(ApiScopes.SubscriptionsManage);

        Assert.Equal("idempotency_key_required", (await merchant.CallAsync(HttpMethod.Post, "v1/subscriptions", tokens.AccessToken, body.DeepClone())).Text("code"));
        Assert.Equal("insufficient_scope", (await merchant.CallAsync(HttpMethod.Post, "v1/subscriptions", own, body.DeepClone(), merchant.Key(1))).Text("code"));
        var foreign = await merchant.CallAsync(HttpMethod.Post, "v1/subscriptions", tokens.AccessToken, new JsonObject { ["grant_id"] = PublicId.Format(PublicId.Grant, Guid.CreateVersion7()) }, merchant.Key(2));
        Assert.Equal("grant_not_found", foreign.Text("code"));
    }

    [Fact]
    public async Task Merchant_sees_and_cancels_its_own_subscriptions_only()
    {
        using var merchant = server.NewMerchant();
        using var other = await server.NewOtherMerchantAsync();
        var path = $"v1/subscriptions/{(await StartAsync(merchant)).Text("id")}";
        var own = await other.GetApiTokenAsync(ApiScopes.SubscriptionsRead, ApiScopes.SubscriptionsManage);

        Assert.Equal("subscription_not_found", (await other.CallAsync(HttpMethod.Get, path, own)).Text("code"));
        Assert.Equal("subscription_not_found", (await other.CallAsync(HttpMethod.Post, path + "/cancel", own, key: "k")).Text("code"));
        Assert.Empty((await other.CallAsync(HttpMethod.Get, "v1/subscriptions", own)).Json["data"]!.AsArray());
    }

    [Fact]
    public async Task List_is_paged_and_filtered()
    {
        using var merchant = server.NewMerchant();
        var started = await StartAsync(merchant);
        var own = await merchant.GetApiTokenAsync(ApiScopes.SubscriptionsRead);

        var one = await merchant.CallAsync(HttpMethod.Get, "v1/subscriptions?limit=1", own);
        var found = await merchant.CallAsync(HttpMethod.Get, $"v1/subscriptions?merchant_reference={merchant.Reference}&status=active", own);
        var none = await merchant.CallAsync(HttpMethod.Get, $"v1/subscriptions?merchant_reference={merchant.Reference}&status=ended", own);
        var wrong = await merchant.CallAsync(HttpMethod.Get, "v1/subscriptions?status=gone", own);

        Assert.Single(one.Json["data"]!.AsArray());
        Assert.Equal(started.Text("id"), Assert.Single(found.Json["data"]!.AsArray())!["id"]!.GetValue<string>());
        Assert.Empty(none.Json["data"]!.AsArray());
        Assert.Equal("status", wrong.Text("param"));
    }

    [Fact]
    public async Task Purchase_of_a_plan_is_what_the_plan_says()
    {
        using var merchant = server.NewMerchant();
        var own = await merchant.GetApiTokenAsync(ApiScopes.SubscriptionsRead, ApiScopes.SubscriptionsManage);
        var code = $"tv-{Guid.CreateVersion7():N}";
        var plan = new JsonObject { ["code"] = code, ["name"] = "動画プラン", ["price"] = new JsonObject { ["currency"] = "JPY", ["value"] = "990" }, ["months"] = 1 };
        Assert.Equal("invalid_authorization_details", (await merchant.PushMonthlyAsync(details => details["plan"] = code)).Text("error"));

        var created = await merchant.CallAsync(HttpMethod.Post, "v1/plans", own, plan.DeepClone(), merchant.Key(1));
        var twice = await merchant.CallAsync(HttpMethod.Post, "v1/plans", own, plan.DeepClone(), merchant.Key(2));
        var cheaper = await merchant.PushMonthlyAsync(details => (details["plan"], details["amount"]!["value"]) = (code, "980"));
        var right = await merchant.PushMonthlyAsync(details => details["plan"] = code);
        var retired = await merchant.CallAsync(HttpMethod.Post, $"v1/plans/{code}/retire", own, key: merchant.Key(3));
        var late = await merchant.PushMonthlyAsync(details => details["plan"] = code);

        Assert.Equal(HttpStatusCode.Created, created.Status);
        Assert.Equal("plan_code_in_use", twice.Text("code"));
        Assert.Contains("990", cheaper.Text("error_description"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Created, right.Status);
        Assert.False(retired.Json["active"]!.GetValue<bool>());
        Assert.Contains("retired", late.Text("error_description"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Merchant_without_monthly_charging_makes_no_plans()
    {
        using var merchant = await server.NewOtherMerchantAsync();
        var own = await merchant.GetApiTokenAsync(ApiScopes.SubscriptionsManage);
        var plan = new JsonObject { ["code"] = "tv", ["name"] = "動画", ["price"] = new JsonObject { ["currency"] = "JPY", ["value"] = "990" }, ["months"] = 1 };

        Assert.Equal("monthly_not_allowed", (await merchant.CallAsync(HttpMethod.Post, "v1/plans", own, plan, "k")).Text("code"));
    }

    private async Task<Tokens> ApproveAsync(MerchantClient merchant, Action<JsonObject>? change = null)
    {
        using var person = await server.NewSubscriberAsync();
        return await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartMonthlyAsync(change)));
    }

    private async Task<Answer> StartAsync(MerchantClient merchant, Tokens? tokens = null)
    {
        tokens ??= await ApproveAsync(merchant);
        return await merchant.CallAsync(HttpMethod.Post, "v1/subscriptions", tokens.AccessToken, new JsonObject { ["grant_id"] = tokens.GrantId }, merchant.Key(99));
    }
}
