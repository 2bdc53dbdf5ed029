using FletsCollect.Jobs;
using FletsCollect.Keys;
using FletsCollect.Pruning;
using FletsCollect.Server.Database;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;

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

    private static async Task<int> PruneAsync(TestDatabase database)
    {
        var run = await database.RunAsync<JobLeases, JobRun?>(leases => leases.TryTakeAsync("prune", TimeSpan.Zero, CancellationToken.None));
        return await database.RunAsync<PruneExpired, int>(prune => prune.ExecuteAsync(run!, CancellationToken.None));
    }
}
