using System.Net;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace FletsCollect.Server.Tests.Provider;

/// <summary>Which client assertions are taken; every other is 401 <c>invalid_client</c>.</summary>
public class ClientAssertionTests(RunningServer server)
{
    [Theory]
    [InlineData("JWT")]
    [InlineData("client-authentication+jwt")]
    public async Task Assertion_of_either_type_is_taken(string type)
    {
        using var merchant = server.NewMerchant();

        Assert.Equal(HttpStatusCode.Created, (await PushAsync(merchant, merchant.Assertion(type: type))).Status);
    }

    [Fact]
    public async Task Assertion_without_a_type_is_taken()
    {
        using var merchant = server.NewMerchant();
        // Written by hand: the library gives every token a type.
        var header = Base64UrlEncoder.Encode($$"""{"alg":"ES256","kid":"{{merchant.SigningKey.KeyId}}"}""");
        var content = $"{header}.{merchant.Assertion().Split('.')[1]}";
        var signature = merchant.SigningKey.ECDsa.SignData(System.Text.Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256);

        Assert.Equal(HttpStatusCode.Created, (await PushAsync(merchant, $"{content}.{Base64UrlEncoder.Encode(signature)}")).Status);
    }

    [Fact]
    public async Task Assertion_of_a_clock_that_runs_a_little_ahead_is_taken()
    {
        using var merchant = server.NewMerchant();
        var assertion = merchant.Assertion(token => token.NotBefore = token.IssuedAt = token.IssuedAt!.Value.AddSeconds(8));

        Assert.Equal(HttpStatusCode.Created, (await PushAsync(merchant, assertion)).Status);
    }

    [Fact]
    public async Task Assertion_signed_with_PS256_is_taken()
    {
        using var merchant = await server.NewOtherMerchantAsync();
        using var rsa = RSA.Create(2048);
        var published = rsa.ExportParameters(includePrivateParameters: false);
        await server.ChangeClientAsync(merchant.ClientId, client => client.JsonWebKeySet!.Keys.Add(
            new JsonWebKey { Kty = "RSA", Kid = "rsa", N = Base64UrlEncoder.Encode(published.Modulus), E = Base64UrlEncoder.Encode(published.Exponent) }));

        Assert.Equal(HttpStatusCode.Created, (await PushAsync(merchant, merchant.Assertion(key: new RsaSecurityKey(rsa) { KeyId = "rsa" }, algorithm: "PS256"))).Status);
    }

    public static TheoryData<string> WrongAssertions =>
        ["none", "wrong key", "RS256", "HS256", "expired", "no sub", "issuer is not the client", "audience is the token endpoint", "audience is the endpoint itself", "audience is an array", "audience is an array of the issuer alone", "alg none", "not a token", "no exp", "an hour of life", "not before 61 s ahead", "issued 61 s ahead", "of another type", "no jti"];

    [Theory]
    [MemberData(nameof(WrongAssertions))]
    public async Task Wrong_assertion_is_refused(string wrong)
    {
        using var merchant = server.NewMerchant();
        using var otherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(2048);
        var assertion = wrong switch
        {
            "none" => "",
            "wrong key" => merchant.Assertion(key: new ECDsaSecurityKey(otherKey) { KeyId = "hatena-demo-1" }),
            "RS256" => merchant.Assertion(key: new RsaSecurityKey(rsa) { KeyId = "hatena-demo-1" }, algorithm: "RS256"),
            "HS256" => merchant.Assertion(key: new SymmetricSecurityKey(new byte[32]) { KeyId = "hatena-demo-1" }, algorithm: "HS256"),
            "expired" => merchant.Assertion(token => token.Expires = token.IssuedAt!.Value.AddSeconds(-20)),
            "no sub" => merchant.Assertion(token => token.Claims.Remove("sub")),
            "issuer is not the client" => merchant.Assertion(token => token.Issuer = "faith-demo"),
            "audience is the token endpoint" => merchant.Assertion(token => token.Audience = server.Issuer + "connect/token"),
            "audience is the endpoint itself" => merchant.Assertion(token => token.Audience = server.Issuer + "connect/par"),
            "an hour of life" => merchant.Assertion(token => token.Expires = token.IssuedAt!.Value.AddHours(1)),
            "not before 61 s ahead" => merchant.Assertion(token =>
            {
                token.NotBefore = token.IssuedAt!.Value.AddSeconds(61);
                token.Expires = token.IssuedAt!.Value.AddSeconds(120);
            }),
            "issued 61 s ahead" => merchant.Assertion(token =>
            {
                token.IssuedAt = token.IssuedAt!.Value.AddSeconds(61);
                token.Expires = token.IssuedAt!.Value.AddSeconds(60);
            }),
            "audience is an array" => merchant.Assertion(token =>
            {
                token.Audience = null;
                token.Claims["aud"] = new[] { server.Issuer.AbsoluteUri, "https://elsewhere.example/" };
            }),
            "audience is an array of the issuer alone" => merchant.Assertion(token =>
            {
                token.Audience = null;
                token.Claims["aud"] = new[] { server.Issuer.AbsoluteUri };
            }),
            "alg none" => Base64UrlEncoder.Encode("""{"alg":"none"}""") + "." + merchant.Assertion().Split('.')[1] + ".",
            "not a token" => "a.b.c",
            "no exp" => merchant.Assertion(token => token.Expires = null),
            "of another type" => merchant.Assertion(type: "at+jwt"),
            "no jti" => merchant.Assertion(token => token.Claims.Remove("jti")),
            _ => throw new ArgumentOutOfRangeException(nameof(wrong)),
        };

        var answer = await PushAsync(merchant, assertion);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal("invalid_client", answer.Text("error"));
    }

    [Fact]
    public async Task Assertion_that_was_used_is_refused()
    {
        using var merchant = server.NewMerchant();
        var assertion = merchant.Assertion();
        await PushAsync(merchant, assertion);

        var again = await PushAsync(merchant, assertion);

        Assert.Equal(HttpStatusCode.Unauthorized, again.Status);
        Assert.Equal("invalid_client", again.Text("error"));
    }

    private static Task<Answer> PushAsync(MerchantClient merchant, string assertion)
    {
        var request = merchant.PushedRequest();
        request["client_assertion"] = assertion;
        if (assertion.Length == 0)
        {
            request.Remove("client_assertion");
            request.Remove("client_assertion_type");
        }
        return merchant.PushAsync(request);
    }
}
