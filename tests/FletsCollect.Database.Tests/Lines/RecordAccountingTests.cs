using System.Net;
using FletsCollect.Lines;
using FletsCollect.Server.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Database.Tests.Lines;

/// <summary>The session directory as the AAA feeds it: records come twice, late and out of order (domain.md §3).</summary>
public sealed class RecordAccountingTests(Databases databases)
{
    private const string AccessServer = "192.0.2.1";

    private static readonly Line Home = Household.LineOf(1);
    private static readonly Line Neighbour = Household.LineOf(2);

    [Theory, EveryDatabase]
    public async Task Address_of_a_session_that_began_is_on_its_line(DatabaseKind kind)
    {
        await using var database = await OpenAsync(kind);

        await RecordAsync(database, Seen(Home, "s1", "198.51.100.7"));

        Assert.Equal(Home.Number, await LineAtAsync(database, "198.51.100.7"));
    }

    [Theory, EveryDatabase]
    public async Task Address_that_no_session_holds_is_on_no_line(DatabaseKind kind)
    {
        await using var database = await OpenAsync(kind);

        await RecordAsync(database, Seen(Home, "s1", "198.51.100.7"));

        Assert.Null(await LineAtAsync(database, "198.51.100.8"));
    }

    [Theory, EveryDatabase]
    public async Task Address_of_a_session_that_stopped_is_on_no_line(DatabaseKind kind)
    {
        await using var database = await OpenAsync(kind);
        await RecordAsync(database, Seen(Home, "s1", "198.51.100.7"));

        await RecordAsync(database, Stopped(Home, "s1"));

        Assert.Null(await LineAtAsync(database, "198.51.100.7"));
    }

    [Theory, EveryDatabase]
    public async Task Interim_update_mends_a_lost_start(DatabaseKind kind)
    {
        await using var database = await OpenAsync(kind);

        await RecordAsync(database, Seen(Home, "s1", "198.51.100.7", secondsLater: 300));

        Assert.Equal(Home.Number, await LineAtAsync(database, "198.51.100.7"));
    }

    [Theory, EveryDatabase]
    public async Task Interim_update_with_other_addresses_replaces_the_earlier_ones(DatabaseKind kind)
    {
        await using var database = await OpenAsync(kind);
        await RecordAsync(database, Seen(Home, "s1", "198.51.100.7"));

        await RecordAsync(database, Seen(Home, "s1", "198.51.100.8"));

        Assert.Null(await LineAtAsync(database, "198.51.100.7"));
        Assert.Equal(Home.Number, await LineAtAsync(database, "198.51.100.8"));
    }

    [Theory, EveryDatabase]
    public async Task Start_that_comes_twice_begins_one_session(DatabaseKind kind)
    {
        await using var database = await OpenAsync(kind);

        await RecordAsync(database, Seen(Home, "s1", "198.51.100.7"), Seen(Home, "s1", "198.51.100.7"));

        Assert.Equal(1, await database.ReadAsync(db => db.LineSessions.CountAsync()));
        Assert.Equal(1, await database.ReadAsync(db => db.AuditEntries.CountAsync(entry => entry.Action == "line-session.started")));
    }

