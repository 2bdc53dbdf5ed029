using FletsCollect.Charges;
using FletsCollect.Jobs;

namespace FletsCollect.Server.Jobs;

/// <summary>Ends purchases that waited for a contractor for too long.</summary>
public sealed class ExpirePurchaseApprovalsJob(ExpirePurchaseApprovals expire) : IJob
{
    public string Name => "expire-approvals";

    /// <summary>The merchant should not wait for much longer than its customer does.</summary>
    public TimeSpan Interval => TimeSpan.FromMinutes(1);

    public async Task<string> RunAsync(JobRun run, CancellationToken cancellationToken) => $"{await expire.ExecuteAsync(run, cancellationToken)} approvals ended.";
}
