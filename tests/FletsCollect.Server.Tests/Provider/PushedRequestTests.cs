using System.Net;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace FletsCollect.Server.Tests.Provider;

/// <summary>What the pushed authorization request endpoint refuses, and how (provider.md, "Negative tests").</summary>
public class PushedRequestTests(RunningServer server)
{
    public static TheoryData<string, string, string> WrongParameters => new()
    {
        { "code_challenge", "", "invalid_request" },
        { "code_challenge", "short", "invalid_request" },
        { "code_challenge_method", "plain", "invalid_request" },
        { "code_challenge_method", "", "invalid_request" },
        { "response_type", "token", "unsupported_response_type" },
        { "response_type", "code id_token", "unsupported_response_type" },
        { "response_type", "id_token", "unsupported_response_type" },
        { "response_mode", "form_post", "invalid_request" },
        { "response_mode", "fragment", "invalid_request" },
        { "scope", "openid charge admin", "invalid_scope" },
        { "scope", "openid", "invalid_request" },
        { "request", "eyJhbGciOiJub25lIn0.e30.", "request_not_supported" },
        { "request_uri", "urn:ietf:params:oauth:request_uri:abc", "invalid_request" },
        { "redirect_uri", "http://localhost:5090/flets/callback/", "invalid_request" },
        { "redirect_uri", "http://localhost:5090/flets/callback?x=1", "invalid_request" },
        { "redirect_uri", "http://localhost:5090/flets/Callback", "invalid_request" },
        { "redirect_uri", "http://localhost:5091/flets/callback", "invalid_request" },
        { "redirect_uri", "http://localhost:5090/flets/x/../callback", "invalid_request" },
        { "redirect_uri", "https://localhost:5090/flets/callback", "invalid_request" },
        { "redirect_uri", "http://evil.example/flets/callback", "invalid_request" },
        { "redirect_uri", "http://localhost:5090/flets/callback#x", "invalid_request" },
        { "redirect_uri", "", "invalid_request" },
    };

    [Theory]
    [MemberData(nameof(WrongParameters))]
    public async Task Wrong_parameter_is_refused(string parameter, string value, string error)
    {
        using var merchant = server.NewMerchant();
        var request = merchant.PushedRequest();
        if (value.Length == 0)
            request.Remove(parameter);
        else
            request[parameter] = value;

        var answer = await merchant.PushAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(error, answer.Text("error"));
    }

    public static TheoryData<string, string> WrongDetails => new()
    {
        { "not JSON", "invalid_request" },
        { "{}", "invalid_request" },
        { "[]", "invalid_authorization_details" },
        { "[{},{}]", "invalid_authorization_details" },
        { "[{}]", "invalid_authorization_details" },
        { "[[]]", "invalid_authorization_details" },
        { "[{\"type\":\"urn:fletscollect:charge-once:v1\",\"type\":\"urn:fletscollect:charge-once:v1\"}]", "invalid_authorization_details" },
    };

    [Theory]
    [MemberData(nameof(WrongDetails))]
    public async Task Wrong_details_are_refused(string details, string error)
    {
        using var merchant = server.NewMerchant();
        var request = merchant.PushedRequest();
        request["authorization_details"] = details;

        var answer = await merchant.PushAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(error, answer.Text("error"));
    }

    public static TheoryData<string, string> WrongMembers => new()
    {
        { "type", "\"urn:fletscollect:charge-twice:v1\"" },
        { "actions", "[\"charge\",\"refund\"]" },
        { "actions", "\"charge\"" },
        { "locations", "[\"https://evil.example/v1/charges\"]" },
        { "merchant_reference", "\"ORD 1\"" },
        { "merchant_reference", "\"\"" },
        { "merchant_reference", "\"" + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" + "\"" },
        { "description", "\"\"" },
        { "description", "\"a\\u202eb\"" },
        { "description", "\"a\\u0007b\"" },
        { "description", "\"e\\u0301\"" },
        { "description", "\"a\\u200bb\"" },
        { "amount", "{\"currency\":\"JPY\",\"value\":315,\"mode\":\"exact\"}" },
        { "amount", "{\"currency\":\"JPY\",\"value\":\"0\",\"mode\":\"exact\"}" },
        { "amount", "{\"currency\":\"JPY\",\"value\":\"-1\",\"mode\":\"exact\"}" },
        { "amount", "{\"currency\":\"JPY\",\"value\":\"1e3\",\"mode\":\"exact\"}" },
        { "amount", "{\"currency\":\"JPY\",\"value\":\"1.5\",\"mode\":\"exact\"}" },
        { "amount", "{\"currency\":\"JPY\",\"value\":\"0315\",\"mode\":\"exact\"}" },
        { "amount", "{\"currency\":\"JPY\",\"value\":\"\\uff13\\uff11\\uff15\",\"mode\":\"exact\"}" },
        { "amount", "{\"currency\":\"USD\",\"value\":\"315\",\"mode\":\"exact\"}" },
        { "amount", "{\"currency\":\"JPY\",\"value\":\"50001\",\"mode\":\"exact\"}" },
        { "amount", "{\"currency\":\"JPY\",\"value\":\"315\",\"mode\":\"exact\",\"tax\":\"0\"}" },
        { "capture", "{\"mode\":\"later\"}" },
        { "payee", "\"はてなではない会社\"" },
    };

