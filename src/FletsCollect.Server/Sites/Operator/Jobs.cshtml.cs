using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Jobs;
using FletsCollect.Server.Jobs;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>The server's jobs and their last runs, and what else tells whether it is well.</summary>
[StaffMay(StaffPermission.ViewBooks)]
public sealed class JobsModel(FletsCollectDbContext db, IEnumerable<IJob> jobs, JobRunner runner, UnitOfWork unitOfWork, IHostApplicationLifetime lifetime, TimeProvider clock) : OperatorPage(db)
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

    /// <summary>Runs a job now, the proof of the books among them. It goes on when the browser leaves, and its outcome stays in the list.</summary>
    public async Task<IActionResult> OnPostAsync([FromForm] string job)
    {
        if (!May(StaffPermission.OperateMonth))
            return Forbid(StaffAuthentication.Scheme);
        if (!jobs.Any(known => known.Name == job))
            return NotFound();
        var stopping = lifetime.ApplicationStopping;
        await unitOfWork.CommitAsync((unit, _) => Task.FromResult(unit.Add(AuditEntry.Of("job.asked-for", Me.Actor, job, clock.Instant()))), stopping);
        var (end, outcome) = await runner.RunAsync(job, evenIfNotDue: true, stopping);
        TempData["Done"] = end switch
        {
            JobEnd.Finished => T($"{job}：{outcome}", $"{job}: {outcome}"),
            JobEnd.NotTaken => T($"{job} は実行中です。", $"{job} is running now."),
            JobEnd.Failed => T($"{job} は失敗しました：{outcome}", $"{job} failed: {outcome}"),
            _ => throw new InvalidOperationException($"Nothing says what {end} leads to."),
        };
        return RedirectToPage();
    }
}
