using System.Net;
using FletsCollect.Server.Hosting;

namespace FletsCollect.Server.Tests.Provider;

/// <summary>What a merchant sees and takes back of what subscribers agreed to (Grant Management for OAuth 2.0).</summary>
public class GrantManagementTests(RunningServer server)
{
    private static readonly string[] Both = [ApiScopes.GrantManagementQuery, ApiScopes.GrantManagementRevoke];

    [Fact]
    public async Task Grant_shows_what_was_agreed_to_and_what_became_of_it()
    {
        using var merchant = server.NewMerchant();
        var purchase = await BuyAsync(merchant);
        var token = await merchant.GetApiTokenAsync(Both);

        var before = await merchant.CallAsync(HttpMethod.Get, $"v1/grants/{purchase.GrantId}", token);
        await merchant.ChargeAsync(purchase, merchant.Key(1));
        var after = await merchant.CallAsync(HttpMethod.Get, $"v1/grants/{purchase.GrantId}", token);

        Assert.Equal(HttpStatusCode.OK, before.Status);
        Assert.Equal((purchase.GrantId, "authorised", "consumed"), (before.Text("grant_id"), before.Text("status"), after.Text("status")));
        Assert.Equal(purchase.Response["authorization_details"]!.ToJsonString(), before.Json["authorization_details"]!.ToJsonString());
        Assert.Equal("charge", before.Json["scopes"]![0]!["scope"]!.GetValue<string>());
    }

    [Fact]
    public async Task Revoked_grant_takes_its_tokens_with_it_and_cannot_be_charged()
    {
        using var merchant = server.NewMerchant();
        var purchase = await BuyAsync(merchant);
        var token = await merchant.GetApiTokenAsync(Both);
        var before = await merchant.AboutAsync("connect/introspect", purchase.AccessToken);

        var revoked = await merchant.CallAsync(HttpMethod.Delete, $"v1/grants/{purchase.GrantId}", token);
        var charge = await merchant.ChargeAsync(purchase, merchant.Key(1));
        var after = await merchant.AboutAsync("connect/introspect", purchase.AccessToken);
        var again = await merchant.CallAsync(HttpMethod.Delete, $"v1/grants/{purchase.GrantId}", token);

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent, ""), (revoked.Status, again.Status, revoked.Body));
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_token"), (charge.Status, charge.Text("code")));
        Assert.Equal((true, false), (before.Json["active"]!.GetValue<bool>(), after.Json["active"]!.GetValue<bool>()));
        Assert.Equal("revoked", (await merchant.CallAsync(HttpMethod.Get, $"v1/grants/{purchase.GrantId}", token)).Text("status"));
    }

    [Fact]
    public async Task Code_of_a_revoked_grant_gives_no_token()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var callback = await person.ApproveAsync(await merchant.StartAsync());
        var grantId = await server.DatabaseAsync(db => Task.FromResult(db.ChargeGrants.Single(grant => grant.MerchantReference == merchant.Reference).PublicId));

        await merchant.CallAsync(HttpMethod.Delete, $"v1/grants/{grantId}", await merchant.GetApiTokenAsync(Both));
        var answer = await merchant.RedeemAsync(merchant.TokenRequest(System.Web.HttpUtility.ParseQueryString(callback.Query)["code"]!));

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_grant"), (answer.Status, answer.Text("error")));
    }

    [Fact]
    public async Task Grant_that_was_charged_cannot_be_revoked()
    {
        using var merchant = server.NewMerchant();
        var purchase = await BuyAsync(merchant);
        await merchant.ChargeAsync(purchase, merchant.Key(1));

        var answer = await merchant.CallAsync(HttpMethod.Delete, $"v1/grants/{purchase.GrantId}", await merchant.GetApiTokenAsync(Both));

        Assert.Equal((HttpStatusCode.Conflict, "grant_consumed"), (answer.Status, answer.Text("code")));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task Grant_of_another_merchant_and_one_that_never_was_are_both_not_found(string method)
    {
        using var merchant = server.NewMerchant();
        using var other = await server.NewOtherMerchantAsync();
        var purchase = await BuyAsync(merchant);
        var token = await other.GetApiTokenAsync(Both);

        var foreign = await other.CallAsync(new HttpMethod(method), $"v1/grants/{purchase.GrantId}", token);
        var malformed = await other.CallAsync(new HttpMethod(method), "v1/grants/gr_1", token);
        var none = await other.CallAsync(new HttpMethod(method), $"v1/grants/{PublicId.Format(PublicId.Grant, Guid.CreateVersion7())}", token);

        Assert.All([foreign, malformed, none], answer => Assert.Equal((HttpStatusCode.NotFound, "grant_not_found"), (answer.Status, answer.Text("code"))));
        Assert.Equal(HttpStatusCode.Created, (await merchant.ChargeAsync(purchase, merchant.Key(1))).Status);
    }

    [Fact]
    public async Task Subscribers_token_and_a_scope_for_something_else_do_not_do()
    {
        using var merchant = server.NewMerchant();
        var purchase = await BuyAsync(merchant);

        var withCharge = await merchant.CallAsync(HttpMethod.Get, $"v1/grants/{purchase.GrantId}", purchase.AccessToken);
        var withQuery = await merchant.CallAsync(HttpMethod.Delete, $"v1/grants/{purchase.GrantId}", await merchant.GetApiTokenAsync(ApiScopes.GrantManagementQuery));
        var without = await merchant.CallAsync(HttpMethod.Get, $"v1/grants/{purchase.GrantId}", accessToken: null);

        Assert.Equal((HttpStatusCode.Forbidden, "insufficient_scope"), (withCharge.Status, withCharge.Text("code")));
        Assert.Contains("scope=\"grant_management_query\"", withCharge.Headers["WWW-Authenticate"], StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Forbidden, "insufficient_scope"), (withQuery.Status, withQuery.Text("code")));
        Assert.Equal((HttpStatusCode.Unauthorized, "DPoP algs=\"ES256 PS256\""), (without.Status, without.Headers["WWW-Authenticate"]));
    }

    private async Task<Tokens> BuyAsync(MerchantClient merchant)
    {
        using var person = await server.NewSubscriberAsync();
        return await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));
    }
}