    [Theory]
    [MemberData(nameof(WrongMembers))]
    public async Task Wrong_member_of_the_details_is_refused_by_name(string member, string json)
    {
        using var merchant = server.NewMerchant();
        var details = merchant.Details();
        details[member] = JsonNode.Parse(json);

        var answer = await merchant.PushAsync(merchant.PushedRequest(details));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("invalid_authorization_details", answer.Text("error"));
        Assert.Contains(member, answer.Text("error_description"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("soon")]
    [InlineData("1.5")]
    [InlineData("99999999999")]
    public async Task Age_that_is_no_number_of_seconds_is_refused(string age)
    {
        using var merchant = server.NewMerchant();
        var request = merchant.PushedRequest();
        request["max_age"] = age;

        var answer = await merchant.PushAsync(request);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (answer.Status, answer.Text("error")));
    }

    [Fact]
    public async Task Details_without_the_scope_are_refused()
    {
        using var merchant = server.NewMerchant();
        var request = merchant.PushedRequest();
        request["scope"] = "openid";

        Assert.Equal("invalid_request", (await merchant.PushAsync(request)).Text("error"));
    }

    [Fact]
    public async Task Scope_without_details_is_refused()
    {
        using var merchant = server.NewMerchant();
        var request = merchant.PushedRequest();
        request.Remove("authorization_details");

        Assert.Equal("invalid_authorization_details", (await merchant.PushAsync(request)).Text("error"));
    }

    [Fact]
    public async Task Details_sent_twice_are_refused()
    {
        using var merchant = server.NewMerchant();
        var request = merchant.PushedRequest().Append(new KeyValuePair<string, string>("authorization_details", "[]"));

        var answer = await merchant.PushAsync(request);

        Assert.Equal("invalid_request", answer.Text("error"));
    }

    [Fact]
    public async Task Parameter_sent_twice_is_refused()
    {
        using var merchant = server.NewMerchant();
        var request = merchant.PushedRequest().Append(new KeyValuePair<string, string>("state", "another"));

        var answer = await merchant.PushAsync(request);

        Assert.Equal("invalid_request", answer.Text("error"));
    }

    [Fact]
    public async Task Authorization_without_a_pushed_request_is_refused_on_a_page()
    {
        using var merchant = server.NewMerchant();
        using var person = server.NewPerson();
        var query = string.Join('&', merchant.PushedRequest().Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"));

        var page = await person.OpenAsync("/connect/authorize?" + query);

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Null(page.Elsewhere);
        Assert.Equal("400", page.Document!.QuerySelector("#error")!.GetAttribute("data-status"));
    }

    [Fact]
    public async Task Parameters_beside_the_request_uri_change_nothing()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var start = await merchant.StartAsync();

        var page = await person.SignInForAsync(new Uri(start.AbsoluteUri + "&redirect_uri=http%3A%2F%2Fevil.example%2F&scope=openid&authorization_details=%5B%5D"));
        var refused = await person.SubmitAsync(page, ("decision", "refuse"));

        Assert.Contains("315円", page.Text, StringComparison.Ordinal);
        Assert.StartsWith(MerchantClient.RedirectUri, refused.Elsewhere!.AbsoluteUri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_prompt_with_a_session_answers_consent_required()
    {
        using var merchant = server.NewMerchant();
        using var silent = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        await person.SignInForAsync(await merchant.StartAsync());

        var answer = await person.OpenAsync(await silent.StartAsync(change: request => request["prompt"] = "none"));

        Assert.Equal(("consent_required", "state-of-" + silent.Reference, server.Issuer.AbsoluteUri), (answer.Answered("error"), answer.Answered("state"), answer.Answered("iss")));
    }

    [Theory]
    [InlineData("state")]
    [InlineData("nonce")]
    public async Task State_or_nonce_above_the_bound_is_refused_by_name(string parameter)
    {
        using var merchant = server.NewMerchant();
        var request = merchant.PushedRequest();
        request[parameter] = new string('x', 2001);

        var answer = await merchant.PushAsync(request);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request", $"{parameter} must have at most 2000 characters."), (answer.Status, answer.Text("error"), answer.Text("error_description")));
    }

    [Fact]
    public async Task Proof_whose_key_is_not_the_one_that_dpop_jkt_names_is_refused()
    {
        using var merchant = server.NewMerchant();
        using var other = server.NewMerchant();
        var request = merchant.PushedRequest();
        request["dpop_jkt"] = Base64UrlEncoder.Encode(other.DpopKey.ComputeJwkThumbprint());

        var answer = await merchant.PushAsync(request, merchant.Proof("POST", "connect/par"));

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_dpop_proof"), (answer.Status, answer.Text("error")));
    }

    [Fact]
    public async Task No_prompt_without_a_session_answers_login_required()
    {
        using var merchant = server.NewMerchant();
        using var person = server.NewPerson();

        var answer = await person.OpenAsync(await merchant.StartAsync(change: request => request["prompt"] = "none"));

        Assert.Equal("login_required", answer.Answered("error"));
    }
}
