using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using FletsCollect.Server.Hosting;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FletsCollect.Server.Tests.Provider;

/// <summary>
/// The discovery document, walked: what it names works, and what specifications know besides is refused. What only a certificate or a
/// sign-out can show is walked in the tests of mutual TLS and of sign-outs.
/// </summary>
public sealed class DiscoveryWalkTests(RunningServer server)
{
    [Fact]
    public async Task Every_member_of_the_document_is_walked()
    {
        string[] here =
        [
            "issuer", "grant_types_supported", "response_types_supported", "response_modes_supported", "scopes_supported", "code_challenge_methods_supported", "prompt_values_supported",
            "token_endpoint_auth_methods_supported", "authorization_details_types_supported", "token_endpoint_auth_signing_alg_values_supported", "acr_values_supported", "ui_locales_supported",
            "dpop_signing_alg_values_supported", "id_token_signing_alg_values_supported", "claims_supported", "request_parameter_supported", "request_uri_parameter_supported", "claims_parameter_supported",
            "require_pushed_authorization_requests", "authorization_response_iss_parameter_supported", "mtls_endpoint_aliases", "jwks_uri",
        ];
        string[] elsewhere =
        [
            "tls_client_certificate_bound_access_tokens", "subject_types_supported", "backchannel_logout_supported", "backchannel_logout_session_supported", "grant_management_actions_supported",
            "grant_management_action_required",
        ];

        var members = (await DocumentAsync()).Select(member => member.Key)
            .Where(member => !member.EndsWith("_endpoint", StringComparison.Ordinal) && !member.EndsWith("_endpoint_auth_methods_supported", StringComparison.Ordinal));

        Assert.Empty(members.Except([.. here, .. elsewhere], StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_address_is_there_and_no_other_endpoint_is()
    {
        var document = await DocumentAsync();
        using var http = new HttpClient(TestCertificates.Showing(null));
        var addresses = document.Concat(document["mtls_endpoint_aliases"]!.AsObject())
            .Where(member => member.Key.EndsWith("_endpoint", StringComparison.Ordinal) || member.Key == "jwks_uri")
            .Select(member => new Uri((member.Key == "grant_management_endpoint" ? member.Value!.GetValue<string>() + "/gr_1" : member.Value!.GetValue<string>())));

        foreach (var address in addresses)
        {
            using var nothing = new FormUrlEncodedContent([]);
            using var posted = await http.PostAsync(address, nothing, TestContext.Current.CancellationToken);
            using var got = await http.GetAsync(address, TestContext.Current.CancellationToken);
            Assert.True(posted.StatusCode != HttpStatusCode.NotFound || got.StatusCode != HttpStatusCode.NotFound, address.AbsoluteUri);
        }
        foreach (var path in (string[])["connect/userinfo", "connect/register", "connect/bc-authorize", "connect/logout", "connect/deviceauthorization", ".well-known/webfinger"])
        {
            using var answer = await http.GetAsync(new Uri(server.Issuer, path), TestContext.Current.CancellationToken);
            Assert.True(answer.StatusCode == HttpStatusCode.NotFound, path);
        }
    }

    [Fact]
    public Task Grant_types() => WalkAsync(
        "grant_types_supported",
        ["password", "implicit", "urn:ietf:params:oauth:grant-type:token-exchange", "urn:ietf:params:oauth:grant-type:jwt-bearer", "urn:ietf:params:oauth:grant-type:saml2-bearer", "urn:openid:params:grant-type:ciba", "urn:example:other"],
        async (merchant, grantType) =>
        {
            var request = merchant.ApiTokenRequest(ApiScopes.ChargesRead);
            request["grant_type"] = grantType;
            return (await merchant.RedeemAsync(request)).Json["error"]?.GetValue<string>() != "unsupported_grant_type";
        });

    [Fact]
    public Task Response_types() => WalkAsync("response_types_supported", ["token", "id_token", "code id_token", "code token", "code id_token token", "id_token token", "none"], PushingAsync("response_type"));

    [Fact]
    public Task Response_modes() => WalkAsync("response_modes_supported", ["fragment", "form_post", "jwt", "query.jwt", "web_message"], PushingAsync("response_mode"));

    [Fact]
    public Task Code_challenge_methods() => WalkAsync("code_challenge_methods_supported", ["plain", "S512"], PushingAsync("code_challenge_method"));

    [Fact]
    public Task Prompt_values() => WalkAsync("prompt_values_supported", ["select_account", "create", "anything"], PushingAsync("prompt"));

    [Fact]
    public Task Scopes() => WalkAsync("scopes_supported", ["offline_access", "profile", "email", "address", "phone", "roles", "grant_management_update"], async (merchant, scope) =>
    {
        if (scope is not ("openid" or "charge"))
            return (await merchant.RedeemAsync(merchant.ApiTokenRequest(scope))).Status == HttpStatusCode.OK;
        var request = merchant.PushedRequest();
        request["scope"] = scope;
        if (scope == "openid")
            request.Remove("authorization_details");
        return (await merchant.PushAsync(request)).Status == HttpStatusCode.Created;
    });

    [Fact]
    public Task Types_of_purchases() => WalkAsync("authorization_details_types_supported", ["urn:fletscollect:charge-once:v2", "payment_initiation"], async (merchant, type) =>
    {
        var details = type.Contains("recurring", StringComparison.Ordinal) ? merchant.Monthly() : merchant.Details();
        details["type"] = type;
        return (await merchant.PushAsync(merchant.PushedRequest(details))).Status == HttpStatusCode.Created;
    });

    [Fact]
    public async Task Ways_to_authenticate_without_a_certificate()
    {
        using var merchant = server.NewMerchant();
        var without = CertificateMerchant.WithoutAssertion(merchant.PushedRequest());
        var withSecret = new Dictionary<string, string>(without, StringComparer.Ordinal) { ["client_secret"] = "a secret" };
        var basic = "Basic " + Convert.ToBase64String("hatena-demo:a secret"u8);

        Answer[] refused = [await merchant.PushAsync(without), await merchant.PushAsync(withSecret), await merchant.SendAsync("connect/par", without, "Authorization", basic)];

        Assert.All(refused, answer => Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), (answer.Status, answer.Text("error"))));
        Assert.Equal(["private_key_jwt", "self_signed_tls_client_auth", "tls_client_auth"], Values(await DocumentAsync(), "token_endpoint_auth_methods_supported").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Algorithms_of_assertions()
    {
        using var rsa = RSA.Create(2048);
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var registered = await server.NewOtherMerchantAsync();
        var (modulus, point) = (rsa.ExportParameters(includePrivateParameters: false), p384.ExportParameters(includePrivateParameters: false).Q);
        await server.ChangeClientAsync(registered.ClientId, client =>
        {
            client.JsonWebKeySet!.Keys.Add(new JsonWebKey { Kty = "RSA", Kid = "rsa", N = Base64UrlEncoder.Encode(modulus.Modulus), E = Base64UrlEncoder.Encode(modulus.Exponent) });
            client.JsonWebKeySet.Keys.Add(new JsonWebKey { Kty = "EC", Crv = "P-384", Kid = "p384", X = Base64UrlEncoder.Encode(point.X), Y = Base64UrlEncoder.Encode(point.Y) });
        });

        await WalkAsync("token_endpoint_auth_signing_alg_values_supported", ["RS256", "PS384", "ES384"], async (_, algorithm) =>
        {
            SecurityKey key = algorithm switch
            {
                "ES256" => registered.SigningKey,
                "ES384" => new ECDsaSecurityKey(p384) { KeyId = "p384" },
                _ => new RsaSecurityKey(rsa) { KeyId = "rsa" },
            };
            var request = registered.PushedRequest();
            request["client_assertion"] = registered.Assertion(key: key, algorithm: algorithm);
            return (await registered.PushAsync(request)).Status == HttpStatusCode.Created;
        });
    }

    [Fact]
    public async Task Algorithms_of_proofs()
    {
        using var rsa = RSA.Create(2048);
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var (modulus, point) = (rsa.ExportParameters(includePrivateParameters: false), p384.ExportParameters(includePrivateParameters: false).Q);

        await WalkAsync("dpop_signing_alg_values_supported", ["RS256", "PS384", "ES384"], async (merchant, algorithm) =>
        {
            var proof = algorithm == "ES256" ? merchant.Proof("POST", "connect/token") : new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
            {
                TokenType = "dpop+jwt",
                Claims = new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    ["jti"] = Guid.CreateVersion7().ToString("N"), ["htm"] = "POST", ["htu"] = new Uri(server.Issuer, "connect/token").AbsoluteUri, ["iat"] = merchant.Now.ToUnixTimeSeconds(),
                },
                SigningCredentials = new SigningCredentials(algorithm == "ES384" ? new ECDsaSecurityKey(p384) : new RsaSecurityKey(rsa), algorithm),
                AdditionalHeaderClaims = new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    ["jwk"] = algorithm == "ES384"
                        ? new Dictionary<string, object>(StringComparer.Ordinal) { ["kty"] = "EC", ["crv"] = "P-384", ["x"] = Base64UrlEncoder.Encode(point.X), ["y"] = Base64UrlEncoder.Encode(point.Y) }
                        : new Dictionary<string, object>(StringComparer.Ordinal) { ["kty"] = "RSA", ["n"] = Base64UrlEncoder.Encode(modulus.Modulus), ["e"] = Base64UrlEncoder.Encode(modulus.Exponent) },
                },
            });
            return (await merchant.RedeemAsync(merchant.ApiTokenRequest(ApiScopes.ChargesRead), proof)).Status == HttpStatusCode.OK;
        });
    }

