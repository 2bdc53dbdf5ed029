using FletsCollect.Jobs;
using FletsCollect.Lines;
using FletsCollect.Server.Jobs;

namespace FletsCollect.Server.Network;

/// <summary>Lets what the telco's register said of lines take effect when its day has come, and finishes what an import left when it was killed.</summary>
public sealed class ApplyLineChangesJob(ApplyLineChanges apply) : IJob
{
    public string Name => "apply-line-changes";

    /// <summary>Changes are due at midnight in Japan; looking for what is due is one indexed query.</summary>
    public TimeSpan Interval => TimeSpan.FromMinutes(1);

    public async Task<string> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var done = await apply.ExecuteAsync(run.HoldAsync, cancellationToken);
        return $"{done.Opened} lines opened, {done.Changed} lines changed.";
    }
}
