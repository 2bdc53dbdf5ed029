using FletsCollect.Calendars;
using FletsCollect.Jobs;
using FletsCollect.Server.Jobs;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Staff;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>The server's jobs and their last runs, and what else tells whether it is well.</summary>
[StaffMay(StaffPermission.ViewBooks)]
public sealed class JobsModel(FletsCollectDbContext db, IEnumerable<IJob> jobs, TimeProvider clock) : OperatorPage(db)
{
    public sealed record Row(string Name, TimeSpan Interval, JobLease? Last);

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public DateTime Now => clock.Instant();

    /// <summary>When the oldest event was made that is not handed to its receivers yet; null when none waits.</summary>
    public DateTime? OldestEvent { get; private set; }

    public IReadOnlyList<string> PendingMigrations { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var leases = await Db.JobLeases.AsNoTracking().ToDictionaryAsync(lease => lease.Name, StringComparer.Ordinal, cancellationToken);
        Rows = [.. jobs.Select(job => new Row(job.Name, job.Interval, leases.GetValueOrDefault(job.Name))).OrderBy(row => row.Name, StringComparer.Ordinal)];
        OldestEvent = await Db.OutboxMessages.Where(message => !message.Dispatched).OrderBy(message => message.Id).Select(message => (DateTime?)message.OccurredAt).FirstOrDefaultAsync(cancellationToken);
        PendingMigrations = [.. await Db.Database.GetPendingMigrationsAsync(cancellationToken)];
    }
}
