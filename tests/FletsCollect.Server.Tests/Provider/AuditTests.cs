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
}
