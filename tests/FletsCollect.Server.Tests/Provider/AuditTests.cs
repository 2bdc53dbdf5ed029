using FletsCollect.Server.Hosting;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Tests.Provider;

/// <summary>Every refusal at the provider and at the API stands in the audit trail; sign-in, issuance and throttling have theirs beside them.</summary>
public class AuditTests(RunningServer server)
{
    [Theory]
    [InlineData("connect/par", "request.pushed")]
    [InlineData("connect/token", "token.issued")]
    [InlineData("connect/revoke", "token.revoked")]
    [InlineData("connect/introspect", "token.introspected")]
    public async Task Client_that_cannot_prove_itself_is_noted(string endpoint, string step)
    {
        using var merchant = server.NewMerchant();
        using var stranger = await server.NewOtherMerchantAsync();
        var name = stranger.ClientId;
        var request = merchant.ApiTokenRequest(ApiScopes.ChargesRead);
        request["client_id"] = name;
        request["token"] = "anything";

        await merchant.PostAsync(endpoint, request);

        Assert.True(await server.DatabaseAsync(db => db.AuditEntries.AnyAsync(entry => entry.Action == "request.refused" && entry.Subject == name && entry.Detail.Contains(step))));
    }

    [Fact]
    public async Task Authorization_request_that_was_never_pushed_is_noted()
    {
        using var merchant = await server.NewOtherMerchantAsync();
        using var person = server.NewPerson();

        await person.OpenAsync(merchant.AuthorizationAddress("urn:ietf:params:oauth:request_uri:none"));

        Assert.True(await server.DatabaseAsync(db => db.AuditEntries.AnyAsync(entry => entry.Action == "request.refused" && entry.Subject == merchant.ClientId && entry.Detail.Contains("request.opened"))));
    }

    [Fact]
    public async Task Token_that_the_API_refuses_is_noted_with_its_merchant_where_it_is_known()
    {
        using var merchant = await server.NewOtherMerchantAsync();
        var token = await merchant.GetApiTokenAsync(ApiScopes.ChargesRead);
        var before = await server.DatabaseAsync(db => db.AuditEntries.CountAsync(entry => entry.Action == "token.refused"));

        await merchant.CallAsync(HttpMethod.Get, "v1/grants/gr_1", token);
        await merchant.CallAsync(HttpMethod.Get, "v1/grants/gr_1", "no-token");

        Assert.True(await server.DatabaseAsync(db => db.AuditEntries.AnyAsync(entry => entry.Action == "token.refused" && entry.Actor == "merchant:" + merchant.ClientId)));
        Assert.True(await server.DatabaseAsync(db => db.AuditEntries.CountAsync(entry => entry.Action == "token.refused")) >= before + 2);
    }

    public static TheoryData<string> Decisions =>
    [
        "client.registered", "client.changed", "request.pushed", "request.from-device", "credential.sign-in-failed", "credential.signed-in", "charge.approved", "charge.approval-refused",
        "charge.refused-by-subscriber", "device.approved", "device.refused-by-subscriber", "token.issued", "token.revoked", "grant.revoked", "grant.revocation-refused", "credential.signed-out", "request.refused",
    ];

    /// <summary>Issuance, pauses, throttling, keys, sign-outs told to merchants and tokens refused at the API are noted in tests of their own.</summary>
    [Theory]
    [MemberData(nameof(Decisions))]
    public async Task Decision_leaves_an_entry(string decision)
    {
        using var person = await server.NewSubscriberAsync();
        var isOfNoMerchant = decision.StartsWith("credential.", StringComparison.Ordinal);
        var before = isOfNoMerchant ? await server.DatabaseAsync(db => db.AuditEntries.CountAsync(entry => entry.Action == decision)) : 0;
        using var merchant = await server.NewOtherMerchantAsync();
        var name = merchant.ClientId;

        switch (decision)
        {
            case "client.registered":
                break;
            case "client.changed":
                await server.ChangeClientAsync(merchant.ClientId, client => client.DisplayName = "Another name");
                break;
            case "request.pushed":
                await merchant.StartAsync();
                break;
            case "request.from-device":
                await DeviceTests.AskAsync(merchant);
                break;
            case "credential.sign-in-failed":
                await person.SubmitAsync(await person.OpenAsync("/sign-in"), ("UserName", "fc0000000001"), ("Password", "not the password"));
                break;
            case "credential.signed-in":
                await person.SignInForAsync(await merchant.StartAsync());
                break;
            case "charge.approved":
                await person.ApproveAsync(await merchant.StartAsync());
                break;
            case "charge.approval-refused":
                await person.SubmitAsync(await person.SignInForAsync(await merchant.StartAsync()), ("decision", "approve"), ("ConsentHash", "another"));
                break;
            case "charge.refused-by-subscriber":
                await person.SubmitAsync(await person.SignInForAsync(await merchant.StartAsync()), ("decision", "refuse"));
                break;
            case "device.approved" or "device.refused-by-subscriber":
                var code = new Uri((await DeviceTests.AskAsync(merchant)).Text("verification_uri_complete")!);
                await person.SubmitAsync(await person.SignInForAsync(code), ("decision", decision == "device.approved" ? "approve" : "refuse"));
                break;
            case "token.issued":
                await merchant.GetApiTokenAsync(ApiScopes.ChargesRead);
                break;
            case "token.revoked":
                await merchant.AboutAsync("connect/revoke", await merchant.GetApiTokenAsync(ApiScopes.ChargesRead));
                break;
            case "grant.revoked" or "grant.revocation-refused":
                var tokens = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));
                if (decision == "grant.revocation-refused")
                    await merchant.ChargeAsync(tokens, merchant.Key(1));
                await merchant.CallAsync(HttpMethod.Delete, $"v1/grants/{tokens.GrantId}", await merchant.GetApiTokenAsync(ApiScopes.GrantManagementRevoke));
                break;
            case "credential.signed-out":
                await person.SignInForAsync(await merchant.StartAsync());
                await person.SubmitAsync(await person.OpenAsync("/connect/endsession"), ("decision", "sign-out"));
                break;
            case "request.refused":
                await person.OpenAsync($"/connect/endsession?client_id={merchant.ClientId}&post_logout_redirect_uri=https%3A%2F%2Fevil.example%2F");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(decision), decision, "Nobody decides this here.");
        }

        var after = await server.DatabaseAsync(db => db.AuditEntries.CountAsync(entry =>
            entry.Action == decision && (isOfNoMerchant || entry.Subject == name || entry.Actor.Contains(name) || entry.Detail.Contains(name))));
        Assert.True(after > before);
    }

    [Fact]
    public async Task Access_network_that_has_no_key_of_ours_is_noted()
    {
        using var http = new HttpClient { BaseAddress = server.Issuer };
        using var nothing = new StringContent("{}");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("network/accounting", UriKind.Relative)) { Content = nothing };
        request.Headers.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", "not-a-key");

        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.True(await server.DatabaseAsync(db => db.AuditEntries.AnyAsync(entry => entry.Action == "token.refused" && entry.Subject == "network")));
    }
}
