using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.IdentityModel.Tokens;

namespace FletsCollect.Server.Tests.Provider;

/// <summary>Merchants that show a TLS certificate: to authenticate, and to hold the tokens that are bound to it (RFC 8705).</summary>
public class MutualTlsTests(RunningServer server)
{
    private static readonly X509Certificate2 Own = TestCertificates.SelfSigned();
    private static readonly X509Certificate2 Another = TestCertificates.SelfSigned();

    [Fact]
    public async Task Merchant_with_a_certificate_of_its_own_sells_with_bound_tokens()
    {
        using var merchant = await RegisteredAsync();
        using var person = await server.NewSubscriberAsync();

        var tokens = await merchant.BuyAsync(person);
        var introspected = await merchant.PostAsync("connect/introspect", About(merchant, tokens));
        var charged = await merchant.ChargeAsync(tokens);

        Assert.Equal("Bearer", tokens.Response["token_type"]!.GetValue<string>());
        Assert.Equal(Base64UrlEncoder.Encode(Own.GetCertHash(System.Security.Cryptography.HashAlgorithmName.SHA256)), introspected.Json["cnf"]!["x5t#S256"]!.GetValue<string>());
        Assert.False(introspected.Json["cnf"]!.AsObject().ContainsKey("jkt"));
        Assert.Equal(HttpStatusCode.Created, charged.Status);
    }

    [Fact]
    public async Task Merchant_revokes_a_token_by_its_certificate()
    {
        using var merchant = await RegisteredAsync();
        using var person = await server.NewSubscriberAsync();
        var tokens = await merchant.BuyAsync(person);

        await merchant.PostAsync("connect/revoke", About(merchant, tokens));

        Assert.Equal(HttpStatusCode.Unauthorized, (await merchant.ChargeAsync(tokens)).Status);
    }

    public static TheoryData<string> WrongCertificates => ["none", "another", "of an authority"];

    [Theory]
    [MemberData(nameof(WrongCertificates))]
    public async Task Wrong_certificate_authenticates_nobody(string wrong)
    {
        using var merchant = await RegisteredAsync();
        using var connection = merchant.Connect(Wrong(wrong));

        AssertRefused(await merchant.PushAsync(connection));
    }

    [Theory]
    [InlineData(-30, -1)]
    [InlineData(1, 30)]
    public async Task Registered_certificate_that_is_not_in_force_authenticates_nobody(int fromDay, int toDay)
    {
        var certificate = TestCertificates.SelfSigned(fromDay: fromDay, toDay: toDay);
        using var merchant = await CertificateMerchant.RegisterAsync(server, certificate, TestCertificates.Registering(certificate));

        AssertRefused(await merchant.PushAsync());
    }

    [Fact]
    public async Task Certificate_with_the_registered_name_but_another_key_authenticates_nobody()
    {
        var namesake = TestCertificates.SelfSigned(Own.Subject);
        using var merchant = await CertificateMerchant.RegisterAsync(server, namesake, TestCertificates.Registering(Own));

        AssertRefused(await merchant.PushAsync());
    }

    [Fact]
    public async Task Certificate_beside_an_assertion_is_one_method_too_many()
    {
        using var merchant = await RegisteredAsync();

        AssertRefused(await merchant.PostAsync("connect/par", merchant.Requests.PushedRequest()));
    }

