using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace FletsCollect.Server.Tests.Provider;

/// <summary>Access tokens are worth something only in the hands of the key that they are bound to (RFC 9449).</summary>
public class DpopTests(RunningServer server)
{
    [Fact]
    public async Task Token_is_bound_and_says_so()
    {
        using var merchant = server.NewMerchant();
        var tokens = await BuyAsync(merchant);

        Assert.Equal("DPoP", tokens.Response["token_type"]!.GetValue<string>());
        var introspected = await merchant.AboutAsync("connect/introspect", tokens.AccessToken);
        Assert.Equal(Base64UrlEncoder.Encode(merchant.DpopKey.ComputeJwkThumbprint()), introspected.Json["cnf"]!["jkt"]!.GetValue<string>());
    }

    [Fact]
    public async Task Redemption_without_a_proof_is_refused()
    {
        using var merchant = server.NewMerchant();
        var answer = await merchant.RedeemAsync(merchant.TokenRequest(await CodeAsync(merchant)), []);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_dpop_proof"), (answer.Status, answer.Text("error")));
    }

    [Fact]
    public async Task Code_is_bound_to_the_key_that_the_request_was_pushed_with()
    {
        using var merchant = server.NewMerchant();
        using var otherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var code = await CodeAsync(merchant, request => request["dpop_jkt"] = Base64UrlEncoder.Encode(merchant.DpopKey.ComputeJwkThumbprint()));

        var answer = await merchant.RedeemAsync(merchant.TokenRequest(code), merchant.Proof("POST", "connect/token", key: new ECDsaSecurityKey(otherKey)));

        Assert.Equal("invalid_grant", answer.Text("error"));
    }

    [Fact]
    public async Task Code_is_bound_to_the_key_of_the_proof_that_the_request_was_pushed_with()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        using var otherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pushed = await merchant.PushAsync(merchant.PushedRequest(), merchant.Proof("POST", "connect/par"));
        var callback = await person.ApproveAsync(merchant.AuthorizationAddress(pushed.Text("request_uri")!));
        var code = System.Web.HttpUtility.ParseQueryString(callback.Query)["code"]!;

