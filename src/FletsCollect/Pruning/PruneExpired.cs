using FletsCollect.Calendars;
using FletsCollect.Idempotency;
using FletsCollect.Jobs;
using FletsCollect.Keys;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Pruning;

/// <summary>
/// Takes away what has run out and proves nothing: used-up token ids, answers kept for repeats, counts of failed attempts. Grants, charges,
/// proofs, transfers and the audit trail are evidence and stay.
/// </summary>
public sealed class PruneExpired(UnitOfWork unitOfWork, TimeProvider clock)
{
    /// <summary>Rows in one transaction: few enough that nobody who is at work waits for their locks.</summary>
    private const int Batch = 1_000;

    /// <summary>How many rows went.</summary>
    public async Task<int> ExecuteAsync(JobRun run, CancellationToken cancellationToken)
    {
        var now = clock.Instant();
        var unrepeated = now - IdempotencyRecord.KeptFor;
        return await AllAsync(run, db => db.UsedTokenIds.Where(row => row.ExpiresAt < now).OrderBy(row => row.ExpiresAt).Take(Batch), cancellationToken)
            + await AllAsync(run, db => db.IdempotencyRecords.Where(row => row.RecordedAt < unrepeated).OrderBy(row => row.RecordedAt).Take(Batch), cancellationToken)
            + await AllAsync(run, db => db.FailedAttempts.Where(row => row.Until < now).OrderBy(row => row.Until).Take(Batch), cancellationToken);
    }

    private async Task<int> AllAsync<T>(JobRun run, Func<FletsCollectDbContext, IQueryable<T>> next, CancellationToken cancellationToken)
    {
        var all = 0;
        int removed;
        do
        {
            removed = await unitOfWork.CommitAsync(
                async (db, token) =>
                {
                    await run.HoldAsync(db, token);
                    return await next(db).ExecuteDeleteAsync(token);
                },
                cancellationToken);
            all += removed;
        }
        while (removed == Batch);
        return all;
    }
}
