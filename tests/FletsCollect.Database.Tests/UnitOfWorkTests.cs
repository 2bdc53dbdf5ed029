using FletsCollect.Audit;
using FletsCollect.Ledger;
using FletsCollect.Server.Database;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Database.Tests;

/// <summary>All of a use case's work is there when it returns, or none of it ever was.</summary>
public sealed class UnitOfWorkTests(Databases databases)
{
    [Theory, EveryDatabase]
    public async Task Work_that_throws_leaves_nothing_even_of_what_it_had_saved(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);

        await Assert.ThrowsAsync<InvalidDataException>(() => CommitAsync(database, async db =>
        {
            db.Add(Entry(database));
            db.AddRange(new JournalEntry(
                JournalEntryKind.Collected, Guid.CreateVersion7(), new DateOnly(2026, 11, 10), [new Posting(ChartOfAccounts.Bank, ChartOfAccounts.CollectionClearing, new Yen(1))])
                .ToTransfers(database.Now));
            await LedgerBatch.SealAsync(db, database.Now, CancellationToken.None);
            await db.SaveChangesAsync();
            throw new InvalidDataException();
        }));

        Assert.False(await database.ReadAsync(db => db.AuditEntries.AnyAsync()));
        Assert.False(await database.ReadAsync(db => db.Transfers.AnyAsync()));
        Assert.Equal(LedgerHead.Genesis, await database.ReadAsync(db => db.LedgerHeads.Select(head => head.BatchHash).SingleAsync()));
    }

    [Theory, EveryDatabase]
    public async Task Work_that_lost_a_race_runs_again_from_the_start(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var attempts = 0;

        await CommitAsync(database, async db =>
        {
            db.Add(Entry(database));
            await db.SaveChangesAsync();
            if (++attempts == 1)
                throw new DbUpdateConcurrencyException("Another writer came first.");
            return true;
        });

        Assert.Equal(2, attempts);
        Assert.Equal(1, await database.ReadAsync(db => db.AuditEntries.CountAsync()));
    }

    [Theory, EveryDatabase]
    public async Task Key_that_another_writer_took_counts_as_a_lost_race(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        await database.AddAsync(Household.LineOf(1));
        var attempts = 0;

        await CommitAsync(database, async db =>
        {
            if (++attempts == 1)
                db.Add(Household.LineOf(1));
            await db.SaveChangesAsync();
            return true;
        });

        Assert.Equal(2, attempts);
    }

    [Theory, EveryDatabase]
    public async Task Error_that_is_no_conflict_is_not_tried_again(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var attempts = 0;

        await Assert.ThrowsAnyAsync<Exception>(() => CommitAsync(database, async db =>
        {
            attempts++;
            await db.Database.ExecuteSqlRawAsync("INSERT INTO no_such_table VALUES (1)");
            return true;
        }));

        Assert.Equal(1, attempts);
    }

    private static Task<bool> CommitAsync(TestDatabase database, Func<FletsCollectDbContext, Task<bool>> work) =>
        database.RunAsync<UnitOfWork, bool>(unitOfWork => unitOfWork.CommitAsync((db, _) => work(db), CancellationToken.None));

    private static AuditEntry Entry(TestDatabase database) => AuditEntry.Of("test.written", AuditActor.Operator, "nothing", database.Now);
}
