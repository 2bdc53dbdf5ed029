using FletsCollect.Jobs;
using FletsCollect.Server.Jobs;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Commands;

/// <summary>The command on the server's jobs, for cron, for people, and for servers that run none themselves.</summary>
internal static class JobCommands
{
    public static async Task<int> RunAsync(CommandRun run, string name, CancellationToken cancellationToken)
    {
        var jobs = await run.RunAsync<IEnumerable<IJob>, IReadOnlyList<(string Name, TimeSpan Interval)>>(
            jobs => Task.FromResult<IReadOnlyList<(string, TimeSpan)>>([.. jobs.Select(job => (job.Name, job.Interval)).OrderBy(job => job.Name, StringComparer.Ordinal)]));
        if (name.Length == 0)
            return await ListAsync(run, jobs, cancellationToken);
        if (!jobs.Any(job => job.Name == name))
            return run.Refuse($"there is no job '{name}'.", $"The jobs are: {string.Join(", ", jobs.Select(job => job.Name))}.");

        var (end, outcome) = await run.RunAsync<JobRunner, (JobEnd, string)>(runner => runner.RunAsync(name, evenIfNotDue: true, cancellationToken));
        switch (end)
        {
            case JobEnd.Finished:
                run.Say(outcome);
                return CommandRun.Done;
            case JobEnd.NotTaken:
                return run.Refuse($"'{name}' is running on a server now.", "Wait for it to end; 'run-job' without a name shows who runs what.");
            case JobEnd.Failed:
                return run.Refuse($"'{name}' failed: {outcome}", "What it had committed stays. The log has the whole error; mend its cause and run it again.");
            default:
                throw new ArgumentOutOfRangeException(nameof(name), end, "Unknown end of a job.");
        }
    }

    private static async Task<int> ListAsync(CommandRun run, IReadOnlyList<(string Name, TimeSpan Interval)> jobs, CancellationToken cancellationToken)
    {
        var leases = await run.RunAsync<FletsCollectDbContext, Dictionary<string, JobLease>>(
            db => db.JobLeases.AsNoTracking().ToDictionaryAsync(lease => lease.Name, StringComparer.Ordinal, cancellationToken));
        run.Table(
            "Jobs",
            ["Job", "Every", "Last run ended", "Outcome", "Last holder"],
            jobs.Select(job => leases.TryGetValue(job.Name, out var lease)
                ? (string[])[job.Name, $"{job.Interval:c}", lease.FinishedAt is { } end ? $"{end:u}" : "", $"{(lease.Failed ? "FAILED: " : "")}{lease.Outcome}", lease.Holder]
                : [job.Name, $"{job.Interval:c}", "never", "", ""]));
        return CommandRun.Done;
    }
}