        var stolen = await merchant.RedeemAsync(merchant.TokenRequest(code), merchant.Proof("POST", "connect/token", key: new ECDsaSecurityKey(otherKey)));
        var own = await merchant.RedeemAsync(merchant.TokenRequest(code));

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_grant"), (stolen.Status, stolen.Text("error")));
        Assert.Equal(HttpStatusCode.OK, own.Status);
    }

    [Theory]
    [InlineData("dpop")]
    [InlineData("DPOP")]
    public async Task Header_of_the_proof_has_any_letter_case(string header)
    {
        using var merchant = server.NewMerchant();
        var code = await CodeAsync(merchant);

        var answer = await merchant.SendAsync("connect/token", merchant.TokenRequest(code), header, merchant.Proof("POST", "connect/token"));
        var tokens = new Tokens(answer.Text("access_token")!, answer.Json["authorization_details"]![0]!["grant_id"]!.GetValue<string>(), answer.Json);
        var charged = await merchant.ChargeAsync(tokens, "DPoP", [merchant.Proof("POST", "v1/charges", tokens.AccessToken)], header);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Created), (answer.Status, charged.Status));
    }

    [Fact]
    public async Task Token_shown_as_a_bearer_token_is_refused()
    {
        using var merchant = server.NewMerchant();
        var tokens = await BuyAsync(merchant);

        var answer = await merchant.ChargeAsync(tokens, "Bearer", [merchant.Proof("POST", "v1/charges", tokens.AccessToken)]);

        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_token"), (answer.Status, answer.Text("code")));
    }

    public static TheoryData<string> WrongProofs =>
    [
        "none", "two", "another key", "type", "private key", "no jti", "no htm", "no htu", "no iat", "no ath", "wrong htm", "wrong htu", "wrong ath",
        "an hour old", "an hour ahead", "alg none", "HS256", "RS256", "not a token",
    ];

    [Theory]
    [MemberData(nameof(WrongProofs))]
    public async Task Charge_with_a_wrong_proof_is_refused(string wrong)
    {
        using var merchant = server.NewMerchant();
        using var otherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var tokens = await BuyAsync(merchant);
        string Proof(Action<Dictionary<string, object>>? change = null, string type = "dpop+jwt", ECDsaSecurityKey? key = null, bool withPrivateKey = false) =>
            merchant.Proof("POST", "v1/charges", tokens.AccessToken, change, type, key, withPrivateKey);
        var good = Proof().Split('.');
        string[] proofs = wrong switch
        {
            "none" => [],
            "two" => [Proof(), Proof()],
            "another key" => [Proof(key: new ECDsaSecurityKey(otherKey))],
            "type" => [Proof(type: "JWT")],
            "private key" => [Proof(withPrivateKey: true)],
            "no jti" => [Proof(claims => claims.Remove("jti"))],
            "no htm" => [Proof(claims => claims.Remove("htm"))],
            "no htu" => [Proof(claims => claims.Remove("htu"))],
            "no iat" => [Proof(claims => claims.Remove("iat"))],
            "no ath" => [Proof(claims => claims.Remove("ath"))],
            "wrong htm" => [Proof(claims => claims["htm"] = "GET")],
            "wrong htu" => [Proof(claims => claims["htu"] = server.Issuer + "v1/charge")],
            "wrong ath" => [Proof(claims => claims["ath"] = "x")],
            "an hour old" => [Proof(claims => claims["iat"] = (long)claims["iat"] - 3600)],
            "an hour ahead" => [Proof(claims => claims["iat"] = (long)claims["iat"] + 3600)],
            "alg none" => [Rewritten(good, "none") + "."],
            "RS256" => [Rewritten(good, "RS256") + "." + good[2]],
            "HS256" => [Rewritten(good, "HS256") + "." + good[2]],
            "not a token" => ["a.b.c"],
            _ => throw new ArgumentOutOfRangeException(nameof(wrong)),
        };

        var answer = await merchant.ChargeAsync(tokens, "DPoP", proofs);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal(wrong == "another key" ? "invalid_token" : "invalid_dpop_proof", answer.Text("code"));
        Assert.StartsWith("DPoP", answer.Headers["WWW-Authenticate"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Proof_that_was_used_is_refused()
    {
        using var merchant = server.NewMerchant();
        var tokens = await BuyAsync(merchant);
        var proof = merchant.Proof("POST", "v1/charges", tokens.AccessToken);
        await merchant.ChargeAsync(tokens, "DPoP", [proof]);

        var again = await merchant.ChargeAsync(tokens, "DPoP", [proof]);

        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_dpop_proof"), (again.Status, again.Text("code")));
    }

    [Theory]
    [InlineData("a clock ten seconds ahead")]
    [InlineData("a clock nine seconds behind")]
    [InlineData("a query in htu")]
    [InlineData("upper-case scheme and host in htu")]
    public async Task Harmless_difference_is_taken(string difference)
    {
        using var merchant = server.NewMerchant();
        var tokens = await BuyAsync(merchant);
        var proof = merchant.Proof("POST", "v1/charges", tokens.AccessToken, claims =>
        {
            if (difference.StartsWith("a clock", StringComparison.Ordinal))
                claims["iat"] = (long)claims["iat"] + (difference.EndsWith("behind", StringComparison.Ordinal) ? -9 : 9);
            else if (difference.StartsWith("a query", StringComparison.Ordinal))
                claims["htu"] += "?x=1";
            else
                claims["htu"] = ((string)claims["htu"]).Replace("http://localhost", "HTTP://LOCALHOST", StringComparison.Ordinal);
        });

        Assert.Equal(HttpStatusCode.Created, (await merchant.ChargeAsync(tokens, "dpop", [proof])).Status);
    }

    private static string Rewritten(string[] token, string algorithm) =>
        Base64UrlEncoder.Encode(Encoding.UTF8.GetString(Base64UrlEncoder.DecodeBytes(token[0])).Replace("ES256", algorithm, StringComparison.Ordinal)) + "." + token[1];

    private async Task<string> CodeAsync(MerchantClient merchant, Action<Dictionary<string, string>>? change = null)
    {
        using var person = await server.NewSubscriberAsync();
        var callback = await person.ApproveAsync(await merchant.StartAsync(change: change));
        return System.Web.HttpUtility.ParseQueryString(callback.Query)["code"]!;
    }

    private async Task<Tokens> BuyAsync(MerchantClient merchant)
    {
        using var person = await server.NewSubscriberAsync();
        return await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));
    }
}
