using FletsCollect.Jobs;
using FletsCollect.Usage;

namespace FletsCollect.Server.Jobs;

/// <summary>Counts how far purchases come, for the merchants' overview.</summary>
public sealed class CountUsageJob(CountUsage count) : IJob
{
    public string Name => "count-usage";

    /// <summary>The overview says when it was counted last.</summary>
    public TimeSpan Interval => TimeSpan.FromMinutes(15);

    public async Task<string> RunAsync(JobRun run, CancellationToken cancellationToken) =>
        $"{await count.ExecuteAsync(run, cancellationToken)} days counted.";
}
