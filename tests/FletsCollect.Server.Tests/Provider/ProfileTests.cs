using System.Net;
using System.Net.Http.Json;
using Microsoft.IdentityModel.Tokens;

namespace FletsCollect.Server.Tests.Provider;

/// <summary>What a correct client may do in more than one way (the positive modules of the FAPI 2.0 Final suite).</summary>
public class ProfileTests(RunningServer server)
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(384)]
    [InlineData(2000)]
    public async Task State_of_any_reasonable_length_comes_back(int length)
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var state = new string('s', length);

        var callback = await person.ApproveAsync(await merchant.StartAsync(change: request =>
        {
            request.Remove("state");
            if (length > 0)
                request["state"] = state;
        }));

        Assert.Equal(length == 0 ? null : state, System.Web.HttpUtility.ParseQueryString(callback.Query)["state"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(43)]
    [InlineData(2000)]
    public async Task Nonce_of_any_reasonable_length_is_in_the_identity_token(int length)
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var nonce = new string('n', length);
        var callback = await person.ApproveAsync(await merchant.StartAsync(change: request =>
        {
            request.Remove("nonce");
            if (length > 0)
                request["nonce"] = nonce;
        }));

        var tokens = await merchant.RedeemAsync(callback);

        var identity = new Microsoft.IdentityModel.JsonWebTokens.JsonWebTokenHandler().ReadJsonWebToken(tokens.Response["id_token"]!.GetValue<string>());
        Assert.Equal(length == 0 ? null : nonce, identity.TryGetPayloadValue<string>("nonce", out var shown) ? shown : null);
    }

    [Fact]
    public async Task Subscriber_has_one_name_at_a_merchant_and_another_at_the_next()
    {
        using var person = await server.NewSubscriberAsync();
        using var merchant = server.NewMerchant();
        using var later = server.NewMerchant();
        using var other = await server.NewOtherMerchantAsync();

        var (first, second, elsewhere) = (await SubjectAsync(merchant), await SubjectAsync(later), await SubjectAsync(other));

        Assert.Equal(first, second);
        Assert.NotEqual(first, elsewhere);

        async Task<string> SubjectAsync(MerchantClient at)
        {
            var tokens = await at.RedeemAsync(await person.ApproveAsync(await at.StartAsync()));
            return new Microsoft.IdentityModel.JsonWebTokens.JsonWebTokenHandler().ReadJsonWebToken(tokens.Response["id_token"]!.GetValue<string>()).Subject;
        }
    }

    [Fact]
    public async Task Assertion_signed_with_PS256_is_known_by_discovery_and_code_alike()
    {
        using var http = new HttpClient { BaseAddress = server.Issuer };
        var document = await http.GetFromJsonAsync<System.Text.Json.Nodes.JsonObject>(new Uri(".well-known/openid-configuration", UriKind.Relative));

        Assert.Equal(["ES256", "PS256"], document!["token_endpoint_auth_signing_alg_values_supported"]!.AsArray().Select(value => value!.GetValue<string>()));
    }

    [Fact]
    public async Task Pushed_request_answers_within_the_standard()
    {
        using var merchant = server.NewMerchant();

        var answer = await merchant.PushAsync(merchant.PushedRequest());

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.StartsWith("urn:ietf:params:oauth:request_uri:", answer.Text("request_uri"), StringComparison.Ordinal);
        Assert.InRange(answer.Json["expires_in"]!.GetValue<int>(), 1, 300);
        Assert.Contains("no-store", answer.Headers["Cache-Control"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_cannot_be_pushed_with_get()
    {
        using var http = new HttpClient { BaseAddress = server.Issuer };
        using var merchant = server.NewMerchant();
        var query = string.Join('&', merchant.PushedRequest().Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"));

        using var answer = await http.GetAsync(new Uri("connect/par?" + query, UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Max_age_of_zero_asks_for_the_password_once_more_and_then_goes_on()
    {
        using var merchant = server.NewMerchant();
        using var again = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        await person.SignInForAsync(await merchant.StartAsync());
        var start = await again.StartAsync(change: request => request["max_age"] = "0");

        var asked = await person.OpenAsync(start);
        var callback = await person.ApproveAsync(start);

        Assert.NotNull(asked.Document!.QuerySelector("#Password"));
        Assert.Contains("code=", callback.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prompt_login_asks_for_the_password_once_more_and_then_goes_on()
    {
        using var merchant = server.NewMerchant();
        using var again = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        await person.SignInForAsync(await merchant.StartAsync());
        var start = await again.StartAsync(change: request => request["prompt"] = "login");

        var asked = await person.OpenAsync(start);
        var callback = await person.ApproveAsync(start);

        Assert.NotNull(asked.Document!.QuerySelector("#Password"));
        Assert.Contains("code=", callback.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_may_be_bound_by_a_proof_at_the_pushed_request()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();

        var callback = await person.ApproveAsync(await merchant.StartAsync(change: request => request["dpop_jkt"] = Base64UrlEncoder.Encode(merchant.DpopKey.ComputeJwkThumbprint())));

        Assert.NotNull((await merchant.RedeemAsync(callback)).AccessToken);
    }

    [Fact]
    public async Task English_is_shown_when_the_merchant_asks_for_it_and_nobody_chose()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();

        var signIn = await person.OpenAsync(await merchant.StartAsync(change: request => request["ui_locales"] = "fr en-US ja"));
        var recovery = await person.OpenAsync("/recover");
        var page = await person.SubmitAsync(signIn, ("UserName", person.UserName!), ("Password", Person.Password));

        Assert.Equal(("en", "en"), (LanguageOf(signIn), LanguageOf(recovery)));
        Assert.Contains("Confirm and pay 315 yen", page.Text, StringComparison.Ordinal);
        // Another merchant that asks for nothing gets what the browser speaks, on every page again.
        Assert.Equal("ja", LanguageOf(await person.OpenAsync(await merchant.StartAsync())));
        Assert.Equal("ja", LanguageOf(await person.OpenAsync("/account")));
    }

    private static string? LanguageOf(Seen page) => page.Document!.DocumentElement.GetAttribute("lang");
}
