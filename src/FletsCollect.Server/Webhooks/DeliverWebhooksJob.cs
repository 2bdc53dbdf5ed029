using System.Globalization;
using FletsCollect.Jobs;
using FletsCollect.Outbox;
using FletsCollect.Server.Jobs;

namespace FletsCollect.Server.Webhooks;

/// <summary>
/// Sends events for as long as any are due, many at once. Attempts that end are noted and the next ones claimed while others are still
/// under way: an endpoint that hangs holds up its own deliveries only.
/// </summary>
internal sealed class DeliverWebhooksJob(DeliverWebhooks deliver, WebhookSender sender, TimeProvider clock) : IJob
{
    /// <summary>While attempts are under way, how often it looks for new events.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    public string Name => "deliver-webhooks";

    public TimeSpan Interval => TimeSpan.FromSeconds(1);

    public async Task<string> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var underWay = new Dictionary<Task<WebhookOutcome>, Guid>();
        var ended = new List<WebhookOutcome>();
        var (delivered, failed) = (0, 0);
        while (true)
        {
            var turn = await deliver.TurnAsync(run, ended, underWay.Values.CountBy(endpoint => endpoint).ToDictionary(), cancellationToken);
            delivered += ended.Count(outcome => outcome.Error is null);
            failed += ended.Count(outcome => outcome.Error is not null);
            ended.Clear();
            foreach (var send in turn.Sends)
                underWay.Add(sender.SendAsync(send, cancellationToken), send.Endpoint.Id);
            if (underWay.Count > 0)
                await WaitAsync(underWay.Keys, cancellationToken);
            else if (turn.Dispatched == 0)
                return string.Create(CultureInfo.InvariantCulture, $"{delivered} delivered, {failed} attempts failed");
            foreach (var attempt in underWay.Keys.Where(attempt => attempt.IsCompleted).ToList())
            {
                underWay.Remove(attempt);
                ended.Add(await attempt);
            }
        }
    }

    /// <summary>Until an attempt has ended, or it is time to look for new events.</summary>
    private async Task WaitAsync(IEnumerable<Task> attempts, CancellationToken cancellationToken)
    {
        using var looked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny([Task.Delay(Look, clock, looked.Token), .. attempts]);
        await looked.CancelAsync();
    }
}
