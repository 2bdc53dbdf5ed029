using FletsCollect.Jobs;
using FletsCollect.Subscriptions;

namespace FletsCollect.Server.Jobs;

/// <summary>Charges the periods that have begun, on the 1st at 00:00 in Japan most of them, and ends what is over.</summary>
public sealed class RenewSubscriptionsJob(RenewSubscriptions renew) : IJob
{
    public string Name => "renew-subscriptions";

    /// <summary>A period should be charged soon after it begins; looking for what is due is one indexed query.</summary>
    public TimeSpan Interval => TimeSpan.FromMinutes(1);

    public async Task<string> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var done = await renew.ExecuteAsync(run.HoldAsync, cancellationToken);
        return $"{done.Renewed} periods charged, {done.Failed} charges failed, {done.Over} subscriptions over.";
    }
}
