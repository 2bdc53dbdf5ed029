using FletsCollect.Calendars;
using FletsCollect.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace FletsCollect;

/// <summary>
/// Runs the work of one use case in one database transaction on a context of its own: all of it is durable when the call returns, or
/// none of it happened. The journal entries that the work posted are sealed into one ledger batch.
/// </summary>
/// <remarks>
/// When the database says that another writer came first (a duplicate key, a stale version, a deadlock), the work is run again from the
/// start on a fresh context and then sees what the other wrote. So the work must keep all its effects in the context it is given.
/// </remarks>
public sealed class UnitOfWork(IDbContextFactory<FletsCollectDbContext> contexts, IDatabaseConflicts conflicts, TimeProvider clock)
{
    /// <summary>
    /// Attempts before a conflict is given up as an error. Writers queue on row locks, so each attempt lets at least one other through;
    /// the number only bounds a defect that conflicts with itself for ever.
    /// </summary>
    private const int Attempts = 20;

    public async Task<T> CommitAsync<T>(Func<FletsCollectDbContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await AttemptAsync(work, cancellationToken);
            }
            catch (Exception exception) when (attempt < Attempts && IsConflict(exception))
            {
                // Nothing of the attempt was kept; the next one starts from what the other writer left.
            }
        }
    }

    private async Task<T> AttemptAsync<T>(Func<FletsCollectDbContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using IDbContextTransaction transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var outcome = await work(db, cancellationToken);
        await LedgerBatch.SealAsync(db, clock.Instant(), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        // From here the outcome is the database's to tell: giving up the wait would leave the caller not knowing.
        await transaction.CommitAsync(CancellationToken.None);
        return outcome;
    }

    private bool IsConflict(Exception exception) => exception is DbUpdateConcurrencyException || conflicts.IsConflict(exception);
}

/// <summary>Tells the errors of a database that mean "another writer came first", or "not now", from all others. One for each database.</summary>
public interface IDatabaseConflicts
{
    /// <summary>True for a duplicate key, a deadlock, a failed serialization or a busy database.</summary>
    bool IsConflict(Exception exception);

    /// <summary>True when the database cannot be reached, or did not come to it in time: the same may be done later.</summary>
    bool IsOutage(Exception exception);
}
