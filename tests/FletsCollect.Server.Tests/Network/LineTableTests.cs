using System.Text.Json.Nodes;
using FletsCollect.Lines;
using FletsCollect.Server.Hosting;
using FletsCollect.Server.Tests.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;

namespace FletsCollect.Server.Tests.Network;

/// <summary>The table of domain.md §3 for every kind of line at every step, from the access server by a real FreeRADIUS to the page and the token.</summary>
public sealed class LineTableTests(Town town) : IClassFixture<Town>
{
    private static readonly (string Name, string Type, string Status)[] Kinds =
    [
        ("next", "hikari_next", "active"),
        ("premium", "hikari_premium", "active"),
        ("b_flets", "b_flets", "active"),
        ("adsl", "flets_adsl", "active"),
        ("other", "other", "active"),
        ("suspended", "hikari_next", "suspended"),
        ("arrears", "hikari_next", "in_arrears"),
        ("terminated", "hikari_next", "terminated"),
    ];

    [Fact]
    public async Task Table_holds_for_every_kind_of_line_at_every_step()
    {
        List<(string Name, string Issuance, string Purchase, LineNumber Line)> rows = [];
        foreach (var (name, type, status) in Kinds)
        {
            var home = await town.SettleAsync();
            await town.RegisterAsync(home, type, status);
            var issuance = await IssuanceAsync(home);

            // Who gets no ID any more may have one, and a monthly purchase, from before the line came to be what it is.
            await town.RegisterAsync(home, "hikari_next", "active");
            var id = await home.GetIdAsync();
            await SubscribeAsync(home, id);
            await town.RegisterAsync(home, type, status);
            rows.Add((name, issuance, await PurchaseAsync(home, id), new LineNumber(home.LineNumber)));
        }
        await town.RenewAsync();
        List<string> table = [];
        foreach (var (name, issuance, purchase, line) in rows)
        {
            var charges = await town.Server.DatabaseAsync(db => db.Charges.CountAsync(charge => charge.Line == line && charge.Description == "動画プラン"));
            table.Add($"{name}: {issuance}, {purchase}, {(charges == 2 ? "renewed" : "not renewed")}");
        }

        Assert.Equal(
            [
                "next: issued, approved with line-present, renewed",
                // A line that is of another type than before has to be proved again (A02), and then the table's own rows hold.
                "premium: issued, A02, renewed",
                "b_flets: L03, A02, not renewed",
                "adsl: L03, A02, not renewed",
                "other: L03, A02, not renewed",
                "suspended: L04, L04, not renewed",
                "arrears: L05, L05, not renewed",
                "terminated: L06, A01, not renewed",
            ],
            table);
    }

    [Theory]
    [InlineData("nothing", "P04", "")]
    [InlineData("PIN", "approved", "pwd pin")]
    [InlineData("passkey", "approved", "hwk mfa")]
    public async Task Premium_line_is_issued_an_ID_and_pays_from_anywhere_with_more_than_the_password(string factor, string purchase, string methods)
    {
        var home = await town.SettleAsync();
        await town.RegisterAsync(home, "hikari_premium", "active");
        using var person = home.NewPerson(await home.GetIdAsync());
        using var device = new SoftPasskey(town.Server.Issuer);
        await person.SignInAsync();
        if (factor == "PIN")
            await person.SetPinAsync("407291");
        if (factor == "passkey")
            await person.AddPasskeyAsync(device, "電話");
        person.ExtraHeaders["X-Forwarded-For"] = town.Stranger().Address;

        using var merchant = town.Server.NewMerchant();
        var page = await person.OpenAsync(await merchant.StartAsync());
        if (factor == "passkey")
            page = await person.UsePasskeyAsync(device, page.Document!.QuerySelector("#use-passkey")!.GetAttribute("href")!);
        Assert.Equal(purchase == "approved", page.Document!.QuerySelector("#approve") is not null);
        if (purchase != "approved")
        {
            Assert.Equal(purchase, CodeOf(page));
            return;
        }
        var answer = await person.SubmitAsync(page, factor == "PIN" ? [("Pin", "407291"), ("decision", "approve")] : [("decision", "approve")]);
        var identity = new JsonWebToken((await merchant.RedeemAsync(answer.Elsewhere!)).Response["id_token"]!.GetValue<string>());

        Assert.Equal(AuthenticationClasses.Credential, identity.GetClaim("acr").Value);
        Assert.Equal(methods, string.Join(' ', identity.Claims.Where(claim => claim.Type == "amr").Select(claim => claim.Value)));
    }

    [Fact]
    public async Task Line_that_became_Premium_is_proved_again_and_then_pays_with_its_second_factor()
    {
        var home = await town.SettleAsync();
        await town.RegisterAsync(home, "hikari_next", "active");
        var id = await home.GetIdAsync();
        await town.RegisterAsync(home, "hikari_premium", "active");
        using var person = home.NewPerson(id);

        var recovered = await person.SubmitAsync(await person.OpenAsync("/recover"), ("UserName", id), ("Secret", home.CustomerNumber), ("Password", Person.Password));
        await person.SignInAsync();
        await person.SetPinAsync("407291");
        using var merchant = town.Server.NewMerchant();
        var answer = await person.SubmitAsync(await person.OpenAsync(await merchant.StartAsync()), ("Pin", "407291"), ("decision", "approve"));

        Assert.NotNull(recovered.Document!.QuerySelector("#recovered"));
        Assert.NotNull(answer.Answered("code"));
    }

