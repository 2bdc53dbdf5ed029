using System.Net;

namespace FletsCollect.Server.Tests.Provider;

/// <summary>What belongs to one merchant is of no use to another.</summary>
public class OtherClientTests(RunningServer server)
{
    [Fact]
    public async Task Request_of_another_client_is_not_shown()
    {
        using var merchant = server.NewMerchant();
        using var other = await server.NewOtherMerchantAsync();
        using var person = await server.NewSubscriberAsync();
        var start = await merchant.StartAsync();

        var page = await person.OpenAsync(new Uri(start.AbsoluteUri.Replace("client_id=hatena-demo", "client_id=" + other.ClientId, StringComparison.Ordinal)));

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Null(page.Elsewhere);
    }

    [Fact]
    public async Task Code_of_another_client_is_not_redeemed()
    {
        using var merchant = server.NewMerchant();
        using var other = await server.NewOtherMerchantAsync();
        using var person = await server.NewSubscriberAsync();
        var callback = await person.ApproveAsync(await merchant.StartAsync());
        var request = other.TokenRequest(System.Web.HttpUtility.ParseQueryString(callback.Query)["code"]!);
        request["code_verifier"] = merchant.Verifier;

        var answer = await other.RedeemAsync(request);

        Assert.Equal("invalid_grant", answer.Text("error"));
    }

    [Fact]
    public async Task Token_of_another_client_is_inactive_to_whoever_introspects_it()
    {
        using var merchant = server.NewMerchant();
        using var other = await server.NewOtherMerchantAsync();
        using var person = await server.NewSubscriberAsync();
        var tokens = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));

        var introspected = await other.AboutAsync("connect/introspect", tokens.AccessToken);

        Assert.Equal((HttpStatusCode.OK, """{"active":false}"""), (introspected.Status, introspected.Json.ToJsonString()));
    }

    [Fact]
    public async Task Token_of_another_client_is_not_revoked()
    {
        using var merchant = server.NewMerchant();
        using var other = await server.NewOtherMerchantAsync();
        using var person = await server.NewSubscriberAsync();
        var tokens = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));

        await other.AboutAsync("connect/revoke", tokens.AccessToken);

        Assert.Equal(HttpStatusCode.Created, (await merchant.ChargeAsync(tokens, merchant.Key(1))).Status);
    }

    [Fact]
    public async Task Grant_of_another_merchant_is_not_found()
    {
        using var merchant = server.NewMerchant();
        using var other = await server.NewOtherMerchantAsync();
        using var person = await server.NewSubscriberAsync();
        var mine = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));
        var theirs = await other.RedeemAsync(await person.ApproveAsync(await other.StartAsync()));

        var answer = await other.ChargeAsync(theirs, other.Key(1), reference: merchant.Reference, grantId: mine.GrantId);

        Assert.Equal((HttpStatusCode.NotFound, "grant_not_found"), (answer.Status, answer.Text("code")));
    }

    [Fact]
    public async Task Two_merchants_know_one_subscriber_by_different_names()
    {
        using var merchant = server.NewMerchant();
        using var other = await server.NewOtherMerchantAsync();
        using var person = await server.NewSubscriberAsync();

        var mine = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));
        var theirs = await other.RedeemAsync(await person.ApproveAsync(await other.StartAsync()));

        Assert.NotEqual(Subject(mine), Subject(theirs));
    }

    [Fact]
    public async Task One_merchant_knows_a_subscriber_by_the_same_name_every_time()
    {
        using var merchant = server.NewMerchant();
        using var again = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();

        var first = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));
        var second = await again.RedeemAsync(await person.ApproveAsync(await again.StartAsync()));

        Assert.Equal(Subject(first), Subject(second));
    }

    private static string Subject(Tokens tokens) =>
        new Microsoft.IdentityModel.JsonWebTokens.JsonWebTokenHandler().ReadJsonWebToken(tokens.AccessToken).Subject;
}
