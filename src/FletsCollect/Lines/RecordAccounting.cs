using FletsCollect.Audit;
using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Lines;

/// <summary>What the AAA says of access sessions (RFC 2866): the records that RADIUS accounting carries.</summary>
public abstract record AccountingRecord(string AccessServer);

/// <summary>A session began, or is still there; both name all its addresses, so that a lost Start is mended by the next interim update.</summary>
/// <param name="AccessServer">The access server.</param>
/// <param name="SessionId">Its name for the session.</param>
/// <param name="Line">Whose session it is.</param>
/// <param name="Addresses">All that the session owns now.</param>
/// <param name="At">When it began, as far as the record says: an update that is the first to be heard of a session must not make it younger than it is.</param>
public sealed record SessionSeen(string AccessServer, string SessionId, LineNumber Line, IReadOnlyList<AddressPrefix> Addresses, DateTime At)
    : AccountingRecord(AccessServer);

/// <summary>A session ended and owns nothing any more.</summary>
public sealed record SessionStopped(string AccessServer, string SessionId, LineNumber Line, DateTime At) : AccountingRecord(AccessServer);

/// <summary>The access server started or is shutting down: none of its sessions lives (Accounting-On, Accounting-Off).</summary>
public sealed record AccessServerRestarted(string AccessServer, DateTime At) : AccountingRecord(AccessServer);

/// <summary>
/// Keeps the session directory as the AAA reports it. Records may come twice, late or out of order: the same record changes nothing, and
/// a session that was stopped is not brought back by a late update.
/// </summary>
/// <remarks>
/// Silence is no end: a session of which nothing is heard owns nothing for as long (<see cref="LineSessionRules.Silence"/>), and the next
/// update gives its addresses back, unless another session was given them meanwhile.
/// </remarks>
public sealed class RecordAccounting(UnitOfWork unitOfWork, LineSessionRules rules, TimeProvider clock)
{
    public Task ExecuteAsync(AccountingRecord record, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync(
            async (db, token) =>
            {
                switch (record)
                {
                    case SessionSeen seen:
                        await SeenAsync(db, seen, token);
                        break;
                    case SessionStopped stopped:
                        await StoppedAsync(db, stopped, token);
                        break;
                    case AccessServerRestarted restarted:
                        await RestartedAsync(db, restarted, token);
                        break;
                    default:
                        throw new InvalidOperationException($"No rule for {record.GetType().Name}.");
                }
                return true;
            },
            cancellationToken);

    private async Task SeenAsync(FletsCollectDbContext db, SessionSeen seen, CancellationToken cancellationToken)
    {
        var session = await FindAsync(db, seen.AccessServer, seen.SessionId, cancellationToken);
        if (session is null)
        {
            session = new LineSession(seen.Line, seen.SessionId, seen.AccessServer, seen.At, clock.Instant());
            db.Add(session);
            db.Add(AuditEntry.Of("line-session.started", AuditActor.Network, seen.Line.Masked, clock.Instant(), new { session = session.Id }));
        }
        else if (session.EndedAt is not null || session.Line != seen.Line)
        {
            return;
        }
        session.Seen(clock.Instant());

        var prefixes = seen.Addresses.Select(address => address.ToString()).Distinct(StringComparer.Ordinal).ToArray();
        var held = await db.LineSessionAddresses.Where(owned => owned.SessionId == session.Id || prefixes.Contains(owned.Prefix)).ToListAsync(cancellationToken);
        db.RemoveRange(held.Where(owned => owned.SessionId == session.Id && !prefixes.Contains(owned.Prefix)));
        foreach (var address in seen.Addresses.DistinctBy(address => address.ToString()))
        {
            if (held.Find(owned => owned.Prefix == address.ToString()) is not { } owned)
                db.Add(new LineSessionAddress(address, session.Id));
            else if (owned.SessionId != session.Id && await BeganBeforeAsync(db, owned.SessionId, session, cancellationToken))
                owned.TakeOver(session.Id);
        }
    }

    private async Task StoppedAsync(FletsCollectDbContext db, SessionStopped stopped, CancellationToken cancellationToken)
    {
        var session = await FindAsync(db, stopped.AccessServer, stopped.SessionId, cancellationToken);
        if (session is null)
        {
            // A Stop that overtook its Start: remember it, so that the Start does not open a session that is over.
            session = new LineSession(stopped.Line, stopped.SessionId, stopped.AccessServer, stopped.At, clock.Instant());
            db.Add(session);
        }
        if (session.EndedAt is not null)
            return;
        session.End(stopped.At);
        await db.LineSessionAddresses.Where(owned => owned.SessionId == session.Id).ExecuteDeleteAsync(cancellationToken);
        db.Add(AuditEntry.Of("line-session.ended", AuditActor.Network, session.Line.Masked, clock.Instant(), new { session = session.Id }));
    }

    private async Task RestartedAsync(FletsCollectDbContext db, AccessServerRestarted restarted, CancellationToken cancellationToken)
    {
        var live = db.LineSessions.Where(session => session.AccessServer == restarted.AccessServer && session.EndedAt == null && session.StartedAt <= restarted.At);
        await db.LineSessionAddresses.Where(owned => live.Any(session => session.Id == owned.SessionId)).ExecuteDeleteAsync(cancellationToken);
        var ended = await live.ExecuteUpdateAsync(set => set.SetProperty(session => session.EndedAt, restarted.At), cancellationToken);
        db.Add(AuditEntry.Of("access-server.restarted", AuditActor.Network, restarted.AccessServer, clock.Instant(), new { sessionsEnded = ended }));
    }

    /// <summary>An address follows the session that began last, so a delayed update of the former holder does not take it back.</summary>
    private async Task<bool> BeganBeforeAsync(FletsCollectDbContext db, Guid holder, LineSession session, CancellationToken cancellationToken)
    {
        var silentBefore = rules.SilentBefore(clock.Instant());
        return !await db.LineSessions.AnyAsync(
            other => other.Id == holder && other.EndedAt == null && other.LastSeenAt >= silentBefore && other.StartedAt > session.StartedAt, cancellationToken);
    }

    private static Task<LineSession?> FindAsync(FletsCollectDbContext db, string accessServer, string sessionId, CancellationToken cancellationToken) =>
        db.LineSessions.SingleOrDefaultAsync(session => session.AccessServer == accessServer && session.AccountingSessionId == sessionId, cancellationToken);
}
