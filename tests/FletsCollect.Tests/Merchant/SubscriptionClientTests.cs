using System.Globalization;
using System.Text.Json;
using FletsCollect.Merchant;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FletsCollect.Tests.Merchant;

/// <summary>What a merchant does about purchases that go on, against the contract of the provider.</summary>
public sealed class SubscriptionClientTests : IAsyncLifetime
{
    private static readonly ApprovedPurchase s_approved = new(StubMerchant.Monthly, "gr_1", "sub", "stub-access-token", ExpiresAt: null);

    private StubProvider _provider = null!;
    private StubMerchant _merchant = null!;

    private FletsSubscriptionClient Client => _merchant.Services.GetRequiredService<FletsSubscriptionClient>();

    public async ValueTask InitializeAsync()
    {
        _provider = await StubProvider.StartAsync();
        _merchant = await StubMerchant.StartAsync(_provider);
    }

    public async ValueTask DisposeAsync()
    {
        await _merchant.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task Monthly_purchase_is_pushed_with_its_schedule_and_comes_back_approved()
    {
        var approved = Assert.IsType<ApprovedPurchase>(await _merchant.BuyAsync("subscribe"));

        Assert.Equal(StubMerchant.Monthly, approved.Purchase);
        var form = QueryHelpers.ParseQuery(Assert.Single(_provider.PushedBodies));
        Assert.Equal(
            $$$"""[{"type":"urn:fletscollect:charge-recurring:v1","actions":["charge"],"locations":["{{{_provider.Issuer}}}v1/charges"],"merchant_reference":"ORD-0001","description":"有料オプション 30日","amount":{"currency":"JPY","value":"315","mode":"fixed"},"schedule":{"interval":"month","count":1,"align":"calendar","tz":"Asia/Tokyo","start":"2026-11-22","end":null}}]""",
            form["authorization_details"].ToString());
        Assert.False(form.ContainsKey("grant_management_action"));
    }

    [Fact]
    public async Task Code_and_own_token_are_asked_for_again_with_the_nonce_that_the_provider_wants()
    {
        _provider.DpopNonce = "nonce-1";

        Assert.IsType<ApprovedPurchase>(await _merchant.BuyAsync("subscribe"));
        _provider.DpopNonce = "nonce-2";
        await Client.CancelAsync("sub_1", "key-1");

        // The redemption of the code, then the token in the merchant's own name, each twice.
        Assert.Equal([null, "nonce-1", "nonce-1", "nonce-2"], _provider.ProofNonces);
    }

    [Fact]
    public async Task New_price_asks_to_take_the_place_of_the_present_grant()
    {
        var approved = Assert.IsType<ApprovedPurchase>(await _merchant.BuyAsync("change-price"));

        Assert.Equal(("gr_before", "gr_stub1"), (approved.Purchase.Monthly?.ReplacesGrant, approved.GrantId));
        var form = QueryHelpers.ParseQuery(Assert.Single(_provider.PushedBodies));
        Assert.Equal(("replace", "gr_before"), (form["grant_management_action"].ToString(), form["grant_id"].ToString()));
    }

    [Fact]
    public void Purchase_that_is_made_once_has_no_other_price() =>
        Assert.Throws<ArgumentException>(() => FletsPay.ChangePrice(StubMerchant.Purchase, "gr_1"));

    [Fact]
    public async Task Schedule_that_differs_from_the_request_is_a_failure()
    {
        _provider.ChangeGrant = grant => grant["schedule"]!["count"] = 12;

        var failed = Assert.IsType<FailedPurchase>(await _merchant.BuyAsync("subscribe"));
        Assert.Equal((FletsPayFailure.ApprovalDiffers, "schedule differs from the request"), (failed.Reason, failed.Description));
    }

    [Fact]
    public async Task Approval_starts_one_subscription()
    {
        var done = Assert.IsType<FletsSubscriptionResult.Done>(await Client.StartAsync(s_approved));

        Assert.Equal(("sub_stub1", "active", new DateOnly(2026, 12, 1)), (done.Subscription.Id, done.Subscription.Status, done.Subscription.NextChargeOn));
        Assert.Equal(("/v1/subscriptions", "gr_1", """{"grant_id":"gr_1"}"""), Assert.Single(_provider.SubscriptionCalls));
        Assert.Empty(_provider.MerchantScopes);
    }

    [Fact]
    public async Task Answer_about_another_subscription_leaves_the_outcome_open()
    {
        var other = s_approved with { Purchase = new Purchase("ORD-0002", "有料オプション 30日", 315) { Monthly = StubMerchant.Monthly.Monthly } };

        await Assert.ThrowsAsync<FletsPayUnavailableException>(() => Client.StartAsync(other));
    }

    [Fact]
    public async Task Merchant_cancels_in_its_own_name_and_reads_one_token_for_many_calls()
    {
        var done = Assert.IsType<FletsSubscriptionResult.Done>(await Client.CancelAsync("sub_stub1"));
        await Client.CancelAsync("sub_stub1");

        Assert.Equal(("cancel_scheduled", new DateOnly(2026, 11, 30)), (done.Subscription.Status, done.Subscription.EndsOn));
        Assert.Equal("subscriptions:read subscriptions:manage", Assert.Single(_provider.MerchantScopes));
        Assert.Equal(2, _provider.SubscriptionCalls.Select(call => call.Key).Distinct(StringComparer.Ordinal).Count());
        Assert.All(_provider.SubscriptionCalls, call => Assert.Equal("/v1/subscriptions/sub_stub1/cancel", call.Path));
    }

    [Fact]
    public async Task Refusal_to_cancel_is_final_and_typed()
    {
        _provider.RefuseCancelWith = "subscription_already_cancelled";

        var refused = Assert.IsType<FletsSubscriptionResult.Refused>(await Client.CancelAsync("sub_stub1"));
        Assert.Equal((409, "subscription_already_cancelled"), (refused.Problem.Status, refused.Problem.Code));
    }

    [Fact]
    public async Task Without_a_token_nothing_is_asked()
    {
        _provider.RefuseMerchantToken = true;

        var exception = await Assert.ThrowsAsync<FletsPayUnavailableException>(() => Client.CancelAsync("sub_stub1"));
        Assert.Contains("subscriptions:manage", exception.Message, StringComparison.Ordinal);
        Assert.Empty(_provider.SubscriptionCalls);
    }

    [Fact]
    public void Event_tells_the_subscription_as_it_was_then()
    {
        var data = JsonSerializer.SerializeToElement(new
        {
            id = "sub_1", status = "suspended", grant_id = "gr_1", merchant_reference = "ORD-0001", description = "品",
            amount = new { currency = "JPY", value = "330" }, paid_through = "2026-11-30", something_new = true,
        });
        var happened = new FletsEvent("evt_1", "subscription.suspended", "sub_1", DateTimeOffset.UnixEpoch, data);

        Assert.Equal(
            new FletsSubscription("sub_1", "suspended", "gr_1", "ORD-0001", "品", new FletsAmount("JPY", "330"), PaidThrough: new DateOnly(2026, 11, 30)),
            FletsSubscription.Of(happened));
        Assert.Null(FletsSubscription.Of(happened with { Type = "charge.confirmed" }));
    }

    [Fact]
    public void Event_tells_the_charge_of_a_month()
    {
        var data = JsonSerializer.SerializeToElement(new
        {
            id = "ch_1", status = "confirmed", grant_id = "gr_1", merchant_reference = "ORD-0001", description = "品",
            amount = new { currency = "JPY", value = "330" }, remaining_amount = new { currency = "JPY", value = "330" },
            business_date = "2026-12-01", confirmed_at = "2026-11-30T15:00:00Z",
        });
        var happened = new FletsEvent("evt_1", "charge.confirmed", "ch_1", DateTimeOffset.UnixEpoch, data);

        var charge = FletsCharge.Of(happened);
        Assert.Equal(("ch_1", "330", new DateOnly(2026, 12, 1)), (charge?.Id, charge?.Amount.Value, charge?.BusinessDate));
        Assert.Null(FletsCharge.Of(happened with { Type = "charge.expired" }));
    }

    [Theory]
    [InlineData("2026-11-30T14:59:59Z", "2026-11-30")]
    [InlineData("2026-11-30T15:00:00Z", "2026-12-01")]
    public void Today_is_the_day_in_Japan(string instant, string day)
    {
        var clock = new FakeTimeProvider(DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture));

        Assert.Equal(DateOnly.Parse(day, CultureInfo.InvariantCulture), MonthlyTerms.Today(clock));
    }
}