    [Fact]
    public Task Classes_of_authentication() => WalkAsync("acr_values_supported", ["urn:example:retina-scan", "0"], async (merchant, acr) =>
    {
        using var person = await server.NewSubscriberAsync();
        var page = await person.SignInForAsync(await merchant.StartAsync(change: request => request["acr_values"] = acr));
        return page.Document?.QuerySelector("#approve") is not null;
    });

    [Fact]
    public Task Languages() => WalkAsync("ui_locales_supported", ["fr", "zh"], async (merchant, language) =>
    {
        using var person = await server.NewSubscriberAsync();
        person.ExtraHeaders["Accept-Language"] = language == "ja" ? "en" : "ja";
        var page = await person.SignInForAsync(await merchant.StartAsync(change: request => request["ui_locales"] = language));
        return page.Document!.DocumentElement.GetAttribute("lang") == language;
    });

    [Fact]
    public async Task Identity_token_is_signed_as_said_and_claims_nothing_that_is_not_said()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var document = await DocumentAsync();

        var token = new JsonWebToken((await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()))).Response["id_token"]!.GetValue<string>());

        Assert.Contains(token.Alg, Values(document, "id_token_signing_alg_values_supported"));
        Assert.Equal(document["issuer"]!.GetValue<string>(), token.Issuer);
        // azp and at_hash belong to the token itself (OpenID Connect Core §2, §3.1.3.6); oi_au_id is OpenIddict's way back to the authorization.
        Assert.Empty(token.Claims.Select(claim => claim.Type).Distinct(StringComparer.Ordinal).Except([.. Values(document, "claims_supported"), "azp", "at_hash", "oi_au_id"], StringComparer.Ordinal));
    }

    [Fact]
    public async Task Requests_by_value_and_by_reference_of_the_client_are_refused_and_claims_are_not_heeded()
    {
        using var merchant = server.NewMerchant();
        var document = await DocumentAsync();
        var byValue = merchant.PushedRequest();
        byValue["request"] = "eyJhbGciOiJub25lIn0.e30.";
        var byReference = merchant.PushedRequest();
        byReference["request_uri"] = "https://shop.example/request";
        var claims = merchant.PushedRequest();
        claims["claims"] = """{"id_token":{"email":{"essential":true}}}""";

        Assert.Equal("request_not_supported", (await merchant.PushAsync(byValue)).Text("error"));
        Assert.Equal("invalid_request", (await merchant.PushAsync(byReference)).Text("error"));
        Assert.Equal(HttpStatusCode.Created, (await merchant.PushAsync(claims)).Status);
        Assert.All((string[])["request_parameter_supported", "request_uri_parameter_supported", "claims_parameter_supported"], member => Assert.False(document[member]!.GetValue<bool>()));
        Assert.True(document["require_pushed_authorization_requests"]!.GetValue<bool>());
    }

    /// <summary>Each value that the document names works; the others, which specifications know, do not.</summary>
    private async Task WalkAsync(string member, IReadOnlyList<string> others, Func<MerchantClient, string, Task<bool>> works)
    {
        var supported = Values(await DocumentAsync(), member).ToList();
        Assert.NotEmpty(supported);
        foreach (var value in supported.Concat(others))
        {
            using var merchant = server.NewMerchant();
            Assert.True(await works(merchant, value) == supported.Contains(value, StringComparer.Ordinal), $"{member}: {value}");
        }
    }

    private static Func<MerchantClient, string, Task<bool>> PushingAsync(string parameter) => async (merchant, value) =>
    {
        var request = merchant.PushedRequest();
        request[parameter] = value;
        return (await merchant.PushAsync(request)).Status == HttpStatusCode.Created;
    };

    private static IEnumerable<string> Values(JsonObject document, string member) => document[member]!.AsArray().Select(value => value!.GetValue<string>());

    private async Task<JsonObject> DocumentAsync()
    {
        using var http = new HttpClient();
        return JsonNode.Parse(await http.GetStringAsync(new Uri(server.Issuer, ".well-known/openid-configuration")))!.AsObject();
    }
}
