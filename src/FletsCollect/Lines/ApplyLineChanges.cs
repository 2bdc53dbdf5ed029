using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Lines;

/// <summary>What a run did.</summary>
/// <param name="Opened">Lines that are new.</param>
/// <param name="Changed">Lines to which something happened.</param>
public readonly record struct LineRun(int Opened, int Changed)
{
    public static LineRun operator +(LineRun left, LineRun right) => new(left.Opened + right.Opened, left.Changed + right.Changed);
}

/// <summary>
/// Lets every change of a file that was taken have its effect when its day has come: on the line, its credentials, subscriptions, grants
/// and reservations, in one transaction. The row goes in the same transaction, so a run may be killed at any point and several may run at
/// once, and after an outage each change still takes effect once, in the order of the days.
/// </summary>
public sealed class ApplyLineChanges(UnitOfWork unitOfWork, IEnumerable<ILineFollower> followers, ISetWriter writer, LineRules rules, TimeProvider clock)
{
    private const int ChunkSize = 500;

    /// <param name="hold">Called at the start of each transaction: a job ties its lease to it.</param>
    /// <param name="cancellationToken">Stops between two transactions; what is committed stays.</param>
    public async Task<LineRun> ExecuteAsync(Func<FletsCollectDbContext, CancellationToken, Task>? hold, CancellationToken cancellationToken)
    {
        var all = default(LineRun);
        int taken;
        do
        {
            (taken, var run) = await unitOfWork.CommitAsync((db, token) => ApplyAsync(db, hold, token), cancellationToken);
            all += run;
        }
        while (taken == ChunkSize);
        return all;
    }

    private async Task<(int Taken, LineRun Run)> ApplyAsync(FletsCollectDbContext db, Func<FletsCollectDbContext, CancellationToken, Task>? hold, CancellationToken cancellationToken)
    {
        if (hold is not null)
            await hold(db, cancellationToken);
        var now = clock.Instant();
        var today = BusinessDate.At(now);
        var due = await db.LineChanges.AsNoTracking()
            .Where(change => change.EffectiveOn <= today)
            .Join(db.LineImports.Where(import => import.TakenAt != null), change => change.ImportId, import => import.Id, (change, import) => new { Change = change, import.Sequence })
            .OrderBy(row => row.Change.EffectiveOn).ThenBy(row => row.Sequence).ThenBy(row => row.Change.Row)
            .Take(ChunkSize)
            .Select(row => row.Change)
            .ToListAsync(cancellationToken);
        if (due.Count == 0)
            return (0, default);
        await ClaimAsync(db, due, cancellationToken);

        var numbers = due.Select(change => change.Line).Distinct().ToArray();
        var lines = await db.Lines.Where(line => numbers.Contains(line.Number)).ToDictionaryAsync(line => line.Number, cancellationToken);
        HashSet<LineNumber> changed = [];
        List<Line> opened = [];
        List<LineEvent> events = [];
        foreach (var change in due)
        {
            if (!lines.TryGetValue(change.Line, out var line))
            {
                lines[change.Line] = line = Line.Open(change.ToRecord());
                opened.Add(line);
                events.Add(new LineEvent(line, LineEventKind.Opened, change, step: 0, now));
                continue;
            }
            foreach (var (place, fact) in change.ToRecord().Since(line, today.AddDays(rules.ReproofDays)).ToList().Index())
            {
                var step = new LineStep(line, fact, line.Refusal(), now);
                line.Apply(fact);
                events.Add(new LineEvent(line, fact.Kind, change, place, now));
                changed.Add(line.Number);
                foreach (var follower in followers)
                    await follower.FollowAsync(db, step, cancellationToken);
                // What happens next to the same line must find what this left.
                await db.SaveChangesAsync(cancellationToken);
            }
        }
        var set = new WriteSet();
        set.Insert(opened);
        set.Insert(events);
        await writer.WriteAsync(db, set, cancellationToken);
        return (due.Count, new LineRun(opened.Count, changed.Count));
    }

    /// <summary>Takes the rows away first: of two runs that read the same rows, the second finds them gone and starts again.</summary>
    private static async Task ClaimAsync(FletsCollectDbContext db, List<LineChange> due, CancellationToken cancellationToken)
    {
        foreach (var file in due.GroupBy(change => change.ImportId, change => change.Row))
        {
            var (id, rows) = (file.Key, file.ToArray());
            if (await db.LineChanges.Where(change => change.ImportId == id && rows.Contains(change.Row)).ExecuteDeleteAsync(cancellationToken) != rows.Length)
                throw new DbUpdateConcurrencyException("Another run took these changes of lines.");
        }
    }
}
