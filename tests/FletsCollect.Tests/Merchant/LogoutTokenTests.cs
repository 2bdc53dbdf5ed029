using System.Net;
using System.Security.Cryptography;
using System.Text;
using FletsCollect.Merchant;
using Microsoft.IdentityModel.Tokens;

namespace FletsCollect.Tests.Merchant;

/// <summary>Which logout tokens a merchant believes (OpenID Connect Back-Channel Logout 1.0 §2.6), and what it answers (§2.8).</summary>
public sealed class LogoutTokenTests : IAsyncLifetime
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";

    private StubProvider provider = null!;
    private StubMerchant merchant = null!;

    public async ValueTask InitializeAsync()
    {
        provider = await StubProvider.StartAsync();
        merchant = await StubMerchant.StartAsync(provider);
    }

    public async ValueTask DisposeAsync()
    {
        await merchant.DisposeAsync();
        await provider.DisposeAsync();
    }

    [Fact]
    public async Task Sign_out_reaches_the_merchant_by_the_names_that_it_knows()
    {
        using var answer = await TellAsync(provider.LogoutToken());

        Assert.Equal((HttpStatusCode.NoContent, true), (answer.StatusCode, answer.Headers.CacheControl?.NoStore));
        Assert.Equal(new FletsSignOut("pairwise-1", "session-1"), Assert.Single(merchant.SignOuts));
    }

    [Theory]
    [InlineData("sid", "pairwise-1", null)]
    [InlineData("sub", null, "session-1")]
    public async Task One_of_the_two_names_is_enough(string left, string? subscriber, string? session)
    {
        using var answer = await TellAsync(provider.LogoutToken(token => token.Claims.Remove(left)));

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(new FletsSignOut(subscriber, session), Assert.Single(merchant.SignOuts));
    }

    public static TheoryData<string> WrongTokens =>
    [
        "another key", "alg none", "HS256", "another issuer", "another client", "an identity token's type", "no type", "run out", "no exp", "no iat", "issued six minutes ago", "issued a minute ahead",
        "neither sub nor sid", "no events", "events that are a text", "another event", "an event that is a text", "a nonce", "no jti", "not a token",
    ];

    [Theory]
    [MemberData(nameof(WrongTokens))]
    public async Task Token_that_is_wrong_in_any_way_signs_nobody_out(string wrong)
    {
        using var otherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var answer = await TellAsync(wrong switch
        {
            "another key" => provider.LogoutToken(token => token.SigningCredentials = new SigningCredentials(new ECDsaSecurityKey(otherKey) { KeyId = "stub-1" }, "ES256")),
            "alg none" => Base64UrlEncoder.Encode("""{"alg":"none","typ":"logout+jwt"}""") + "." + provider.LogoutToken().Split('.')[1] + ".",
            "HS256" => provider.LogoutToken(token => token.SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(new byte[32]) { KeyId = "stub-1" }, "HS256")),
            "another issuer" => provider.LogoutToken(token => token.Issuer = "https://elsewhere.example/"),
            "another client" => provider.LogoutToken(token => token.Audience = "another-client"),
            "an identity token's type" => provider.LogoutToken(token => token.TokenType = "JWT"),
            "no type" => WithoutType(provider.LogoutToken()),
            "run out" => provider.LogoutToken(token => token.Expires = token.IssuedAt!.Value.AddSeconds(-1)),
            "no exp" => provider.LogoutToken(token => token.Expires = null),
            "no iat" => provider.LogoutToken(token => token.IssuedAt = null),
            "issued six minutes ago" => provider.LogoutToken(token => token.IssuedAt = token.IssuedAt!.Value.AddMinutes(-6)),
            "issued a minute ahead" => provider.LogoutToken(token => token.IssuedAt = token.IssuedAt!.Value.AddMinutes(1)),
            "neither sub nor sid" => provider.LogoutToken(token =>
            {
                token.Claims.Remove("sub");
                token.Claims.Remove("sid");
            }),
            "no events" => provider.LogoutToken(token => token.Claims.Remove("events")),
            "events that are a text" => provider.LogoutToken(token => token.Claims["events"] = Event),
            "another event" => provider.LogoutToken(token => token.Claims["events"] = new Dictionary<string, object>(StringComparer.Ordinal) { ["http://schemas.openid.net/event/another"] = new Dictionary<string, object>(StringComparer.Ordinal) }),
            "an event that is a text" => provider.LogoutToken(token => token.Claims["events"] = new Dictionary<string, object>(StringComparer.Ordinal) { [Event] = "yes" }),
            "a nonce" => provider.LogoutToken(token => token.Claims["nonce"] = "n"),
            "no jti" => provider.LogoutToken(token => token.Claims.Remove("jti")),
            "not a token" => "a.b.c",
            _ => throw new ArgumentOutOfRangeException(nameof(wrong)),
        });

        Assert.Equal((HttpStatusCode.BadRequest, true), (answer.StatusCode, answer.Headers.CacheControl?.NoStore));
        Assert.Contains("\"error\":\"invalid_request\"", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Empty(merchant.SignOuts);
    }

    [Fact]
    public async Task Token_that_was_used_signs_nobody_out_again()
    {
        var token = provider.LogoutToken();
        using var first = await TellAsync(token);

        using var again = await TellAsync(token);

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.BadRequest), (first.StatusCode, again.StatusCode));
        Assert.Single(merchant.SignOuts);
    }

    [Fact]
    public async Task Key_that_nobody_has_seen_is_asked_for_so_that_it_is_known_when_the_provider_tells_again()
    {
        using var before = await TellAsync(provider.LogoutToken());
        provider.RotateKey();
        var asked = provider.NextReadOfKeys();

        using var answer = await TellAsync(provider.LogoutToken());

        await asked.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.BadRequest), (before.StatusCode, answer.StatusCode));
    }

    [Fact]
    public async Task Merchant_that_could_not_end_the_session_is_told_again()
    {
        merchant.FailsToSignOut = true;

        using var answer = await TellAsync(provider.LogoutToken());

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
    }

    [Theory]
    [InlineData("application/json", "{}")]
    [InlineData("application/x-www-form-urlencoded", "")]
    [InlineData("application/x-www-form-urlencoded", "logout_token=a&logout_token=b")]
    [InlineData("application/x-www-form-urlencoded", "huge")]
    public async Task Request_without_exactly_one_token_is_refused(string type, string body)
    {
        using var http = new HttpClient();
        using var content = new StringContent(body == "huge" ? "logout_token=" + new string('a', 100_000) : body, Encoding.UTF8, type);

        using var answer = await http.PostAsync(new Uri($"{merchant.Origin}/flets/sign-out"), content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(merchant.SignOuts);
    }

    private async Task<HttpResponseMessage> TellAsync(string token)
    {
        using var http = new HttpClient();
        using var form = new FormUrlEncodedContent([new("logout_token", token)]);
        return await http.PostAsync(new Uri($"{merchant.Origin}/flets/sign-out"), form, TestContext.Current.CancellationToken);
    }

    /// <summary>Signed by the provider all the same: the library gives every token a type.</summary>
    private string WithoutType(string token)
    {
        var content = Base64UrlEncoder.Encode("""{"alg":"ES256","kid":"stub-1"}""") + "." + token.Split('.')[1];
        return content + "." + Base64UrlEncoder.Encode(provider.Sign(content));
    }
}
