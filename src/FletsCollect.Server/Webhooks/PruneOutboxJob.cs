using System.Globalization;
using FletsCollect.Jobs;
using FletsCollect.Outbox;
using FletsCollect.Server.Jobs;

namespace FletsCollect.Server.Webhooks;

/// <summary>Forgets old events once a day.</summary>
internal sealed class PruneOutboxJob(PruneOutbox prune) : IJob
{
    public string Name => "prune-events";

    public TimeSpan Interval => TimeSpan.FromDays(1);

    public async Task<string> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var all = 0;
        int removed;
        do
        {
            removed = await prune.BatchAsync(run, cancellationToken);
            all += removed;
        }
        while (PruneOutbox.IsFull(removed));
        return string.Create(CultureInfo.InvariantCulture, $"{all} events forgotten");
    }
}
