using System.Net;
using System.Text.Json.Nodes;
using FletsCollect.Merchant;
using Microsoft.AspNetCore.WebUtilities;

namespace FletsCollect.Tests.Merchant;

public sealed class PurchaseFlowTests : IAsyncLifetime
{
    private StubProvider _provider = null!;
    private StubMerchant _merchant = null!;

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
    public async Task Approved_purchase_arrives_with_its_grant_and_token()
    {
        var approved = Assert.IsType<ApprovedPurchase>(await _merchant.BuyAsync());

        Assert.Equal(StubMerchant.Purchase, approved.Purchase);
        Assert.Equal("gr_stub1", approved.GrantId);
        Assert.Equal("pairwise-1", approved.SubscriberId);
        Assert.Equal("session-1", approved.SessionId);
        Assert.Equal("stub-access-token", approved.AccessToken);
        Assert.NotNull(approved.ExpiresAt);
    }

    [Fact]
    public async Task Purchase_is_pushed_as_an_array_of_one_and_nothing_of_it_is_in_the_address_bar()
    {
        await _merchant.BuyAsync();

        var form = QueryHelpers.ParseQuery(Assert.Single(_provider.PushedBodies));
        Assert.Equal(
            $$$"""[{"type":"urn:fletscollect:charge-once:v1","actions":["charge"],"locations":["{{{_provider.Issuer}}}v1/charges"],"merchant_reference":"ORD-0001","description":"有料オプション 30日","amount":{"currency":"JPY","value":"315","mode":"exact"},"capture":{"mode":"immediate"}}]""",
            form["authorization_details"].ToString());
        Assert.Equal("S256", form["code_challenge_method"]);
        Assert.Equal("code", form["response_type"]);
        Assert.Equal("openid charge", form["scope"]);
        Assert.NotEmpty(form["nonce"].ToString());

        var address = QueryHelpers.ParseQuery(Assert.Single(_provider.AuthorizeQueries));
        Assert.Equal(2, address.Count);
        Assert.True(address.ContainsKey("client_id") && address.ContainsKey("request_uri"));
    }

    [Fact]
    public async Task State_fits_into_a_request_line()
    {
        await _merchant.BuyAsync();

        var form = QueryHelpers.ParseQuery(Assert.Single(_provider.PushedBodies));
        Assert.InRange(form["state"].ToString().Length, 1, 4096);
    }

    [Fact]
    public async Task Refusal_of_the_subscriber_is_not_a_failure()
    {
        _provider.AnswerError = "access_denied";

        Assert.Equal(StubMerchant.Purchase, Assert.IsType<Purchase>(await _merchant.BuyAsync()));
    }

    [Fact]
    public async Task Error_of_the_provider_keeps_its_code()
    {
        _provider.AnswerError = "unmet_authentication_requirements";

        var failed = Assert.IsType<FailedPurchase>(await _merchant.BuyAsync());
        Assert.Equal((StubMerchant.Purchase, FletsPayFailure.RequestRefused, "unmet_authentication_requirements"),
            (failed.Purchase, failed.Reason, failed.Code));
    }

    [Fact]
    public async Task Answer_of_another_issuer_changes_no_order()
    {
        _provider.AnswerIssuer = "https://other.example/";

        var failed = Assert.IsType<FailedPurchase>(await _merchant.BuyAsync());
        Assert.Equal((null, FletsPayFailure.AnswerNotTrusted), (failed.Purchase, failed.Reason));
    }

    [Fact]
    public async Task Refusal_with_another_issuer_changes_no_order()
    {
        _provider.AnswerError = "access_denied";
        _provider.AnswerIssuer = "https://other.example/";

        Assert.Null(Assert.IsType<FailedPurchase>(await _merchant.BuyAsync()).Purchase);
    }

    [Fact]
    public async Task Answer_in_another_browser_and_a_repeated_answer_change_no_order()
    {
        using var first = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false });
        using var other = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        var authorize = (await first.PostAsync(new Uri($"{_merchant.Origin}/buy"), content: null)).Headers.Location!;
        var callback = (await first.GetAsync(authorize)).Headers.Location!;

        await other.GetAsync(callback);
        await first.GetAsync(callback);
        await first.GetAsync(callback);

        Assert.Null(Assert.IsType<FailedPurchase>(_merchant.Outcomes[0]).Purchase);
        Assert.IsType<ApprovedPurchase>(_merchant.Outcomes[1]);
        Assert.Null(Assert.IsType<FailedPurchase>(_merchant.Outcomes[2]).Purchase);
    }

    [Fact]
    public async Task Callback_without_an_answer_is_not_trusted()
    {
        using var browser = new HttpClient();
        await browser.GetAsync(new Uri($"{_merchant.Origin}/flets/callback"));

        Assert.Equal(FletsPayFailure.AnswerNotTrusted, Assert.IsType<FailedPurchase>(Assert.Single(_merchant.Outcomes)).Reason);
    }

    [Fact]
    public async Task Identity_token_with_another_nonce_is_a_failure()
    {
        _provider.Nonce = "another";

        Assert.Equal(FletsPayFailure.AnswerNotTrusted, Assert.IsType<FailedPurchase>(await _merchant.BuyAsync()).Reason);
    }

    [Fact]
    public async Task Grant_that_differs_from_the_request_is_a_failure()
    {
        _provider.ChangeGrant = grant => grant["amount"]!["value"] = "3150";

        var failed = Assert.IsType<FailedPurchase>(await _merchant.BuyAsync());
        Assert.Equal((FletsPayFailure.ApprovalDiffers, "amount differs from the request"), (failed.Reason, failed.Description));
    }

    [Fact]
    public async Task Push_that_the_provider_refuses_ends_at_the_merchant()
    {
        _provider.RefusePushWith = "invalid_authorization_details";

        var failed = Assert.IsType<FailedPurchase>(await _merchant.BuyAsync());
        Assert.Equal((FletsPayFailure.RequestRefused, "invalid_authorization_details"), (failed.Reason, failed.Code));
        Assert.Empty(_provider.AuthorizeQueries);
    }

    [Fact]
    public async Task Provider_that_is_down_ends_at_the_merchant()
    {
        await _provider.DisposeAsync();

        Assert.Equal(FletsPayFailure.ProviderUnavailable, Assert.IsType<FailedPurchase>(await _merchant.BuyAsync()).Reason);
    }

    [Fact]
    public async Task Provider_without_pushed_requests_is_not_used()
    {
        _provider.LeaveOutPushedEndpoint = true;

        Assert.Equal(FletsPayFailure.ProviderUnavailable, Assert.IsType<FailedPurchase>(await _merchant.BuyAsync()).Reason);
        Assert.Empty(_provider.AuthorizeQueries);
    }

    [Fact]
    public async Task Provider_that_does_not_name_itself_in_answers_is_not_used()
    {
        _provider.LeaveOutIssSupport = true;

        Assert.Equal(FletsPayFailure.ProviderUnavailable, Assert.IsType<FailedPurchase>(await _merchant.BuyAsync()).Reason);
        Assert.Empty(_provider.AuthorizeQueries);
    }
}
