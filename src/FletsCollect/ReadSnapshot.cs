using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace FletsCollect;

/// <summary>A transaction that reads one state of the database from beginning to end, beside writers that go on.</summary>
internal sealed class ReadSnapshot : IAsyncDisposable
{
    private readonly FletsCollectDbContext db;
    private readonly IDbContextTransaction? transaction;

    private ReadSnapshot(FletsCollectDbContext db, IDbContextTransaction? transaction) => (this.db, this.transaction) = (db, transaction);

    public static async Task<ReadSnapshot> BeginAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        // SQLite's provider begins every transaction as a writer's, which would stop all charges until it ends. Plain BEGIN takes a
        // reader's snapshot.
        if (db.Database.ProviderName?.EndsWith(".Sqlite", StringComparison.Ordinal) == true)
        {
            await db.Database.OpenConnectionAsync(cancellationToken);
            await db.Database.ExecuteSqlRawAsync("BEGIN", cancellationToken);
            return new ReadSnapshot(db, null);
        }
        return new ReadSnapshot(db, await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        if (transaction is not null)
        {
            await transaction.DisposeAsync();
            return;
        }
        await db.Database.ExecuteSqlRawAsync("ROLLBACK");
        await db.Database.CloseConnectionAsync();
    }
}
