using FletsCollect.Ledger;
using FletsCollect.Server.Database;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Database.Tests.Ledger;

/// <summary>The chain of batches under writers that post at the same time.</summary>
public sealed class LedgerChainTests(Databases databases)
{
    [Theory, EveryDatabase]
    public async Task Batches_of_eight_writers_are_numbered_without_a_gap(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        await WriteAtOnceAsync(database, writers: 8, entries: 10);

        var numbers = await database.ReadAsync(db => db.LedgerBatches.OrderBy(batch => batch.Number).Select(batch => batch.Number).ToListAsync());

        Assert.Equal(Enumerable.Range(1, 80).Select(number => (long)number), numbers);
    }

    [Theory, EveryDatabase]
    public async Task Batches_of_eight_writers_hold_the_hash_of_the_one_before_and_of_their_own_transfers(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        await WriteAtOnceAsync(database, writers: 8, entries: 10);
        var batches = await database.ReadAsync(db => db.LedgerBatches.AsNoTracking().OrderBy(batch => batch.Number).ToListAsync());
        var transfers = await database.ReadAsync(db => db.Transfers.AsNoTracking().ToListAsync());

        var previous = LedgerHead.Genesis;
        foreach (var batch in batches)
        {
            var again = LedgerBatch.Of(batch.Number, [.. transfers.Where(transfer => transfer.BatchNumber == batch.Number)], previous, batch.RecordedAt);
            Assert.Equal((previous, again.Hash), (batch.PreviousHash, batch.Hash));
            previous = batch.Hash;
        }
        Assert.Equal(previous, await database.ReadAsync(db => db.LedgerHeads.Select(head => head.BatchHash).SingleAsync()));
    }

    [Theory, EveryDatabase]
    public async Task Entry_that_comes_twice_is_posted_once(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var entry = Entry();
        await PostAsync(database, entry);

        await Assert.ThrowsAnyAsync<DbUpdateException>(() => PostAsync(database, entry));

        Assert.Equal(1, await database.ReadAsync(db => db.Transfers.CountAsync()));
    }

    private static Task WriteAtOnceAsync(TestDatabase database, int writers, int entries) =>
        Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
        {
            for (var entry = 0; entry < entries; entry++)
                await PostAsync(database, Entry());
        })));

    private static JournalEntry Entry() =>
        new(JournalEntryKind.Collected, Guid.CreateVersion7(), new DateOnly(2026, 11, 10), [new Posting(ChartOfAccounts.Bank, ChartOfAccounts.CollectionClearing, new Yen(315))]);

    private static Task PostAsync(TestDatabase database, JournalEntry entry) =>
        database.RunAsync<UnitOfWork>(unitOfWork => unitOfWork.CommitAsync(
            (db, _) =>
            {
                db.AddRange(entry.ToTransfers(database.Now));
                return Task.FromResult(true);
            },
            CancellationToken.None));
}
