using FletsCollect.Calendars;
using FletsCollect.Idempotency;
using FletsCollect.Jobs;
using FletsCollect.Keys;
using FletsCollect.Lines;
using FletsCollect.Mail;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Pruning;

/// <summary>
/// Takes away what has run out and proves nothing: used-up token ids, answers kept for repeats, counts of failed attempts, sign-ins that are
/// over, old mails, access sessions on which no proof rests. Grants, charges, proofs, transfers and the audit trail are evidence and stay.
/// </summary>
public sealed class PruneExpired(UnitOfWork unitOfWork, LineSessionRules sessions, TimeProvider clock)
{
    /// <summary>Rows in one transaction: few enough that nobody who is at work waits for their locks.</summary>
    private const int Batch = 1_000;

    /// <summary>How many rows went.</summary>
    public async Task<int> ExecuteAsync(JobRun run, CancellationToken cancellationToken)
    {
        var now = clock.Instant();
        var longSignedOut = now - SubscriberSession.Longest - TimeSpan.FromDays(1);
        var unrepeated = now - IdempotencyRecord.KeptFor;
        var mailed = now - MailMessage.KeptFor;
        var (silent, forgotten) = (sessions.SilentBefore(now), now - sessions.KeepFor);
        return await AllAsync(run, db => db.UsedTokenIds.Where(row => row.ExpiresAt < now).OrderBy(row => row.ExpiresAt).Take(Batch), cancellationToken)
            + await AllAsync(run, db => db.IdempotencyRecords.Where(row => row.RecordedAt < unrepeated).OrderBy(row => row.RecordedAt).Take(Batch), cancellationToken)
            + await AllAsync(run, db => db.MailMessages.Where(row => row.OccurredAt < mailed).OrderBy(row => row.OccurredAt).Take(Batch), cancellationToken)
            + await AllAsync(run, db => db.FailedAttempts.Where(row => row.Until < now).OrderBy(row => row.Until).Take(Batch), cancellationToken)
            + await AllAsync(run, db => db.SubscriberSessions.Where(row => row.StartedAt < longSignedOut).OrderBy(row => row.StartedAt).Take(Batch), cancellationToken)
            + await AllAsync(
                run,
                db => db.LineSessionAddresses
                    .Where(owned => db.LineSessions.Any(session => session.Id == owned.SessionId && session.LastSeenAt < forgotten && session.LastSeenAt < silent))
                    .OrderBy(owned => owned.Prefix).Take(Batch),
                cancellationToken)
            + await AllAsync(
                run,
                db => db.LineSessions
                    .Where(session => session.LastSeenAt < forgotten && session.LastSeenAt < silent && !db.LineProofs.Any(proof => proof.SessionId == session.Id))
                    .OrderBy(session => session.LastSeenAt).Take(Batch),
                cancellationToken);
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
