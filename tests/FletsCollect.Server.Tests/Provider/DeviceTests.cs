using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;

namespace FletsCollect.Server.Tests.Provider;

/// <summary>Purchases on a television, approved on another screen (RFC 8628).</summary>
public class DeviceTests(RunningServer server)
{
    [Fact]
    public async Task Television_waits_is_approved_and_charges()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var asked = await AskAsync(merchant);

        var waiting = await PollAsync(merchant, asked);
        var page = await person.SignInForAsync(new Uri(asked.Text("verification_uri_complete")!));
        var done = await person.SubmitAsync(page, ("decision", "approve"));
        var tokens = await TokensAsync(merchant, asked);

        Assert.Equal((HttpStatusCode.BadRequest, "authorization_pending"), (waiting.Status, waiting.Text("error")));
        Assert.Contains(asked.Text("user_code")!, page.Text, StringComparison.Ordinal);
        Assert.Contains("315円", page.Text, StringComparison.Ordinal);
        Assert.Equal("/device/approved", done.Address.AbsolutePath);
        Assert.Equal("DPoP", tokens.Response["token_type"]!.GetValue<string>());
        Assert.Equal(merchant.Reference, tokens.Response["authorization_details"]![0]!["merchant_reference"]!.GetValue<string>());
        Assert.Equal("urn:fletscollect:acr:line-present:v1", new JsonWebTokenHandler().ReadJsonWebToken(tokens.Response["id_token"]!.GetValue<string>()).GetClaim("acr").Value);
        Assert.Equal(HttpStatusCode.Created, (await merchant.ChargeAsync(tokens, merchant.Key(1))).Status);
    }

    [Fact]
    public async Task Answer_says_what_the_television_shows()
    {
        using var merchant = server.NewMerchant();

        var asked = await AskAsync(merchant);

        Assert.Matches("^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$", asked.Text("user_code"));
        Assert.Equal(server.Issuer + "device", asked.Text("verification_uri"));
        Assert.Equal($"{server.Issuer}device?user_code={asked.Text("user_code")}", asked.Text("verification_uri_complete"));
        Assert.InRange(asked.Json["expires_in"]!.GetValue<int>(), 590, 600);
        Assert.Equal(5, asked.Json["interval"]!.GetValue<int>());
        Assert.Contains("no-store", asked.Headers["Cache-Control"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lower case")]
    [InlineData("full width")]
    [InlineData("spaces")]
    [InlineData("another hyphen")]
    public async Task Code_is_taken_however_it_is_typed(string how)
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var code = (await AskAsync(merchant)).Text("user_code")!;
        var typed = how switch
        {
            "lower case" => code.ToLowerInvariant(),
            "full width" => string.Concat(code.Select(letter => letter == '-' ? 'ー' : (char)(letter + 0xFEE0))),
            "spaces" => " " + code.Replace('-', ' ') + " ",
            _ => code.Replace('-', '‐'),
        };

        var page = await person.SignInForAsync(new Uri(server.Issuer, "device?user_code=" + Uri.EscapeDataString(typed)));

        Assert.Equal(code, page.Document!.QuerySelector("#device-code .figure")?.TextContent);
    }

    public static TheoryData<string, string, HttpStatusCode, string> WrongRequests => new()
    {
        { "scope", "", HttpStatusCode.BadRequest, "invalid_scope" },
        { "scope", "charges:read", HttpStatusCode.BadRequest, "invalid_scope" },
        { "scope", "openid", HttpStatusCode.BadRequest, "invalid_request" },
        { "authorization_details", "", HttpStatusCode.BadRequest, "invalid_authorization_details" },
        { "authorization_details", "{}", HttpStatusCode.BadRequest, "invalid_request" },
        { "authorization_details", "[{}]", HttpStatusCode.BadRequest, "invalid_authorization_details" },
        { "client_assertion", "", HttpStatusCode.Unauthorized, "invalid_client" },
    };

    [Theory]
    [MemberData(nameof(WrongRequests))]
    public async Task Wrong_request_gets_no_code(string parameter, string value, HttpStatusCode status, string error)
    {
        using var merchant = server.NewMerchant();
        var request = DeviceRequest(merchant);
        if (value.Length == 0)
            request.Remove(parameter);
        else
            request[parameter] = value;
        if (parameter == "client_assertion")
            request.Remove("client_assertion_type");

        var answer = await merchant.PostAsync("connect/device-authorization", request);

        Assert.Equal((status, error), (answer.Status, answer.Text("error")));
    }

    [Fact]
    public async Task Amount_above_the_merchants_cap_gets_no_code()
    {
        using var merchant = server.NewMerchant();

        var answer = await merchant.PostAsync("connect/device-authorization", DeviceRequest(merchant, merchant.Details("50001")));

        Assert.Equal("invalid_authorization_details", answer.Text("error"));
    }

    [Fact]
    public async Task Television_that_asks_too_often_is_told_to_slow_down()
    {
        using var merchant = server.NewMerchant();
        var asked = await AskAsync(merchant);

        var answers = new List<string?>();
        for (var count = 0; count < 3; count++)
            answers.Add((await PollAsync(merchant, asked)).Text("error"));

        // Three quick questions touch two intervals at most.
        Assert.Contains("authorization_pending", answers);
        Assert.Contains("slow_down", answers);
    }

    [Fact]
    public async Task Refusal_reaches_the_television_and_grants_nothing()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var asked = await AskAsync(merchant);

        var done = await person.SubmitAsync(await person.SignInForAsync(new Uri(asked.Text("verification_uri_complete")!)), ("decision", "refuse"));
        var answer = await PollAsync(merchant, asked);

        Assert.Equal("/device/refused", done.Address.AbsolutePath);
        Assert.Equal((HttpStatusCode.BadRequest, "access_denied"), (answer.Status, answer.Text("error")));
        Assert.Equal(0, await server.DatabaseAsync(db => db.ChargeGrants.CountAsync(grant => grant.MerchantReference == merchant.Reference)));
    }

    [Fact]
    public async Task Approved_code_is_redeemed_once()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var asked = await AskAsync(merchant);
        await ApproveAsync(person, asked);
        var tokens = await TokensAsync(merchant, asked);

        var again = await PollAsync(merchant, asked);

        Assert.Equal("invalid_grant", again.Text("error"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await merchant.ChargeAsync(tokens, merchant.Key(1))).Status);
    }

    [Fact]
    public async Task Code_is_approved_once()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var asked = await AskAsync(merchant);
        var page = await person.SignInForAsync(new Uri(asked.Text("verification_uri_complete")!));

        var first = await person.SubmitAsync(page, ("decision", "approve"));
        var again = await person.SubmitAsync(page, ("decision", "approve"));

        Assert.Equal("/device/approved", first.Address.AbsolutePath);
        Assert.Equal("Unknown", again.Document!.QuerySelector("#code-problem")!.GetAttribute("data-code"));
        Assert.Equal(1, await server.DatabaseAsync(db => db.ChargeGrants.CountAsync(grant => grant.MerchantReference == merchant.Reference)));
    }

    [Fact]
    public async Task Approved_token_needs_a_proof_as_every_other()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var asked = await AskAsync(merchant);
        await ApproveAsync(person, asked);

        var answer = await merchant.RedeemAsync(TokenRequest(merchant, asked), []);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_dpop_proof"), (answer.Status, answer.Text("error")));
    }

    [Fact]
    public async Task Device_code_of_another_merchant_is_not_redeemed()
    {
        using var merchant = server.NewMerchant();
        using var other = await server.NewOtherMerchantAsync();
        using var person = await server.NewSubscriberAsync();
        var asked = await AskAsync(merchant);
        await ApproveAsync(person, asked);

        Assert.Equal("invalid_grant", (await PollAsync(other, asked)).Text("error"));
    }

    [Fact]
    public async Task Nobody_tries_codes_without_signing_in()
    {
        using var merchant = server.NewMerchant();
        using var person = server.NewPerson();
        var asked = await AskAsync(merchant);

        var right = await person.OpenAsync(new Uri(asked.Text("verification_uri_complete")!));
        var wrong = await person.OpenAsync("/device?user_code=BBBB-BBBB");

        Assert.NotNull(right.Document!.QuerySelector("#Password"));
        Assert.NotNull(wrong.Document!.QuerySelector("#Password"));
    }

    [Fact]
    public async Task Form_of_another_site_approves_nothing()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var asked = await AskAsync(merchant);
        var page = await person.SignInForAsync(new Uri(asked.Text("verification_uri_complete")!));

        await person.SubmitAsync(page, ("decision", "approve"), ("__RequestVerificationToken", ""));

        Assert.Equal("authorization_pending", (await PollAsync(merchant, asked)).Text("error"));
    }

    [Fact]
    public async Task Approval_of_other_terms_grants_nothing()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var asked = await AskAsync(merchant);

        var answer = await person.SubmitAsync(await person.SignInForAsync(new Uri(asked.Text("verification_uri_complete")!)), ("decision", "approve"), ("ConsentHash", "another"));

        Assert.Equal("P07", answer.Document!.QuerySelector("#approval-refusal")!.GetAttribute("data-code"));
        Assert.Equal("authorization_pending", (await PollAsync(merchant, asked)).Text("error"));
    }

    [Fact]
    public async Task Sign_in_only_charges_nothing_and_says_who()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var request = DeviceRequest(merchant);
        request["scope"] = "openid";
        request.Remove("authorization_details");
        var asked = await merchant.PostAsync("connect/device-authorization", request);

        await ApproveAsync(person, asked);
        var answer = await PollAsync(merchant, asked);

        Assert.False(answer.Json.ContainsKey("authorization_details"));
        Assert.NotNull(answer.Text("id_token"));
    }

    private static Dictionary<string, string> DeviceRequest(MerchantClient merchant, JsonObject? details = null)
    {
        var request = merchant.PushedRequest(details);
        return new(StringComparer.Ordinal)
        {
            ["client_id"] = request["client_id"],
            ["client_assertion_type"] = request["client_assertion_type"],
            ["client_assertion"] = request["client_assertion"],
            ["scope"] = request["scope"],
            ["authorization_details"] = request["authorization_details"],
        };
    }

    internal static async Task<Answer> AskAsync(MerchantClient merchant)
    {
        var asked = await merchant.PostAsync("connect/device-authorization", DeviceRequest(merchant));
        Assert.True(asked.Status == HttpStatusCode.OK, asked.Body);
        return asked;
    }

    private static Dictionary<string, string> TokenRequest(MerchantClient merchant, Answer asked)
    {
        var request = merchant.TokenRequest("");
        request.Remove("code");
        request.Remove("code_verifier");
        request.Remove("redirect_uri");
        request["grant_type"] = "urn:ietf:params:oauth:grant-type:device_code";
        request["device_code"] = asked.Text("device_code")!;
        return request;
    }

    internal static Task<Answer> PollAsync(MerchantClient merchant, Answer asked) => merchant.RedeemAsync(TokenRequest(merchant, asked));

    private static async Task<Tokens> TokensAsync(MerchantClient merchant, Answer asked)
    {
        var answer = await PollAsync(merchant, asked);
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Body);
        return new Tokens(answer.Text("access_token")!, answer.Json["authorization_details"]![0]!["grant_id"]!.GetValue<string>(), answer.Json);
    }

    private static async Task ApproveAsync(Person person, Answer asked) =>
        await person.SubmitAsync(await person.SignInForAsync(new Uri(asked.Text("verification_uri_complete")!)), ("decision", "approve"));
}
