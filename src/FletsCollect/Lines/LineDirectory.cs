using System.Net;
using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Lines;

/// <summary>
/// Answers which contracted line an address is on now. The seam at which another operator's session store can take the place of ours.
/// </summary>
public interface ILineDirectory
{
    /// <summary>The line and the session that hold the address, or the reason why none does. Says nothing on eligibility.</summary>
    Task<Result<RecognisedLine, LineRefusal>> RecogniseAsync(IPAddress? address, CancellationToken cancellationToken);
}

/// <summary>A line together with the access session by which it was recognised.</summary>
public sealed record RecognisedLine(Line Line, Guid SessionId, IPAddress Address);

/// <summary>
/// The directory kept in our own database and fed by the AAA. Whatever the number of sessions, a look-up is a handful of primary keys: the
/// prefixes that could own the address, the session of the longest, and its line.
/// </summary>
public sealed class LineDirectory(FletsCollectDbContext db, LineSessionRules rules, TimeProvider clock) : ILineDirectory
{
    public async Task<Result<RecognisedLine, LineRefusal>> RecogniseAsync(IPAddress? address, CancellationToken cancellationToken)
    {
        if (address is null)
            return LineRefusal.NoSession;
        var covering = AddressPrefix.Covering(address).Select(prefix => prefix.ToString()).ToArray();
        // At one stroke, because a customer waits; a session of a line that the register does not know must still be told from none.
        var silentBefore = rules.SilentBefore(clock.Instant());
        var matches = await (
            from owned in db.LineSessionAddresses.AsNoTracking()
            where covering.Contains(owned.Prefix)
            join session in db.LineSessions.AsNoTracking() on owned.SessionId equals session.Id
            where session.EndedAt == null && session.LastSeenAt >= silentBefore
            join line in db.Lines.AsNoTracking() on session.Line equals line.Number into lines
            from line in lines.DefaultIfEmpty()
            select new { owned.Prefix, SessionId = session.Id, Line = line }).ToListAsync(cancellationToken);
        return matches.MinBy(match => Array.IndexOf(covering, match.Prefix)) switch
        {
            null => LineRefusal.NoSession,
            { Line: null } => LineRefusal.UnknownLine,
            { } holder => new RecognisedLine(holder.Line, holder.SessionId, address),
        };
    }
}
