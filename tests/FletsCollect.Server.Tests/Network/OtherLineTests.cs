using System.Net;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Tests.Network;

/// <summary>
/// Two households on two lines: whatever the one has got hold of from the other (an address in a header, a cookie, a page, a code, a
/// token), it buys nothing on the other's line.
/// </summary>
public sealed class OtherLineTests(Town town) : IClassFixture<Town>, IAsyncLifetime
{
    private Home home = null!;
    private Home neighbours = null!;
    private string id = null!;
    private string otherId = null!;

    public async ValueTask InitializeAsync()
    {
        (home, neighbours) = (await town.SettleAsync(), await town.SettleAsync());
        await town.RegisterAsync(home, "hikari_next", "active");
        await town.RegisterAsync(neighbours, "hikari_next", "active");
        (id, otherId) = (await home.GetIdAsync(), await neighbours.GetIdAsync());
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("X-Forwarded-For", "{0}, {1}")]
    [InlineData("Forwarded", "for={0}")]
    [InlineData("X-Real-IP", "{0}")]
    [InlineData("Client-IP", "{0}")]
    [InlineData("X-Original-For", "{0}")]
    public async Task Stolen_ID_with_the_lines_address_in_a_header_buys_nothing(string header, string value)
    {
        using var merchant = town.Server.NewMerchant();
        using var thief = neighbours.NewPerson(id);
        thief.ExtraHeaders[header] = string.Format(System.Globalization.CultureInfo.InvariantCulture, value, home.Address, neighbours.Address);

        Assert.Equal("L07", CodeOf(await thief.SignInForAsync(await merchant.StartAsync())));
        await AssertNothingAsync(merchant);
    }

    [Fact]
    public async Task Stolen_cookies_and_a_stolen_page_buy_nothing_from_another_line()
    {
        using var merchant = town.Server.NewMerchant();
        using var person = home.NewPerson(id);
        var start = await merchant.StartAsync();
        var page = await person.SignInForAsync(start);
        Assert.Null(CodeOf(page));

        // From now on everything that the owner's browser has is in the thief's, down to the form with its button.
        person.ExtraHeaders["X-Forwarded-For"] = neighbours.Address;

        Assert.Equal("L07", CodeOf(await person.SubmitAsync(page, ("decision", "approve"))));
        Assert.Equal("L07", CodeOf(await person.OpenAsync(start)));
        await AssertNothingAsync(merchant);
    }

    [Fact]
    public async Task Request_that_was_pushed_for_somebody_else_is_paid_by_whoever_approves_it()
    {
        using var merchant = town.Server.NewMerchant();
        var start = await merchant.StartAsync();
        using var person = home.NewPerson(id);
        await person.SignInForAsync(start);
        using var other = neighbours.NewPerson(otherId);

        await merchant.RedeemAsync(await other.ApproveAsync(start));

        Assert.Equal(neighbours.LineNumber, await town.Server.DatabaseAsync(db => db.ChargeGrants.Where(grant => grant.MerchantReference == merchant.Reference).Select(grant => grant.Line.Value).SingleAsync()));
    }

    [Fact]
    public async Task Form_of_one_household_with_the_cookies_of_another_is_refused()
    {
        using var merchant = town.Server.NewMerchant();
        using var person = home.NewPerson(id);
        var start = await merchant.StartAsync();
        var page = await person.SignInForAsync(start);
        using var other = neighbours.NewPerson(otherId);
        await other.SignInForAsync(start);

        var answer = await other.SubmitAsync(page, ("decision", "approve"));

        Assert.Null(answer.Elsewhere);
        await AssertNothingAsync(merchant);
    }

    [Fact]
    public async Task Code_of_one_purchase_is_worth_nothing_in_another()
    {
        using var own = town.Server.NewMerchant();
        using var others = town.Server.NewMerchant();
        using var person = home.NewPerson(id);
        using var other = neighbours.NewPerson(otherId);
        var code = System.Web.HttpUtility.ParseQueryString((await person.ApproveAsync(await own.StartAsync())).Query)["code"]!;
        await other.ApproveAsync(await others.StartAsync());

        // The neighbours' shop session has its own verifier and its own key.
        var swapped = await others.RedeemAsync(others.TokenRequest(code));

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_grant"), (swapped.Status, swapped.Text("error")));
    }

    [Fact]
    public async Task Token_of_one_purchase_charges_no_other_and_no_key_but_its_own_may_show_it()
    {
        using var own = town.Server.NewMerchant();
        using var others = town.Server.NewMerchant();
        using var person = home.NewPerson(id);
        using var other = neighbours.NewPerson(otherId);
        var tokens = await own.RedeemAsync(await person.ApproveAsync(await own.StartAsync()));
        var otherTokens = await others.RedeemAsync(await other.ApproveAsync(await others.StartAsync()));

        var otherGrant = await own.ChargeAsync(tokens, own.Key(1), reference: others.Reference, grantId: otherTokens.GrantId);
        var otherKey = await others.ChargeAsync(tokens, others.Key(1), reference: own.Reference, grantId: tokens.GrantId);

        Assert.Equal("grant_not_found", otherGrant.Text("code"));
        Assert.Equal(HttpStatusCode.Unauthorized, otherKey.Status);
        Assert.Equal(0, await town.Server.DatabaseAsync(db => db.Charges.CountAsync(charge => charge.MerchantReference == own.Reference || charge.MerchantReference == others.Reference)));
    }

    [Fact]
    public async Task Proof_of_the_line_is_kept_with_the_purchase_it_was_made_for_and_is_used_up()
    {
        using var merchant = town.Server.NewMerchant();
        using var person = home.NewPerson(id);
        var tokens = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));
        await merchant.ChargeAsync(tokens, merchant.Key(1));

        var (proof, session, grant, charge) = await town.Server.DatabaseAsync(async db =>
        {
            var taken = await db.Charges.AsNoTracking().SingleAsync(row => row.MerchantReference == merchant.Reference);
            var consent = await db.ChargeGrants.AsNoTracking().SingleAsync(row => row.Id == taken.GrantId);
            var evidence = await db.LineProofs.AsNoTracking().SingleAsync(row => row.Id == consent.LineProofId);
            return (evidence, await db.LineSessions.AsNoTracking().SingleAsync(row => row.Id == evidence.SessionId), consent, taken);
        });
        Assert.Equal((home.LineNumber, home.LineNumber, home.LineNumber, home.LineNumber), (charge.Line.Value, grant.Line.Value, proof.Line.Value, session.Line.Value));
        Assert.Equal((home.Address, grant.ConsentHash, (DateTime?)grant.AuthorisedAt), (proof.Address, proof.BoundTo, proof.UsedAt));
        Assert.Equal(Lines.LineProofPurpose.Purchase, proof.Purpose);
        // What the hash covers says which merchant, whose purchase, which order and how much.
        Assert.All(new[] { "hatena-demo", merchant.Reference, $"{grant.CredentialId}", "315" }, part => Assert.Contains(part, grant.ConsentText, StringComparison.Ordinal));
    }

    private async Task AssertNothingAsync(MerchantClient merchant) =>
        Assert.Equal(0, await town.Server.DatabaseAsync(db => db.ChargeGrants.CountAsync(grant => grant.MerchantReference == merchant.Reference)));

    private static string? CodeOf(Seen page) => page.Document?.QuerySelector("#approval-refusal")?.GetAttribute("data-code");
}