    [Fact]
    public async Task Line_that_the_register_does_not_know_gets_nothing()
    {
        var home = await town.SettleAsync();
        await town.RegisterAsync(home, "hikari_next", "active");
        var id = await home.GetIdAsync();
        var unknown = await town.SettleAsync();

        Assert.Equal("L02", await IssuanceAsync(unknown));
        Assert.Equal("L02", await PurchaseAsync(unknown, id));
    }

    [Fact]
    public async Task Address_that_no_session_holds_gets_nothing()
    {
        var home = await town.SettleAsync();
        await town.RegisterAsync(home, "hikari_next", "active");
        var id = await home.GetIdAsync();

        Assert.Equal("L01", await IssuanceAsync(town.Stranger()));
        Assert.Equal("L01", await PurchaseAsync(town.Stranger(), id));
    }

    [Fact]
    public async Task Policy_looks_at_the_line_as_it_is_when_the_button_is_pressed()
    {
        var home = await town.SettleAsync();
        await town.RegisterAsync(home, "hikari_next", "active");
        using var person = home.NewPerson(await home.GetIdAsync());
        using var merchant = town.Server.NewMerchant();
        var page = await person.SignInForAsync(await merchant.StartAsync());

        await town.RegisterAsync(home, "hikari_next", "in_arrears");

        Assert.Equal("L05", CodeOf(await person.SubmitAsync(page, ("decision", "approve"))));
    }

    [Theory]
    [InlineData("b_flets", "active", "L03")]
    [InlineData("hikari_next", "suspended", "L04")]
    [InlineData("hikari_next", "in_arrears", "L05")]
    [InlineData("hikari_next", "terminated", "L06")]
    [InlineData(null, null, "L02")]
    public async Task Refusal_says_in_both_languages_why_and_what_to_do_and_has_a_code(string? type, string? status, string code)
    {
        var home = await town.SettleAsync();
        if (type is not null)
            await town.RegisterAsync(home, type, status!);
        List<(string Reason, string Remedy)> said = [];
        foreach (var language in (string[])["ja", "en"])
        {
            using var person = home.NewPerson();
            person.ExtraHeaders["Accept-Language"] = language;
            var notice = (await person.OpenAsync("/issue")).Document!.QuerySelector($"#line-refusal[data-code={code}]")!;
            Assert.Contains(code, notice.QuerySelector(".hint")!.TextContent, StringComparison.Ordinal);
            said.Add((notice.QuerySelector("h2")!.TextContent, notice.QuerySelector("p")!.TextContent));
        }
        Assert.All(said, words => Assert.True(words is { Reason.Length: > 0, Remedy.Length: > 0 }));
        Assert.NotEqual(said[0].Reason, said[1].Reason);
        Assert.NotEqual(said[0].Remedy, said[1].Remedy);
    }

    private static async Task<string> IssuanceAsync(Home home)
    {
        using var person = home.NewPerson();
        var page = await person.OpenAsync("/issue");
        return page.Document!.QuerySelector("#line-refusal")?.GetAttribute("data-code") ?? (page.Document!.QuerySelector("#CustomerNumber") is null ? page.Text : "issued");
    }

    private async Task SubscribeAsync(Home home, string id)
    {
        using var merchant = town.Server.NewMerchant();
        using var person = home.NewPerson(id);
        var tokens = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartMonthlyAsync()));
        var started = await merchant.CallAsync(HttpMethod.Post, "v1/subscriptions", tokens.AccessToken, new JsonObject { ["grant_id"] = tokens.GrantId }, merchant.Key(1));
        Assert.Equal("active", started.Text("status"));
    }

    /// <summary>Approved, with what the token says; or the code of the refusal, at the sign-in or after it.</summary>
    private async Task<string> PurchaseAsync(Home home, string id)
    {
        using var merchant = town.Server.NewMerchant();
        using var person = home.NewPerson(id);
        var page = await person.SignInForAsync(await merchant.StartAsync());
        if (page.Document?.QuerySelector("#approve") is not null)
        {
            var tokens = await merchant.RedeemAsync((await person.SubmitAsync(page, ("decision", "approve"))).Elsewhere!);
            var acr = new JsonWebToken(tokens.Response["id_token"]!.GetValue<string>()).GetClaim("acr").Value;
            Assert.Equal(AuthenticationClasses.LinePresent, acr);
            return "approved with line-present";
        }
        Assert.Equal(0, await town.Server.DatabaseAsync(db => db.ChargeGrants.CountAsync(grant => grant.MerchantReference == merchant.Reference)));
        return CodeOf(page) ?? page.Text;
    }

    private static string? CodeOf(Seen page) => page.Document?.QuerySelector("#approval-refusal, #sign-in-error")?.GetAttribute("data-code");
}
