using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FletsCollect.Server.Tests.SignIn;

/// <summary>Who guesses passwords shuts out nobody but himself.</summary>
public sealed class FailedSignInTests : IAsyncLifetime
{
    private const string Stranger = "192.0.2.9";

    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
    private readonly RunningServer server;

    // Behind a proxy on loopback, so that a test can be anywhere; without a forwarded address it is on the credential's own line.
    public FailedSignInTests() => server = new RunningServer(clock, settings: new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Network:Proxies:0"] = "::1",
        ["Network:Proxies:1"] = "127.0.0.1",
    });

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Place_that_guessed_too_often_may_not_try_again()
    {
        await GuessAsync(Stranger);

        Assert.False(await SignInAsync(Stranger));
    }

    [Fact]
    public async Task Place_that_guessed_too_often_may_try_again_after_the_window()
    {
        await GuessAsync(Stranger);
        clock.Advance(TimeSpan.FromMinutes(5));

        Assert.True(await SignInAsync(Stranger));
    }

    [Fact]
    public async Task Neighbours_of_an_IPv6_connection_are_one_place()
    {
        await GuessAsync("2001:db8:7:1::9");

        Assert.False(await SignInAsync("2001:db8:7:1:ffff::1"));
        Assert.True(await SignInAsync("2001:db8:7:2::9"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("192.0.2.77")]
    public async Task Strangers_guesses_shut_out_nobody_elsewhere(string? elsewhere)
    {
        await GuessAsync(Stranger);

        Assert.True(await SignInAsync(elsewhere));
    }

    [Fact]
    public async Task Credential_that_is_locked_from_everywhere_opens_on_its_own_line()
    {
        await server.NewSubscriberAsync();
        await server.DatabaseAsync(db => db.Users.ExecuteUpdateAsync(set => set.SetProperty(user => user.LockoutEnd, clock.GetUtcNow().AddYears(1))));

        Assert.False(await SignInAsync("192.0.2.77"));
        Assert.True(await SignInAsync(null));
    }

    [Fact]
    public async Task Guesses_from_very_many_places_close_the_credential_everywhere_but_on_its_own_line()
    {
        using var person = await server.NewSubscriberAsync();
        await using (var scope = server.Services.CreateAsyncScope())
        {
            var work = scope.ServiceProvider.GetRequiredService<UnitOfWork>();
            for (var guess = 0; guess < FailedAttempt.MostFromEverywhere; guess++)
                await work.CommitAsync((db, token) => FailedAttempt.CountAsync(db, "password:" + person.UserName!.ToUpperInvariant(), "everywhere", FailedAttempt.MostFromEverywhere, clock.GetUtcNow().UtcDateTime, token), default);
        }

        Assert.False(await SignInAsync("192.0.2.77"));
        Assert.True(await SignInAsync(null));
    }

    [Fact]
    public async Task Pause_leaves_one_audit_entry()
    {
        await GuessAsync(Stranger);
        await SignInAsync(Stranger);

        Assert.Equal(1, await server.DatabaseAsync(db => db.AuditEntries.CountAsync(entry => entry.Action == "credential.sign-in-paused")));
    }

    private async Task GuessAsync(string address)
    {
        for (var guess = 0; guess < 10; guess++)
            await SignInAsync(address, "not the password");
    }

    private async Task<bool> SignInAsync(string? address, string password = Person.Password)
    {
        using var person = await server.NewSubscriberAsync();
        if (address is not null)
            person.ExtraHeaders["X-Forwarded-For"] = address;
        var after = await person.SubmitAsync(await person.OpenAsync("/sign-in"), ("UserName", person.UserName!), ("Password", password));
        return after.Address.AbsolutePath == "/account";
    }
}
