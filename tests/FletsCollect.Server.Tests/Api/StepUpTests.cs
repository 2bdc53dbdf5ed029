using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;

namespace FletsCollect.Server.Tests.Api;

/// <summary>
/// What a merchant is answered whose subscriber was not known surely or lately enough for a charge (RFC 9470), on a server that asks for the
/// line above 300 yen and for a sign-in of the last five minutes.
/// </summary>
public sealed class StepUpTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
    private readonly RunningServer server;

    public StepUpTests() =>
        server = new RunningServer(clock, settings: new Dictionary<string, string>(StringComparer.Ordinal) { ["StepUp:LargestWithoutLine"] = "300", ["StepUp:OldestSignIn"] = "00:05:00" });

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Charge_long_after_the_sign_in_is_asked_for_a_new_one()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var page = await person.SignInForAsync(await merchant.StartAsync());
        clock.Advance(TimeSpan.FromSeconds(200));
        var callback = (await person.SubmitAsync(page, ("decision", "approve"))).Elsewhere!;
        var tokens = await merchant.RedeemAsync(callback);
        clock.Advance(TimeSpan.FromSeconds(120));

        var answer = await merchant.ChargeAsync(tokens, merchant.Key(1));

        Assert.Equal((HttpStatusCode.Unauthorized, "insufficient_user_authentication"), (answer.Status, answer.Text("code")));
        Assert.Equal(
            "DPoP algs=\"ES256 PS256\", error=\"insufficient_user_authentication\", error_description=\"The subscriber has to be authenticated in another way, or again.\", max_age=\"300\"",
            answer.Headers["WWW-Authenticate"]);
    }

    [Fact]
    public async Task Purchase_that_starts_again_with_what_the_challenge_names_is_charged()
    {
        using var merchant = server.NewMerchant();
        using var again = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        await person.SignInForAsync(await merchant.StartAsync());
        clock.Advance(TimeSpan.FromSeconds(250));
        var start = await again.StartAsync(change: request =>
        {
            request["max_age"] = "240";
            request["acr_values"] = "urn:fletscollect:acr:line-present:v1";
        });

        var asked = await person.OpenAsync(start);
        var tokens = await again.RedeemAsync(await person.ApproveAsync(start));
        var answer = await again.ChargeAsync(tokens, again.Key(1));

        Assert.NotNull(asked.Document!.QuerySelector("#Password"));
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        var token = new JsonWebTokenHandler().ReadJsonWebToken(tokens.AccessToken);
        Assert.Equal((clock.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture), "urn:fletscollect:acr:line-present:v1"), (token.GetClaim("auth_time").Value, token.GetClaim("acr").Value));
    }

    [Fact]
    public async Task Charge_above_the_mark_without_the_line_is_asked_for_it_and_one_below_is_made()
    {
        using var merchant = server.NewMerchant();
        using var small = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();

        var refused = await merchant.ChargeAsync(await WithoutLineAsync(person, merchant, "301"), merchant.Key(1), value: "301");
        var made = await small.ChargeAsync(await WithoutLineAsync(person, small, "300"), small.Key(1), value: "300");

        Assert.Equal((HttpStatusCode.Unauthorized, "insufficient_user_authentication"), (refused.Status, refused.Text("code")));
        Assert.Contains("acr_values=\"urn:fletscollect:acr:line-present:v1\"", refused.Headers["WWW-Authenticate"], StringComparison.Ordinal);
        Assert.DoesNotContain("max_age", refused.Headers["WWW-Authenticate"], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Created, made.Status);
    }

    /// <summary>A token for a grant that no line proof stands behind: approved, its proof lost, and approved once more in another tab.</summary>
    private async Task<Tokens> WithoutLineAsync(Person person, MerchantClient merchant, string value)
    {
        await person.ApproveAsync(await merchant.StartAsync(value));
        await server.DatabaseAsync(db => db.ChargeGrants.Where(grant => grant.MerchantReference == merchant.Reference).ExecuteUpdateAsync(set => set.SetProperty(grant => grant.LineProofId, (Guid?)null)));
        return await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync(value)));
    }
}
