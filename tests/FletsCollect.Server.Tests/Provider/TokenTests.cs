using System.Net;

namespace FletsCollect.Server.Tests.Provider;

/// <summary>What the token endpoint gives, and to whom not.</summary>
public class TokenTests(RunningServer server)
{
    [Fact]
    public async Task Code_used_twice_takes_back_what_it_gave()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var callback = await person.ApproveAsync(await merchant.StartAsync());
        var tokens = await merchant.RedeemAsync(callback);

        var again = await merchant.RedeemAsync(merchant.TokenRequest(System.Web.HttpUtility.ParseQueryString(callback.Query)["code"]!));
        var charged = await merchant.ChargeAsync(tokens, merchant.Key(1));

        Assert.Equal("invalid_grant", again.Text("error"));
        Assert.Equal(HttpStatusCode.Unauthorized, charged.Status);
    }

    [Fact]
    public async Task Of_eight_parallel_redemptions_one_succeeds()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var callback = await person.ApproveAsync(await merchant.StartAsync());
        var code = System.Web.HttpUtility.ParseQueryString(callback.Query)["code"]!;

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => merchant.RedeemAsync(merchant.TokenRequest(code))));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.OK), answer => Assert.Equal("invalid_grant", answer.Text("error")));
    }

    [Theory]
    [InlineData("code_verifier", "another-verifier-that-is-long-enough-to-be-one-000000", "invalid_grant")]
    [InlineData("code_verifier", "", "invalid_request")]
    [InlineData("redirect_uri", "http://localhost:5090/elsewhere", "invalid_grant")]
    [InlineData("code_verifier", "short", "invalid_grant")]
    [InlineData("redirect_uri", "", "invalid_request")]
    [InlineData("code", "not-a-code", "invalid_grant")]
    [InlineData("grant_type", "implicit", "unsupported_grant_type")]
    [InlineData("authorization_details", """[{"type":"urn:fletscollect:charge-once:v1","amount":{"currency":"JPY","value":"50000","mode":"exact"}}]""", "invalid_authorization_details")]
    [InlineData("grant_type", "password", "unsupported_grant_type")]
    [InlineData("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange", "unsupported_grant_type")]
    [InlineData("grant_type", "refresh_token", "invalid_request")]
    public async Task Wrong_redemption_is_refused(string parameter, string value, string error)
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var callback = await person.ApproveAsync(await merchant.StartAsync());
        var request = merchant.TokenRequest(System.Web.HttpUtility.ParseQueryString(callback.Query)["code"]!);
        if (value.Length == 0)
            request.Remove(parameter);
        else
            request[parameter] = value;

        var answer = await merchant.RedeemAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(error, answer.Text("error"));
    }

    [Fact]
    public async Task Parameter_sent_twice_is_refused()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var callback = await person.ApproveAsync(await merchant.StartAsync());
        var request = merchant.TokenRequest(System.Web.HttpUtility.ParseQueryString(callback.Query)["code"]!);

        var answer = await merchant.RedeemAsync(request.Append(KeyValuePair.Create("redirect_uri", MerchantClient.RedirectUri)));

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (answer.Status, answer.Text("error")));
    }

    [Fact]
    public async Task Charge_that_races_the_revocation_of_its_token_comes_before_it_or_not_at_all()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var tokens = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));

        var charging = merchant.ChargeAsync(tokens, merchant.Key(1));
        var revoked = await merchant.AboutAsync("connect/revoke", tokens.AccessToken);
        var late = await merchant.ChargeAsync(tokens, merchant.Key(2));
        var charged = await charging;

        Assert.Equal(HttpStatusCode.OK, revoked.Status);
        Assert.Contains(charged.Status, (HttpStatusCode[])[HttpStatusCode.Created, HttpStatusCode.Unauthorized]);
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_token"), (late.Status, late.Text("code")));
    }

    [Fact]
    public async Task Revoked_token_charges_nothing()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var tokens = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));
        await merchant.AboutAsync("connect/revoke", tokens.AccessToken);

        var charged = await merchant.ChargeAsync(tokens, merchant.Key(1));

        Assert.Equal(HttpStatusCode.Unauthorized, charged.Status);
        Assert.Equal("invalid_token", charged.Text("code"));
    }
}