    [Theory, EveryDatabase]
    public async Task Start_that_comes_on_ten_connections_at_once_begins_one_session(DatabaseKind kind)
    {
        await using var database = await OpenAsync(kind);

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => RecordAsync(database, Seen(Home, "s1", "198.51.100.7")))));

        Assert.Equal(1, await database.ReadAsync(db => db.LineSessions.CountAsync()));
        Assert.Equal(Home.Number, await LineAtAsync(database, "198.51.100.7"));
    }

    [Theory, EveryDatabase]
    public async Task Stop_that_comes_twice_ends_the_session_once(DatabaseKind kind)
    {
        await using var database = await OpenAsync(kind);
        await RecordAsync(database, Seen(Home, "s1", "198.51.100.7"));

        await RecordAsync(database, Stopped(Home, "s1", secondsLater: 60), Stopped(Home, "s1", secondsLater: 90));

        var session = await database.ReadAsync(db => db.LineSessions.SingleAsync());
        Assert.Equal(database.Now.AddSeconds(60), session.EndedAt);
    }

    [Theory, EveryDatabase]
    public async Task Start_that_a_stop_overtook_begins_nothing(DatabaseKind kind)
    {
        await using var database = await OpenAsync(kind);

        await RecordAsync(database, Stopped(Home, "s1", secondsLater: 60), Seen(Home, "s1", "198.51.100.7"));

        Assert.Null(await LineAtAsync(database, "198.51.100.7"));
    }

    [Theory, EveryDatabase]
    public async Task Late_update_does_not_bring_a_stopped_session_back(DatabaseKind kind)
    {
        await using var database = await OpenAsync(kind);
        await RecordAsync(database, Seen(Home, "s1", "198.51.100.7"), Stopped(Home, "s1", secondsLater: 60));

        await RecordAsync(database, Seen(Home, "s1", "198.51.100.7", secondsLater: 30));

        Assert.Null(await LineAtAsync(database, "198.51.100.7"));
    }

    [Theory, EveryDatabase]
    public async Task Address_that_another_session_was_given_is_the_new_ones_at_once(DatabaseKind kind)
    {
        await using var database = await OpenAsync(kind);
        await RecordAsync(database, Seen(Home, "s1", "198.51.100.7"));

        await RecordAsync(database, Seen(Neighbour, "s2", "198.51.100.7", secondsLater: 60));

        Assert.Equal(Neighbour.Number, await LineAtAsync(database, "198.51.100.7"));
    }

    [Theory, EveryDatabase]
    public async Task Late_update_of_the_former_holder_does_not_take_an_address_back(DatabaseKind kind)
    {
        await using var database = await OpenAsync(kind);
        await RecordAsync(database, Seen(Home, "s1", "198.51.100.7"), Seen(Neighbour, "s2", "198.51.100.7", secondsLater: 60));

        await RecordAsync(database, Seen(Home, "s1", "198.51.100.7", secondsLater: 120));

        Assert.Equal(Neighbour.Number, await LineAtAsync(database, "198.51.100.7"));
    }

    [Theory, EveryDatabase]
    public async Task Late_stop_of_the_former_holder_leaves_the_address_to_the_new_one(DatabaseKind kind)
    {
        await using var database = await OpenAsync(kind);
        await RecordAsync(database, Seen(Home, "s1", "198.51.100.7"), Seen(Neighbour, "s2", "198.51.100.7", secondsLater: 60));

        await RecordAsync(database, Stopped(Home, "s1", secondsLater: 30));

        Assert.Equal(Neighbour.Number, await LineAtAsync(database, "198.51.100.7"));
    }

    [Theory, EveryDatabase]
    public async Task Access_server_that_restarts_ends_all_its_sessions(DatabaseKind kind)
    {
        await using var database = await OpenAsync(kind);
        await RecordAsync(database, Seen(Home, "s1", "198.51.100.7"), Seen(Neighbour, "s2", "198.51.100.8"));

        await RecordAsync(database, new AccessServerRestarted(AccessServer, database.Now.AddSeconds(60)));

        Assert.Null(await LineAtAsync(database, "198.51.100.7"));
        Assert.Null(await LineAtAsync(database, "198.51.100.8"));
    }

    [Theory, EveryDatabase]
    public async Task Access_server_that_restarts_leaves_the_sessions_of_others(DatabaseKind kind)
    {
        await using var database = await OpenAsync(kind);
        await RecordAsync(database, Seen(Home, "s1", "198.51.100.7"));

        await RecordAsync(database, new AccessServerRestarted("192.0.2.2", database.Now.AddSeconds(60)));

        Assert.Equal(Home.Number, await LineAtAsync(database, "198.51.100.7"));
    }

    [Theory, EveryDatabase]
    public async Task Session_number_that_two_access_servers_use_names_two_sessions(DatabaseKind kind)
    {
        await using var database = await OpenAsync(kind);

        await RecordAsync(database, Seen(Home, "s1", "198.51.100.7"), Seen(Neighbour, "s1", "198.51.100.8") with { AccessServer = "192.0.2.2" });

        Assert.Equal(Home.Number, await LineAtAsync(database, "198.51.100.7"));
        Assert.Equal(Neighbour.Number, await LineAtAsync(database, "198.51.100.8"));
    }

    [Theory, EveryDatabase]
    public async Task IPv4_address_that_arrives_on_an_IPv6_socket_is_that_address(DatabaseKind kind)
    {
        await using var database = await OpenAsync(kind);

        await RecordAsync(database, Seen(Home, "s1", "198.51.100.7"));

        Assert.Equal(Home.Number, await LineAtAsync(database, "::ffff:198.51.100.7"));
    }

    [Theory, EveryDatabase]
    public async Task Address_inside_a_delegated_prefix_is_on_its_line(DatabaseKind kind)
    {
        await using var database = await OpenAsync(kind);

        await RecordAsync(database, Seen(Home, "s1", "2001:db8:1:ab00::/56"));

        Assert.Equal(Home.Number, await LineAtAsync(database, "2001:db8:1:abcd::1"));
        Assert.Null(await LineAtAsync(database, "2001:db8:1:ac00::1"));
    }

    [Theory, EveryDatabase]
    public async Task Longest_prefix_that_covers_an_address_decides(DatabaseKind kind)
    {
        await using var database = await OpenAsync(kind);

        await RecordAsync(database, Seen(Home, "s1", "2001:db8:1::/48"), Seen(Neighbour, "s2", "2001:db8:1:2::/64"));

        Assert.Equal(Neighbour.Number, await LineAtAsync(database, "2001:db8:1:2::1"));
        Assert.Equal(Home.Number, await LineAtAsync(database, "2001:db8:1:3::1"));
    }

    [Theory, EveryDatabase]
    public async Task Session_that_fell_silent_owns_nothing_until_it_is_heard_of_again(DatabaseKind kind)
    {
        await using var database = await OpenAsync(kind, TimeSpan.FromHours(2));
        await RecordAsync(database, Seen(Home, "s1", "198.51.100.7"));

        database.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(Home.Number, await LineAtAsync(database, "198.51.100.7"));
        database.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(await LineAtAsync(database, "198.51.100.7"));

        await RecordAsync(database, Seen(Home, "s1", "198.51.100.7"));
        Assert.Equal(Home.Number, await LineAtAsync(database, "198.51.100.7"));
    }

    [Theory, EveryDatabase]
    public async Task Session_that_fell_silent_holds_its_address_against_nobody(DatabaseKind kind)
    {
        await using var database = await OpenAsync(kind, TimeSpan.FromHours(2));
        await RecordAsync(database, Seen(Home, "s1", "198.51.100.7", secondsLater: 60));
        database.Clock.Advance(TimeSpan.FromHours(3));

        // Older by its own account, but alive.
        await RecordAsync(database, Seen(Neighbour, "s2", "198.51.100.7"));
        Assert.Equal(Neighbour.Number, await LineAtAsync(database, "198.51.100.7"));
    }

    private static SessionSeen Seen(Line line, string session, string address, int secondsLater = 0) =>
        new(AccessServer, session, line.Number, [PrefixOf(address)], TestDatabase.Start.UtcDateTime.AddSeconds(secondsLater));

    private static SessionStopped Stopped(Line line, string session, int secondsLater = 60) =>
        new(AccessServer, session, line.Number, TestDatabase.Start.UtcDateTime.AddSeconds(secondsLater));

    private static AddressPrefix PrefixOf(string text) =>
        AddressPrefix.TryParse(text, out var prefix) ? prefix : throw new ArgumentException($"'{text}' is no prefix.", nameof(text));

    private async Task<TestDatabase> OpenAsync(DatabaseKind kind, TimeSpan? silence = null)
    {
        var database = await databases.OpenAsync(kind, services => services.AddSingleton(new LineSessionRules { Silence = silence ?? TimeSpan.FromDays(3650) }));
        await database.AddAsync(Household.LineOf(1), Household.LineOf(2));
        return database;
    }

    private static async Task RecordAsync(TestDatabase database, params AccountingRecord[] records)
    {
        foreach (var record in records)
            await database.RunAsync<RecordAccounting>(accounting => accounting.ExecuteAsync(record, CancellationToken.None));
    }

    private static async Task<LineNumber?> LineAtAsync(TestDatabase database, string address)
    {
        var recognition = await database.RunAsync<ILineDirectory, Result<RecognisedLine, LineRefusal>>(
            lines => lines.RecogniseAsync(IPAddress.Parse(address), CancellationToken.None));
        return recognition.Succeeded(out var recognised, out var refusal)
            ? recognised.Line.Number
            : refusal == LineRefusal.NoSession ? null : throw new InvalidOperationException($"{refusal}");
    }
}
