using System.Diagnostics;
using System.Globalization;
using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Jobs;

/// <summary>Gives each job to one holder at a time, over any number of servers on one database.</summary>
public sealed class JobLeases(UnitOfWork unitOfWork, IDbContextFactory<FletsCollectDbContext> contexts, TimeProvider clock)
{
    /// <summary>This process, among all that may hold leases.</summary>
    private static readonly string Me = $"{Environment.MachineName}/{Environment.ProcessId}";

    /// <summary>The run, when the job is free and due; null when it is not. An interval of zero takes it whenever it is free.</summary>
    public async Task<JobRun?> TryTakeAsync(string job, TimeSpan interval, CancellationToken cancellationToken)
    {
        if (!await IsDueAsync(job, interval, cancellationToken))
            return null;
        return await unitOfWork.CommitAsync(
            async (db, token) =>
            {
                var lease = await db.JobLeases.FindAsync([job], token);
                if (lease is null)
                    db.Add(lease = new JobLease(job));
                var now = clock.Instant();
                if (!lease.IsDueAt(now, interval) && !HolderIsGone(lease))
                    return null;
                lease.Take(Me, now, now + JobRun.Lease);
                return new JobRun(job, lease.Epoch, clock);
            },
            cancellationToken);
    }

    /// <summary>Notes how a run ended and frees the job, unless another holder has taken over.</summary>
    public Task FinishAsync(JobRun run, string outcome, bool failed, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync(
            async (db, token) =>
            {
                var lease = await db.JobLeases.SingleAsync(lease => lease.Name == run.Job, token);
                if (lease.Epoch == run.Epoch)
                    lease.Finish(clock.Instant(), outcome, failed);
                return lease.Epoch;
            },
            cancellationToken);

    /// <summary>Reads alone, so that servers that wait for a job's time write nothing.</summary>
    private async Task<bool> IsDueAsync(string job, TimeSpan interval, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var lease = await db.JobLeases.AsNoTracking().SingleOrDefaultAsync(lease => lease.Name == job, cancellationToken);
        return lease is null || lease.IsDueAt(clock.Instant(), interval) || HolderIsGone(lease);
    }

    /// <summary>
    /// True when the holder was a process of this machine that has died: its successor need not wait for the lease to run out. Should it be
    /// alive after all, out of sight in another namespace, the epoch stops it before its next commit.
    /// </summary>
    private static bool HolderIsGone(JobLease lease)
    {
        if (lease.HeldUntil is null || lease.Holder.Split('/') is not [var machine, var id] || machine != Environment.MachineName || !int.TryParse(id, CultureInfo.InvariantCulture, out var processId))
            return false;
        try
        {
            using var process = Process.GetProcessById(processId);
            return process.HasExited;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }
}
