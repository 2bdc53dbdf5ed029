using System.Net;
using FletsCollect.Jobs;
using FletsCollect.Keys;
using FletsCollect.Lines;
using FletsCollect.Pruning;
using FletsCollect.Server.Database;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Database.Tests;

/// <summary>What has run out goes in batches under the job's lease, on every database.</summary>
public sealed class PruneExpiredTests(Databases databases)
{
    [Theory, EveryDatabase]
    public async Task More_than_one_batch_goes_and_what_has_not_run_out_stays(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        await database.AddAsync([.. Enumerable.Range(0, 2_300).Select(number => new UsedTokenId("client:a", $"id-{number}", database.Now.AddSeconds(-1)))]);
        await database.AddAsync(new UsedTokenId("client:a", "still-good", database.Now.AddSeconds(1)));
        await database.RunAsync<UnitOfWork>(work => work.CommitAsync((db, token) => FailedAttempt.CountAsync(db, "secret", "here", 10, database.Now, token), CancellationToken.None));

        var removed = await PruneAsync(database);

        Assert.Equal(2_300, removed);
        Assert.Equal("still-good", await database.ReadAsync(db => db.UsedTokenIds.Select(row => row.TokenId).SingleAsync()));
        Assert.Equal(1, await database.ReadAsync(db => db.FailedAttempts.CountAsync()));
    }

    [Theory, EveryDatabase]
    public async Task Run_that_lost_its_lease_removes_nothing(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        await database.AddAsync(new UsedTokenId("client:a", "id", database.Now.AddSeconds(-1)));
        var lost = new JobRun("prune", Epoch: 7, database.Clock);

        await Assert.ThrowsAsync<JobLeaseLostException>(() => database.RunAsync<PruneExpired, int>(prune => prune.ExecuteAsync(lost, CancellationToken.None)));

        Assert.Equal(1, await database.ReadAsync(db => db.UsedTokenIds.CountAsync()));
    }

    [Theory, EveryDatabase]
    public async Task Access_sessions_go_when_they_are_long_over_unless_a_proof_rests_on_them(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind, services => services.AddSingleton(new LineSessionRules { KeepFor = TimeSpan.FromDays(90) }));
        var home = await Household.AddAsync(database);
        await home.BuyAsync();
        var neighbour = await Household.AddAsync(database);
        database.Clock.Advance(TimeSpan.FromDays(90));
        await neighbour.ConnectAsync(neighbour.Line, new IPAddress([10, 255, 0, 1]));
        database.Clock.Advance(TimeSpan.FromMilliseconds(1));

        await PruneAsync(database);

        Assert.Equal([home.Line.Number, neighbour.Line.Number], await database.ReadAsync(db => db.LineSessions.OrderBy(session => session.Line).Select(session => session.Line).ToListAsync()));
        Assert.Equal(["10.255.0.1/32"], await database.ReadAsync(db => db.LineSessionAddresses.Select(address => address.Prefix).ToListAsync()));
    }

    private static async Task<int> PruneAsync(TestDatabase database)
    {
        var run = await database.RunAsync<JobLeases, JobRun?>(leases => leases.TryTakeAsync("prune", TimeSpan.Zero, CancellationToken.None));
        return await database.RunAsync<PruneExpired, int>(prune => prune.ExecuteAsync(run!, CancellationToken.None));
    }
}
