using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FletsCollect.Server.Tests.SignIn;

/// <summary>
/// Whether an ID exists shows neither in the words of the answer nor in the work behind it: the same hash is computed and the same commands
/// are sent to the database. Work is counted, not timed.
/// </summary>
public sealed class SameWorkTests : IAsyncLifetime
{
    private readonly CommandCounter database = new();
    private readonly CountedHasher hasher = new();
    private readonly RunningServer server;

    public SameWorkTests() => server = new RunningServer(
        // A clock that stands still, so that nothing runs in the background.
        new FakeTimeProvider(TimeProvider.System.GetUtcNow()),
        settings: new Dictionary<string, string>(StringComparer.Ordinal) { ["Network:Proxies:0"] = "::1", ["Network:Proxies:1"] = "127.0.0.1" },
        configure: services =>
        {
            database.Attach(services);
            services.AddSingleton<IPasswordHasher<Credential>>(hasher);
        });

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Unknown_ID_costs_the_work_of_a_wrong_password_and_is_answered_the_same()
    {
        using var person = await server.NewSubscriberAsync();
        await TryAsync("fc9999999990");

        var known = await TryAsync(person.UserName!);
        var unknown = await TryAsync("fc9999999999");

        Assert.Equal((1, 1), (known.Hashes, unknown.Hashes));
        Assert.Equal(known.Commands, unknown.Commands);
        Assert.Equal(known.Text, unknown.Text);
    }

    [Fact]
    public async Task Locked_and_stopped_IDs_cost_the_same_work_too()
    {
        using var person = await server.NewSubscriberAsync();
        await TryAsync("fc9999999990");
        await server.DatabaseAsync(db => db.Users.ExecuteUpdateAsync(set => set.SetProperty(user => user.LockoutEnd, DateTimeOffset.MaxValue)));

        var locked = await TryAsync(person.UserName!);
        var unknown = await TryAsync("fc9999999999");

        Assert.Equal((1, 1), (locked.Hashes, unknown.Hashes));
        Assert.Equal(locked.Commands, unknown.Commands);
        Assert.Equal(locked.Text, unknown.Text);
    }

    private async Task<(int Hashes, IReadOnlyList<string> Commands, string Text)> TryAsync(string userName)
    {
        using var person = server.NewPerson();
        person.ExtraHeaders["X-Forwarded-For"] = "192.0.2.50";
        var form = await person.OpenAsync("/sign-in");
        var before = hasher.Verified;
        var (seen, commands) = await database.DuringAsync(() => person.SubmitAsync(form, ("UserName", userName), ("Password", "not the password")));
        return (hasher.Verified - before, commands, seen.Document!.QuerySelector("#sign-in-error")!.TextContent);
    }

    private sealed class CountedHasher : IPasswordHasher<Credential>
    {
        private readonly PasswordHasher<Credential> hasher = new();

        public int Verified { get; private set; }

        public string HashPassword(Credential user, string password) => hasher.HashPassword(user, password);

        public PasswordVerificationResult VerifyHashedPassword(Credential user, string hashedPassword, string providedPassword)
        {
            Verified++;
            return hasher.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}
