using System.Data.Common;
using FletsCollect.Ledger;
using FletsCollect.Server.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace FletsCollect.Database.Tests.Ledger;

/// <summary>The trial balance while others post.</summary>
public sealed class TrialBalanceTests(Databases databases)
{
    [Theory, EveryDatabase]
    public async Task Debits_equal_credits_while_others_post_between_its_queries(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        await PostAsync(database);
        var options = new DbContextOptionsBuilder<FletsCollectDbContext>();
        DatabaseSetup.Use(options, kind, database.ConnectionString).AddInterceptors(new PostBefore(() => PostAsync(database)));
        await using var reading = new FletsCollectDbContext(options.Options);

        var balance = await TrialBalance.ByKindAsync(reading, CancellationToken.None);

        Assert.Equal(balance.Debits, balance.Credits);
        Assert.True(await database.ReadAsync(db => db.Transfers.CountAsync()) > 2);
    }

    private static Task PostAsync(TestDatabase database)
    {
        var entry = new JournalEntry(
            JournalEntryKind.Collected, Guid.CreateVersion7(), new DateOnly(2026, 11, 10), [new Posting(ChartOfAccounts.Bank, ChartOfAccounts.CollectionClearing, new Yen(315))]);
        return database.RunAsync<UnitOfWork, bool>(unitOfWork => unitOfWork.CommitAsync(
            (db, _) =>
            {
                db.AddRange(entry.ToTransfers(database.Now));
                return Task.FromResult(true);
            },
            CancellationToken.None));
    }

    /// <summary>Has something posted before each query of the transfers.</summary>
    private sealed class PostBefore(Func<Task> post) : DbCommandInterceptor
    {
        public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            await post();
            return result;
        }
    }
}
