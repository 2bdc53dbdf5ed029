using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Jobs;
using FletsCollect.Outbox;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Charges;

/// <summary>
/// Frees what was held for longer than its merchant was allowed: the line's limit, the order's reference, and the merchant is told. A
/// reservation whose time has passed can no longer be confirmed, whether or not this came by.
/// </summary>
public sealed class ExpireReservations(UnitOfWork unitOfWork, TimeProvider clock)
{
    /// <summary>Reservations in one transaction.</summary>
    private const int ChunkSize = 100;

    /// <summary>How many reservations ended.</summary>
    /// <param name="run">The job's run under whose lease every batch commits; null when a person asks.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    public async Task<int> ExecuteAsync(JobRun? run, CancellationToken cancellationToken)
    {
        var (ended, inChunk) = (0, 0);
        do
        {
            inChunk = await unitOfWork.CommitAsync((db, token) => ExpireAsync(db, run, token), cancellationToken);
            ended += inChunk;
        }
        while (inChunk == ChunkSize);
        return ended;
    }

    private async Task<int> ExpireAsync(FletsCollectDbContext db, JobRun? run, CancellationToken cancellationToken)
    {
        if (run is not null)
            await run.HoldAsync(db, cancellationToken);
        var now = clock.Instant();
        var due = await db.Charges
            .Where(charge => charge.Status == ChargeStatus.Reserved && charge.ExpiresAt <= now)
            .OrderBy(charge => charge.Line).ThenBy(charge => charge.Id)
            .Take(ChunkSize)
            .ToListAsync(cancellationToken);
        foreach (var charge in due)
        {
            await Spending.ReleaseAsync(db, charge.CountedIn, charge.ReservedAmount, cancellationToken);
            db.Add(charge.Expire(now));
            (await db.ChargeGrants.SingleAsync(grant => grant.Id == charge.GrantId, cancellationToken)).FreeReference();
            db.AddRange(ChargeNews.Of(charge, EventTypes.ChargeExpired, AuditActor.Job, now));
        }
        return due.Count;
    }
}
