using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FletsCollect.Server.Tests.Provider;

/// <summary>Refresh tokens: for what goes on, as long as it goes on, to whom it was given.</summary>
public class RefreshTokenTests(RunningServer server)
{
    [Fact]
    public async Task Purchase_that_is_charged_once_gets_no_refresh_token()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();

        var tokens = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));

        Assert.False(tokens.Response.ContainsKey("refresh_token"));
    }

    [Fact]
    public async Task Monthly_purchase_is_refreshed_again_and_again_by_the_one_token()
    {
        using var merchant = server.NewMerchant();
        var tokens = await BuyAsync(merchant);

        var first = await merchant.RefreshAsync(tokens);
        var second = await merchant.RefreshAsync(tokens);

        Assert.All((Answer[])[first, second], answer =>
        {
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.False(answer.Json.ContainsKey("refresh_token"));
            Assert.Equal("DPoP", answer.Text("token_type"));
        });
        Assert.NotEqual(first.Text("access_token"), second.Text("access_token"));
    }

    [Fact]
    public async Task Refreshed_answer_and_token_carry_the_details_as_an_array_of_one()
    {
        using var merchant = server.NewMerchant();
        var tokens = await BuyAsync(merchant);

        var refreshed = await merchant.RefreshAsync(tokens);

        var details = Assert.IsType<JsonArray>(refreshed.Json["authorization_details"]);
        Assert.Equal("urn:fletscollect:charge-recurring:v1", Assert.Single(details)!["type"]!.GetValue<string>());
        Assert.True(JsonNode.DeepEquals(tokens.Response["authorization_details"], details));
        var claim = new JsonWebToken(refreshed.Text("access_token")).GetPayloadValue<JsonElement>("authorization_details");
        Assert.Equal(JsonValueKind.Array, claim.ValueKind);
    }

    [Fact]
    public async Task Granted_schedule_is_said_as_it_was_asked_for()
    {
        using var merchant = server.NewMerchant();

        var details = (await BuyAsync(merchant)).Response["authorization_details"]![0]!;

        Assert.True(JsonNode.DeepEquals(merchant.Monthly()["schedule"], details["schedule"]), details.ToJsonString());
        Assert.True(JsonNode.DeepEquals(merchant.Monthly()["amount"], details["amount"]));
        Assert.True(details.AsObject().ContainsKey("expires_at"));
        Assert.Null(details["expires_at"]);
    }

    [Fact]
    public async Task Another_client_cannot_refresh()
    {
        using var merchant = server.NewMerchant();
        using var other = await server.NewOtherMerchantAsync();
        var tokens = await BuyAsync(merchant);

        Assert.Equal("invalid_grant", (await other.RefreshAsync(tokens)).Text("error"));
    }

    [Fact]
    public async Task Wider_scope_is_refused()
    {
        using var merchant = server.NewMerchant();
        var request = merchant.RefreshRequest(await BuyAsync(merchant));
        request["scope"] = "openid charge charges:read";

        var refused = await merchant.RedeemAsync(request);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_scope"), (refused.Status, refused.Text("error")));
    }

    [Fact]
    public async Task Another_key_cannot_refresh()
    {
        using var merchant = server.NewMerchant();
        using var stranger = new ECDsaSecurityKeyHolder();
        var request = merchant.RefreshRequest(await BuyAsync(merchant));

        var refused = await merchant.RedeemAsync(request, merchant.Proof("POST", "connect/token", key: stranger.Key));

        Assert.Equal("invalid_grant", refused.Text("error"));
    }

    [Fact]
    public async Task Refresh_without_a_proof_is_refused()
    {
        using var merchant = server.NewMerchant();
        var request = merchant.RefreshRequest(await BuyAsync(merchant));

        Assert.Equal("invalid_dpop_proof", (await merchant.RedeemAsync(request, [])).Text("error"));
    }

    [Fact]
    public async Task Revoked_refresh_token_refreshes_nothing_and_takes_its_access_tokens_along()
    {
        using var merchant = server.NewMerchant();
        var tokens = await BuyAsync(merchant);
        Assert.Equal(HttpStatusCode.OK, (await merchant.AboutAsync("connect/revoke", tokens.Response["refresh_token"]!.GetValue<string>())).Status);

        Assert.Equal("invalid_grant", (await merchant.RefreshAsync(tokens)).Text("error"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await merchant.ChargeAsync(tokens, merchant.Key(1), "990")).Status);
    }

    [Fact]
    public async Task Grant_that_was_taken_back_refreshes_nothing()
    {
        using var merchant = server.NewMerchant();
        var tokens = await BuyAsync(merchant);
        Assert.True(PublicId.TryParse(PublicId.Grant, tokens.GrantId, out var id));
        await server.DatabaseAsync(async db =>
        {
            (await db.ChargeGrants.SingleAsync(grant => grant.Id == id)).Revoke();
            return await db.SaveChangesAsync();
        });

        Assert.Equal("invalid_grant", (await merchant.RefreshAsync(tokens)).Text("error"));
    }

    [Fact]
    public async Task Refresh_token_lives_as_long_as_the_grant_and_not_a_second_longer()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero));
        await using var year = new RunningServer(clock);
        await year.InitializeAsync();
        using var merchant = year.NewMerchant();
        using var person = await year.NewSubscriberAsync();
        var tokens = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartMonthlyAsync(details => details["schedule"]!["end"] = "2027-11-30")));

        // 2027-11-30 23:59:59 in Japan, then midnight.
        clock.SetUtcNow(new DateTimeOffset(2027, 11, 30, 14, 59, 59, TimeSpan.Zero));
        var last = await merchant.RefreshAsync(tokens);
        clock.Advance(TimeSpan.FromSeconds(1));
        var late = await merchant.RefreshAsync(tokens);

        Assert.Equal(HttpStatusCode.OK, last.Status);
        Assert.Equal("invalid_grant", late.Text("error"));
    }

    private async Task<Tokens> BuyAsync(MerchantClient merchant)
    {
        using var person = await server.NewSubscriberAsync();
        return await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartMonthlyAsync()));
    }

    private sealed class ECDsaSecurityKeyHolder : IDisposable
    {
        public ECDsaSecurityKey Key { get; } = new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

        public void Dispose() => Key.ECDsa.Dispose();
    }
}
