using FletsCollect.Server.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;

namespace FletsCollect.Server.Tests.SignIn;

/// <summary>Signing in with an authenticator app's code after the password.</summary>
public sealed class AuthenticatorAppTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
    private readonly RunningServer server;

    public AuthenticatorAppTests() => server = new RunningServer(clock);

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task App_that_was_added_is_asked_for_and_its_code_signs_in_once()
    {
        using var person = await server.NewSignedInAsync();
        var key = await AddAsync(person);
        using var browser = new Person(server.Issuer) { UserName = person.UserName };

        var asked = await browser.SignInAsync();
        Assert.False(await browser.IsSignedInAsync());
        var wrong = await browser.SubmitAsync(asked, ("Code", "000000"));
        var code = AuthenticatorCode.At(key, clock.GetUtcNow());
        await browser.SubmitAsync(asked, ("Code", code));

        Assert.Equal("F01", wrong.Document!.QuerySelector("#code-error")!.GetAttribute("data-code"));
        Assert.True(await browser.IsSignedInAsync());
        using var thief = new Person(server.Issuer) { UserName = person.UserName };
        var again = await thief.SubmitAsync(await thief.SignInAsync(), ("Code", code));
        Assert.Equal("F03", again.Document!.QuerySelector("#code-error")!.GetAttribute("data-code"));
    }

    [Fact]
    public async Task Password_alone_opens_nothing_once_the_app_is_on()
    {
        using var person = await server.NewSignedInAsync();
        await AddAsync(person);
        using var browser = new Person(server.Issuer) { UserName = person.UserName };

        await browser.SignInAsync();

        Assert.NotNull((await browser.OpenAsync("/account/security")).Document!.QuerySelector("#Password"));
    }

    [Fact]
    public async Task Code_is_a_second_factor_for_a_purchase_from_a_Premium_line()
    {
        await server.MoveToAsync(Home.PremiumLine);
        using var merchant = server.NewMerchant();
        using var person = await server.NewSignedInAsync("0000000002");
        var key = await AddAsync(person);
        using var browser = new Person(server.Issuer) { UserName = person.UserName };

        await browser.SubmitAsync(await browser.SignInAsync(), ("Code", AuthenticatorCode.At(key, clock.GetUtcNow())));
        var tokens = await merchant.RedeemAsync(await browser.ApproveAsync(await merchant.StartAsync()));

        var identity = new JsonWebTokenHandler().ReadJsonWebToken(tokens.Response["id_token"]!.GetValue<string>());
        Assert.Equal(["pwd", "otp", "mfa"], identity.Claims.Where(claim => claim.Type == "amr").Select(claim => claim.Value));
    }

    [Fact]
    public async Task Key_is_kept_encrypted_and_the_picture_is_made_here()
    {
        using var person = await server.NewSignedInAsync();
        var page = await person.OpenAsync("/account/security/app");
        var key = page.Document!.QuerySelector("#app-key")!.TextContent;

        var stored = await server.DatabaseAsync(db => db.UserTokens.Select(row => row.Value!).SingleAsync());

        Assert.NotNull(page.Document!.QuerySelector("svg.qr path"));
        Assert.Empty(page.Document!.QuerySelectorAll("main img"));
        Assert.DoesNotContain(key, stored, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(FromBase32(key)), stored, StringComparison.Ordinal);
    }

    /// <summary>Turns the app on and moves on to its next code; the key.</summary>
    private async Task<byte[]> AddAsync(Person person)
    {
        var page = await person.OpenAsync("/account/security/app");
        var key = FromBase32(page.Document!.QuerySelector("#app-key")!.TextContent);
        var done = await person.SubmitAsync(page, ("Code", AuthenticatorCode.At(key, clock.GetUtcNow())));
        Assert.NotNull(done.Document!.QuerySelector("#app-on"));
        clock.Advance(TimeSpan.FromSeconds(30));
        return key;
    }

    internal static byte[] FromBase32(string text)
    {
        var bits = string.Concat(text.Select(letter => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(index => Convert.ToByte(bits.Substring(index * 8, 8), 2))];
    }
}
