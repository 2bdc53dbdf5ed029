using System.Globalization;
using System.Net;
using FletsCollect.Server.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace FletsCollect.Server.Tests;

/// <summary>Who asks too often, on a server with small limits behind a proxy, so that a test can be anywhere.</summary>
public sealed class ThrottlingTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
    private readonly RunningServer server;

    public ThrottlingTests() => server = new RunningServer(clock, settings: new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Network:Proxies:0"] = "::1",
        ["Network:Proxies:1"] = "127.0.0.1",
        ["Throttling:SignIn:Permits"] = "3",
        ["Throttling:Issuance:Permits"] = "3",
        ["Throttling:Consent:Permits"] = "3",
        ["Throttling:UserCode:Permits"] = "3",
        ["Throttling:Protocol:Permits"] = "6",
        ["Throttling:MerchantProtocol:Permits"] = "4",
        ["Throttling:MerchantReads:Permits"] = "2",
        ["Throttling:MerchantWrites:Permits"] = "3",
    });

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/issue")]
    [InlineData("/Sign-In/")]
    public async Task Place_that_sends_a_form_too_often_gets_a_page_that_says_to_wait_and_later_goes_on(string path)
    {
        var sent = new List<Seen>();
        for (var i = 0; i < 4; i++)
            sent.Add(await SendAsync(path, "192.0.2.1"));
        var elsewhere = await SendAsync(path, "192.0.2.2");
        clock.Advance(TimeSpan.FromMinutes(10));
        var later = await SendAsync(path, "192.0.2.1");

        Assert.All(sent[..3], seen => Assert.Equal(HttpStatusCode.OK, seen.Status));
        Assert.Equal(HttpStatusCode.TooManyRequests, sent[3].Status);
        Assert.Contains("短い時間に操作が続いた", sent[3].Text, StringComparison.Ordinal);
        Assert.InRange(int.Parse(sent[3].Headers["Retry-After"], CultureInfo.InvariantCulture), 1, 600);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (elsewhere.Status, later.Status));
    }

    [Fact]
    public async Task Addresses_of_one_IPv6_connection_are_one_place()
    {
        for (var i = 1; i <= 3; i++)
            await SendAsync("/sign-in", $"2001:db8:7:1::{i}");

        Assert.Equal(HttpStatusCode.TooManyRequests, (await SendAsync("/sign-in", "2001:db8:7:1:ffff::1")).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("/sign-in", "2001:db8:7:2::1")).Status);
    }

    [Theory]
    [InlineData("/connect/authorize?client_id=hatena-demo&request_uri=none")]
    [InlineData("/device?user_code=AAAA-AAAA")]
    public async Task Page_that_is_opened_too_often_says_to_wait(string page)
    {
        using var person = server.NewPerson();
        Seen? last = null;
        for (var i = 0; i < 4; i++)
            last = await person.OpenAsync(page);

        Assert.Equal(HttpStatusCode.TooManyRequests, last!.Status);
    }

    [Fact]
    public async Task Place_that_asks_the_provider_too_often_is_answered_as_OAuth_does_whoever_it_claims_to_be()
    {
        using var merchant = server.NewMerchant();
        foreach (var (endpoint, place) in ProtocolEndpoints.Zip(Enumerable.Range(1, ProtocolEndpoints.Length)))
        {
            Answer? last = null;
            for (var i = 0; i < 7; i++)
                last = await merchant.SendAsync(endpoint, new Dictionary<string, string>(StringComparer.Ordinal) { ["client_id"] = $"somebody-{i}" }, "X-Forwarded-For", $"192.0.2.{place}");

            Assert.Equal((endpoint, HttpStatusCode.TooManyRequests, "temporarily_unavailable"), (endpoint, last!.Status, last.Text("error")));
            Assert.True(last.Headers.ContainsKey("Retry-After"));
        }
    }

    [Fact]
    public async Task Merchant_that_asked_too_often_waits_at_every_endpoint()
    {
        using var merchant = server.NewMerchant();
        // A token that is none is not looked at for the merchant's sake, but for its place's.
        var token = await merchant.GetApiTokenAsync(ApiScopes.ChargesRead);
        for (var i = 0; i < 3; i++)
            await merchant.RedeemAsync(merchant.ApiTokenRequest(ApiScopes.ChargesRead));

        foreach (var (endpoint, place) in ProtocolEndpoints.Zip(Enumerable.Range(1, ProtocolEndpoints.Length)))
        {
            var request = endpoint == "connect/token" ? merchant.ApiTokenRequest(ApiScopes.ChargesRead) : merchant.PushedRequest();
            request["token"] = token;
            var answer = await merchant.SendAsync(endpoint, request, "X-Forwarded-For", $"192.0.2.{place}");

            Assert.Equal((endpoint, HttpStatusCode.TooManyRequests), (endpoint, answer.Status));
        }
    }

    [Fact]
    public async Task Merchant_that_asks_too_often_is_told_to_wait_and_a_strangers_use_of_its_name_does_not_count()
    {
        using var merchant = server.NewMerchant();
        using var stranger = await server.NewOtherMerchantAsync();
        var forged = merchant.ApiTokenRequest(ApiScopes.ChargesRead);
        forged["client_assertion"] = merchant.Assertion(key: stranger.SigningKey);
        await merchant.RedeemAsync(forged);

        var answers = new List<Answer>();
        for (var i = 0; i < 5; i++)
            answers.Add(await merchant.RedeemAsync(merchant.ApiTokenRequest(ApiScopes.ChargesRead)));

        Assert.All(answers[..4], answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal((HttpStatusCode.TooManyRequests, "temporarily_unavailable"), (answers[4].Status, answers[4].Text("error")));
        Assert.True(answers[4].Headers.ContainsKey("Retry-After"));
    }

    [Fact]
    public async Task Merchant_sees_what_it_may_still_ask_of_the_API_and_is_told_when_it_is_too_much()
    {
        using var merchant = server.NewMerchant();
        var token = await merchant.GetApiTokenAsync(ApiScopes.GrantManagementQuery);

        var first = await merchant.CallAsync(HttpMethod.Get, "v1/grants/gr_1", token);
        await merchant.CallAsync(HttpMethod.Get, "v1/grants/gr_1", token);
        var third = await merchant.CallAsync(HttpMethod.Get, "v1/grants/gr_1", token);

        Assert.Equal(("\"reads\";q=2;w=60", "\"reads\";r=1;t=60"), (first.Headers["RateLimit-Policy"], first.Headers["RateLimit"]));
        Assert.Equal((HttpStatusCode.TooManyRequests, "too_many_requests", "60"), (third.Status, third.Text("code"), third.Headers["Retry-After"]));
        Assert.Equal("\"reads\";r=0;t=60", third.Headers["RateLimit"]);
    }

    [Fact]
    public async Task Merchant_that_has_read_too_much_may_still_write_and_after_the_window_read_again()
    {
        using var merchant = server.NewMerchant();
        var token = await merchant.GetApiTokenAsync(ApiScopes.ChargesRead, ApiScopes.ChargesManage);
        for (var i = 0; i < 3; i++)
            await merchant.CallAsync(HttpMethod.Get, "v1/charges", token);

        var written = await merchant.CallAsync(HttpMethod.Post, $"v1/charges/{PublicId.Format(PublicId.Charge, Guid.Empty)}/cancel", token, key: merchant.Key(1));
        var refused = await merchant.CallAsync(HttpMethod.Get, "v1/charges", token);
        clock.Advance(TimeSpan.FromSeconds(60));
        var later = await merchant.CallAsync(HttpMethod.Get, "v1/charges", token);

        Assert.Equal((HttpStatusCode.NotFound, "\"writes\";q=3;w=60"), (written.Status, written.Headers["RateLimit-Policy"]));
        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.OK), (refused.Status, later.Status));
    }

    [Fact]
    public async Task Token_endpoint_says_what_is_left()
    {
        using var merchant = server.NewMerchant();

        var answer = await merchant.RedeemAsync(merchant.ApiTokenRequest(ApiScopes.ChargesRead));

        Assert.Equal(("\"protocol\";q=4;w=60", "\"protocol\";r=3;t=60"), (answer.Headers["RateLimit-Policy"], answer.Headers["RateLimit"]));
    }

    [Fact]
    public async Task Throttled_place_leaves_one_audit_entry_a_window()
    {
        for (var i = 0; i < 8; i++)
            await SendAsync("/sign-in", "192.0.2.1");

        Assert.Equal(1, await server.DatabaseAsync(db => db.AuditEntries.CountAsync(entry => entry.Action == "request.throttled")));
    }

    private static readonly string[] ProtocolEndpoints = ["connect/par", "connect/token", "connect/introspect", "connect/revoke", "connect/device-authorization"];

    private async Task<Seen> SendAsync(string path, string from)
    {
        using var person = server.NewPerson();
        // The form for an ID is shown on a line only.
        var form = await person.OpenAsync(path);
        person.ExtraHeaders["X-Forwarded-For"] = from;
        return await person.SubmitAsync(form, ("UserName", "nobody"), ("Password", "not the password"), ("CustomerNumber", "1"));
    }
}