    [Theory]
    [MemberData(nameof(WrongCertificates))]
    public async Task Bound_token_is_worth_nothing_with_a_wrong_certificate(string wrong)
    {
        using var merchant = await RegisteredAsync();
        using var person = await server.NewSubscriberAsync();
        using var connection = merchant.Connect(Wrong(wrong));
        var tokens = await merchant.BuyAsync(person);

        var answer = await merchant.ChargeAsync(tokens, over: connection);

        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_token"), (answer.Status, answer.Text("code")));
        Assert.Contains("Bearer error=\"invalid_token\"", answer.Headers["WWW-Authenticate"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bound_token_is_worth_nothing_at_the_ordinary_address()
    {
        using var merchant = await RegisteredAsync();
        using var person = await server.NewSubscriberAsync();
        using var connection = new HttpClient { BaseAddress = server.Issuer };
        var tokens = await merchant.BuyAsync(person);

        Assert.Equal(HttpStatusCode.Unauthorized, (await merchant.ChargeAsync(tokens, over: connection)).Status);
    }

    [Fact]
    public async Task Token_bound_to_a_certificate_is_refused_under_DPoP()
    {
        using var merchant = await RegisteredAsync();
        using var person = await server.NewSubscriberAsync();
        var tokens = await merchant.BuyAsync(person);

        var answer = await merchant.ChargeAsync(tokens, "DPoP", proof: merchant.Requests.Proof("POST", server.MutualTlsAddress + "v1/charges", tokens.AccessToken));

        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_token"), (answer.Status, answer.Text("code")));
    }

    [Theory]
    [InlineData("connect/par")]
    [InlineData("connect/token")]
    public async Task Proof_of_a_merchant_whose_tokens_are_bound_to_a_certificate_is_refused(string endpoint)
    {
        using var merchant = await RegisteredAsync();
        using var person = await server.NewSubscriberAsync();
        var request = endpoint == "connect/par" ? merchant.Requests.PushedRequest() : merchant.Requests.TokenRequest(await merchant.CodeAsync(person));

        var answer = await merchant.PostAsync(endpoint, CertificateMerchant.WithoutAssertion(request), proof: merchant.Requests.Proof("POST", server.MutualTlsAddress + endpoint));

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (answer.Status, answer.Text("error")));
    }

    [Fact]
    public async Task Code_of_another_merchant_is_not_redeemed_with_a_certificate()
    {
        using var merchant = await RegisteredAsync();
        using var other = await CertificateMerchant.RegisterAsync(server, Another, TestCertificates.Registering(Another));
        using var person = await server.NewSubscriberAsync();
        var request = CertificateMerchant.WithoutAssertion(other.Requests.TokenRequest(await merchant.CodeAsync(person)));
        request["code_verifier"] = merchant.Requests.Verifier;

        Assert.Equal("invalid_grant", (await other.PostAsync("connect/token", request)).Text("error"));
    }

    [Fact]
    public async Task Merchant_that_signs_assertions_may_have_its_tokens_bound_to_a_certificate()
    {
        using var merchant = await CertificateMerchant.RegisterAsync(server, Own, change: settings => settings["token_endpoint_auth_method"] = "private_key_jwt");
        using var person = await server.NewSubscriberAsync();
        using var bare = merchant.Connect(null);
        var code = await merchant.CodeAsync(person, merchant.Requests.PushedRequest());

        var certificateAlone = await merchant.PostAsync("connect/token", CertificateMerchant.WithoutAssertion(merchant.Requests.TokenRequest(code)));
        var assertionAlone = await merchant.PostAsync("connect/token", merchant.Requests.TokenRequest(code), bare);
        var both = await merchant.PostAsync("connect/token", merchant.Requests.TokenRequest(code));

        AssertRefused(certificateAlone);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (assertionAlone.Status, assertionAlone.Text("error")));
        Assert.Equal((HttpStatusCode.OK, "Bearer"), (both.Status, both.Text("token_type")));
    }

    [Fact]
    public async Task Merchant_that_authenticates_by_certificate_may_have_its_tokens_bound_to_a_DPoP_key()
    {
        using var merchant = await CertificateMerchant.RegisterAsync(server, Own, TestCertificates.Registering(Own), settings => settings.Remove("tls_client_certificate_bound_access_tokens"));
        using var person = await server.NewSubscriberAsync();
        var request = CertificateMerchant.WithoutAssertion(merchant.Requests.TokenRequest(await merchant.CodeAsync(person)));

        var unproved = await merchant.PostAsync("connect/token", request);
        var proved = await merchant.PostAsync("connect/token", request, proof: merchant.Requests.Proof("POST", server.MutualTlsAddress + "connect/token"));

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_dpop_proof"), (unproved.Status, unproved.Text("error")));
        Assert.Equal((HttpStatusCode.OK, "DPoP"), (proved.Status, proved.Text("token_type")));
    }

    [Fact]
    public async Task Certificate_of_a_merchant_that_registered_none_means_nothing()
    {
        using var merchant = await CertificateMerchant.RegisterAsync(server, Own, change: settings => settings.Clear());
        using var person = await server.NewSubscriberAsync();

        var withoutAssertion = await merchant.PushAsync();
        var code = await merchant.CodeAsync(person, merchant.Requests.PushedRequest());
        var withoutProof = await merchant.PostAsync("connect/token", merchant.Requests.TokenRequest(code));

        AssertRefused(withoutAssertion);
        Assert.Equal("invalid_dpop_proof", withoutProof.Text("error"));
    }

    [Theory]
    [InlineData("tls_client_auth_san_dns", "shop.example")]
    [InlineData("tls_client_auth_subject_dn", "CN=shop.example, O=Merchant")]
    public async Task Certificate_of_a_trusted_authority_authenticates_whom_it_names(string setting, string name)
    {
        using var merchant = await CertificateMerchant.RegisterAsync(server, TestCertificates.IssuedBy(TestCertificates.Authority, "shop.example"), change: settings => Named(settings, setting, name));
        using var person = await server.NewSubscriberAsync();

        Assert.Equal(HttpStatusCode.Created, (await merchant.ChargeAsync(await merchant.BuyAsync(person))).Status);
    }

    [Theory]
    [InlineData("another name")]
    [InlineData("no name registered")]
    [InlineData("another authority")]
    [InlineData("expired")]
    [InlineData("self-signed")]
    public async Task Wrong_certificate_of_an_authority_authenticates_nobody(string wrong)
    {
        using var stranger = TestCertificates.NewAuthority("CN=Test authority");
        var certificate = wrong switch
        {
            "another name" => TestCertificates.IssuedBy(TestCertificates.Authority, "elsewhere.example"),
            "another authority" => TestCertificates.IssuedBy(stranger, "shop.example"),
            "expired" => TestCertificates.IssuedBy(TestCertificates.Authority, "shop.example", fromDay: -30, toDay: -1),
            "self-signed" => TestCertificates.SelfSigned("CN=shop.example"),
            _ => TestCertificates.IssuedBy(TestCertificates.Authority, "shop.example"),
        };
        using var merchant = await CertificateMerchant.RegisterAsync(
            server, certificate, change: settings => Named(settings, wrong == "no name registered" ? "unused" : "tls_client_auth_san_dns", "shop.example"));

        AssertRefused(await merchant.PushAsync());
    }

    private static void Named(IDictionary<string, string> settings, string setting, string name)
    {
        settings["token_endpoint_auth_method"] = "tls_client_auth";
        settings[setting] = name;
    }

    private static void AssertRefused(Answer answer) => Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), (answer.Status, answer.Text("error")));

    private Task<CertificateMerchant> RegisteredAsync() => CertificateMerchant.RegisterAsync(server, Own, TestCertificates.Registering(Own));

    private static X509Certificate2? Wrong(string wrong) => wrong switch
    {
        "none" => null,
        "another" => Another,
        "of an authority" => TestCertificates.IssuedBy(TestCertificates.Authority, "merchant"),
        _ => throw new ArgumentOutOfRangeException(nameof(wrong)),
    };

    private static Dictionary<string, string> About(CertificateMerchant merchant, Tokens tokens) =>
        new(StringComparer.Ordinal) { ["client_id"] = merchant.Requests.ClientId, ["token"] = tokens.AccessToken };
}
