using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using FletsCollect.Server.Jobs;
using FletsCollect.Server.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FletsCollect.Server.Tests.Provider;

/// <summary>Merchants learn that a subscriber signed out (OpenID Connect Back-Channel Logout 1.0).</summary>
public abstract class BackChannelLogoutTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock;
    private readonly RunningServer server;
    private readonly ConcurrentQueue<(string Path, string? Token)> received = new();
    private readonly WebApplication receiver;
    private int status = StatusCodes.Status200OK;

    protected BackChannelLogoutTests(RunningServer server, FakeTimeProvider clock)
    {
        (this.server, this.clock) = (server, clock);
        receiver = WebApplication.CreateEmptyBuilder(new WebApplicationOptions()).OnLoopback(async http =>
        {
            var form = await http.Request.ReadFormAsync();
            received.Enqueue((http.Request.Path.Value!, form["logout_token"]));
            http.Response.StatusCode = status;
        });
    }

    public async ValueTask InitializeAsync() => await receiver.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await receiver.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Every_merchant_of_the_sign_in_is_told_by_the_names_that_it_knows()
    {
        using var silent = await server.NewOtherMerchantAsync();
        using var other = await RegisterAsync(await server.NewOtherMerchantAsync(), "/second");
        using var merchant = await RegisterAsync(server.NewMerchant(), "/first");
        using var person = await server.NewSubscriberAsync();
        var mine = IdentityOf(await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync())));
        var theirs = IdentityOf(await other.RedeemAsync(await person.ApproveAsync(await other.StartAsync())));
        await silent.RedeemAsync(await person.ApproveAsync(await silent.StartAsync()));

        await SignOutAsync(person);
        await RunAsync();

        var told = received.OrderBy(message => message.Path, StringComparer.Ordinal).ToList();
        Assert.Equal(["/first", "/second"], told.Select(message => message.Path));
        await AssertIsForAsync(told[0].Token, merchant.ClientId, mine);
        await AssertIsForAsync(told[1].Token, other.ClientId, theirs);
        Assert.NotEqual(mine.GetClaim("sid").Value, theirs.GetClaim("sid").Value);
    }

    [Fact]
    public async Task Sign_in_once_more_goes_on_with_the_session()
    {
        using var merchant = await RegisterAsync(server.NewMerchant(), "/first");
        using var person = await server.NewSubscriberAsync();
        using var again = server.NewMerchant();
        var first = IdentityOf(await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync())));
        clock.Advance(TimeSpan.FromSeconds(301));
        var second = IdentityOf(await again.RedeemAsync(await person.ApproveAsync(await again.StartAsync())));

        await SignOutAsync(person);
        await RunAsync();

        Assert.Equal(first.GetClaim("sid").Value, second.GetClaim("sid").Value);
        await AssertIsForAsync(Assert.Single(received).Token, merchant.ClientId, first);
    }

    [Fact]
    public async Task Merchant_that_fails_is_told_again_later_and_then_no_more()
    {
        using var merchant = await RegisterAsync(server.NewMerchant(), "/first");
        using var person = await server.NewSubscriberAsync();
        await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));
        status = StatusCodes.Status503ServiceUnavailable;
        await SignOutAsync(person);
        await RunAsync();
        await RunAsync();
        Assert.Single(received);

        status = StatusCodes.Status204NoContent;
        clock.Advance(TimeSpan.FromSeconds(11));
        await RunAsync();
        clock.Advance(TimeSpan.FromHours(3));
        await RunAsync();

        Assert.Equal(2, received.Count);
        Assert.NotEqual(received.First().Token, received.Last().Token);
        Assert.Equal(0, await server.DatabaseAsync(db => db.MerchantSessions.CountAsync(session => session.ClientId == merchant.ClientId)));
    }

    [Fact]
    public async Task Merchant_that_never_hears_is_given_up_and_noted()
    {
        using var merchant = await RegisterAsync(await server.NewOtherMerchantAsync(), "/first");
        using var person = await server.NewSubscriberAsync();
        await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));
        status = StatusCodes.Status400BadRequest;
        await SignOutAsync(person);

        for (var run = 0; run < 10; run++)
        {
            await RunAsync();
            clock.Advance(TimeSpan.FromHours(3));
        }

        Assert.Equal(6, received.Count);
        Assert.Equal(1, await server.DatabaseAsync(db => db.AuditEntries.CountAsync(entry => entry.Action == "logout.given-up" && entry.Subject == merchant.ClientId)));
    }

    [Fact]
    public async Task Another_ID_in_the_same_browser_signs_the_first_one_out()
    {
        using var merchant = await RegisterAsync(server.NewMerchant(), "/first");
        using var person = await server.NewSubscriberAsync();
        using var neighbour = server.NewPerson();
        var other = await neighbour.GetIssuedAsync();
        await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));

        await person.SubmitAsync(await person.OpenAsync("/sign-in"), ("UserName", other), ("Password", Person.Password));
        await RunAsync();

        Assert.Single(received);
    }

    [Fact]
    public async Task Address_inside_our_network_is_not_called()
    {
        using var merchant = await RegisterAsync(await server.NewOtherMerchantAsync(), "/first", new Uri("https://192.168.0.1/logout"));
        using var person = await server.NewSubscriberAsync();
        await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));

        await SignOutAsync(person);

        Assert.Contains("1 attempts failed", await RunAsync(), StringComparison.Ordinal);
        Assert.Contains(server.Log.Lines, line => line.Contains("there is no address to tell it at", StringComparison.Ordinal));
    }

    private async Task<MerchantClient> RegisterAsync(MerchantClient merchant, string path, Uri? address = null)
    {
        await server.ChangeClientAsync(merchant.ClientId, client => client.Settings["backchannel_logout_uri"] = (address ?? new Uri(new Uri(receiver.Urls.First()), path)).AbsoluteUri);
        return merchant;
    }

    private static async Task SignOutAsync(Person person) => await person.SubmitAsync(await person.OpenAsync("/connect/endsession"), ("decision", "sign-out"));

    private async Task<string> RunAsync()
    {
        var (end, outcome) = await server.Services.GetRequiredService<JobRunner>().RunAsync("send-logout-tokens", evenIfNotDue: true, TestContext.Current.CancellationToken);
        Assert.Equal(JobEnd.Finished, end);
        return outcome;
    }

    private static JsonWebToken IdentityOf(Tokens tokens) => new JsonWebTokenHandler().ReadJsonWebToken(tokens.Response["id_token"]!.GetValue<string>());

    private async Task AssertIsForAsync(string? token, string clientId, JsonWebToken identity)
    {
        using var http = new HttpClient { BaseAddress = server.Issuer };
        var keys = new JsonWebKeySet(await http.GetStringAsync(new Uri(".well-known/jwks", UriKind.Relative)));
        var verified = await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = server.Issuer.AbsoluteUri,
            ValidAudience = clientId,
            ValidTypes = ["logout+jwt"],
            IssuerSigningKeys = keys.Keys,
            LifetimeValidator = (_, expires, _, _) => expires == clock.GetUtcNow().UtcDateTime.AddSeconds(120).AddTicks(-(clock.GetUtcNow().Ticks % TimeSpan.TicksPerSecond)),
        });
        Assert.True(verified.IsValid, verified.Exception?.Message);
        var logout = (JsonWebToken)verified.SecurityToken;
        Assert.Equal((identity.Subject, identity.GetClaim("sid").Value), (logout.Subject, logout.GetClaim("sid").Value));
        Assert.Equal("{}", logout.GetPayloadValue<JsonElement>("events").GetProperty("http://schemas.openid.net/event/backchannel-logout").GetRawText());
        Assert.False(logout.TryGetClaim("nonce", out _));
        Assert.NotEmpty(logout.Id);
    }
}

public sealed class BackChannelLogoutTestsOnOneServer(ClockedServer server) : BackChannelLogoutTests(server, server.Clock), IClassFixture<ClockedServer>;
