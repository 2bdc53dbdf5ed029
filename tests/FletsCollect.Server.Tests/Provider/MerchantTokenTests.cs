using System.Net;
using FletsCollect.Server.Hosting;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace FletsCollect.Server.Tests.Provider;

/// <summary>The tokens that a merchant's back end gets in its own name, by client credentials.</summary>
public class MerchantTokenTests(RunningServer server)
{
    [Fact]
    public async Task Merchant_gets_a_token_of_five_minutes_for_the_API_bound_to_its_key_and_nothing_else()
    {
        using var merchant = server.NewMerchant();

        var answer = await merchant.RedeemAsync(merchant.ApiTokenRequest(ApiScopes.ChargesRead, ApiScopes.ChargesManage));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(["access_token", "expires_in", "token_type"], answer.Json.Select(member => member.Key).Order(StringComparer.Ordinal));
        Assert.Equal("DPoP", answer.Text("token_type"));
        Assert.InRange(answer.Json["expires_in"]!.GetValue<int>(), 298, 300);
        var token = new JsonWebTokenHandler().ReadJsonWebToken(answer.Text("access_token"));
        Assert.Equal([new Uri(server.Issuer, "v1").AbsoluteUri], token.Audiences);
        Assert.Equal(("hatena-demo", "hatena-demo", "charges:read charges:manage"), (token.Subject, token.GetClaim("client_id").Value, token.GetClaim("scope").Value));
        Assert.Equal(Base64UrlEncoder.Encode(merchant.DpopKey.ComputeJwkThumbprint()), System.Text.Json.Nodes.JsonNode.Parse(token.GetClaim("cnf").Value)!["jkt"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("openid")]
    [InlineData("charge")]
    [InlineData("offline_access")]
    [InlineData("charges:read charge")]
    [InlineData("charges:read openid")]
    [InlineData("charges:everything")]
    [InlineData("")]
    public async Task Scope_that_is_not_the_merchants_own_is_refused(string scope)
    {
        using var merchant = server.NewMerchant();

        var answer = await merchant.RedeemAsync(merchant.ApiTokenRequest(scope));

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_scope"), (answer.Status, answer.Text("error")));
    }

    [Fact]
    public async Task Scope_that_was_not_permitted_to_the_application_is_refused()
    {
        using var merchant = await server.NewOtherMerchantAsync();
        await server.ChangeClientAsync(merchant.ClientId, client => client.Permissions.Remove(Permissions.Prefixes.Scope + ApiScopes.WebhooksManage));

        var permitted = await merchant.RedeemAsync(merchant.ApiTokenRequest(ApiScopes.ChargesRead));
        var refused = await merchant.RedeemAsync(merchant.ApiTokenRequest(ApiScopes.ChargesRead, ApiScopes.WebhooksManage));

        Assert.Equal(HttpStatusCode.OK, permitted.Status);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_scope"), (refused.Status, refused.Text("error")));
    }

    [Fact]
    public async Task Merchants_own_scope_cannot_be_asked_of_a_subscriber()
    {
        using var merchant = server.NewMerchant();
        var request = merchant.PushedRequest();
        request["scope"] = "openid charge charges:read";

        var answer = await merchant.PushAsync(request);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_scope"), (answer.Status, answer.Text("error")));
    }

    [Fact]
    public async Task Token_request_without_a_proof_is_refused()
    {
        using var merchant = server.NewMerchant();

        var answer = await merchant.RedeemAsync(merchant.ApiTokenRequest(ApiScopes.ChargesRead), []);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_dpop_proof"), (answer.Status, answer.Text("error")));
    }

    [Fact]
    public async Task Token_request_by_a_stranger_is_refused()
    {
        using var merchant = server.NewMerchant();
        using var stranger = await server.NewOtherMerchantAsync();
        var request = merchant.ApiTokenRequest(ApiScopes.ChargesRead);
        request["client_assertion"] = merchant.Assertion(key: stranger.SigningKey);

        var answer = await merchant.RedeemAsync(request);

        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), (answer.Status, answer.Text("error")));
    }

    [Fact]
    public async Task Merchants_own_token_makes_no_charge()
    {
        using var merchant = server.NewMerchant();
        var token = await merchant.GetApiTokenAsync(ApiScopes.All);

        var answer = await merchant.CallAsync(HttpMethod.Post, "v1/charges", token, new System.Text.Json.Nodes.JsonObject(), merchant.Key(1));

        Assert.Equal((HttpStatusCode.Forbidden, "insufficient_scope"), (answer.Status, answer.Text("code")));
        Assert.Contains("error=\"insufficient_scope\", scope=\"charge\"", answer.Headers["WWW-Authenticate"], StringComparison.Ordinal);
    }
}
