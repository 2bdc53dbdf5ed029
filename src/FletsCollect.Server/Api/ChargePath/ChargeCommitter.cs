using System.Threading.Channels;
using FletsCollect.Charges;
using FletsCollect.Idempotency;
using FletsCollect.Server.Database;
using Microsoft.Extensions.Options;

namespace FletsCollect.Server.Api.ChargePath;

/// <summary>
/// Commits charges in groups (operations.md, "Charge path"): whatever waits is committed together, and an answer is given when its commit
/// is durable. Nothing is held back to fill a group, so a lone charge is as quick as a transaction of its own; under load the group grows
/// by itself, because the next one gathers while the last one is written.
/// </summary>
public sealed partial class ChargeCommitter(
    IServiceScopeFactory scopes, IOptions<ChargePathOptions> options, IOptions<DatabaseOptions> database, IDatabaseConflicts conflicts, ILogger<ChargeCommitter> log) : BackgroundService
{
    private readonly Channel<Waiting> channel = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(options.Value.Capacity));

    /// <summary>Hands a charge in; false when too many wait already, or when the server is on its way down.</summary>
    public bool TryHandIn(PendingCharge charge, out Task<Result<IdempotentAnswer, TokenRefusal>> answer)
    {
        var waiting = new Waiting(charge);
        answer = waiting.Answer.Task;
        return channel.Writer.TryWrite(waiting);
    }

    /// <summary>Takes no more, and commits what waits. The web server has stopped before, so whoever waits still gets its answer.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        channel.Writer.TryComplete();
        if (ExecuteTask is { } committing)
            await committing.WaitAsync(cancellationToken);
        await base.StopAsync(cancellationToken);
    }

    // Without the stopping token: what was handed in is committed, and the end of the channel is the end of the work.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, database.Value.Kind == DatabaseKind.Sqlite ? 1 : options.Value.Committers).Select(_ => Task.Run(CommitAllAsync, CancellationToken.None)));

    private async Task CommitAllAsync()
    {
        var group = new List<Waiting>(options.Value.LargestBatch);
        while (await NextAsync() is { } first)
        {
            group.Add(first);
            while (group.Count < options.Value.LargestBatch && channel.Reader.TryRead(out var waiting))
                group.Add(waiting);
            await CommitAsync(group);
            group.Clear();
        }
    }

    /// <summary>
    /// The charge that has waited longest; null when none will come any more. A charge that finds committers idle wakes one of them, where
    /// waiting until there is something to read would wake all, of which the others find nothing.
    /// </summary>
    private async Task<Waiting?> NextAsync()
    {
        try
        {
            return await channel.Reader.ReadAsync(CancellationToken.None);
        }
        catch (ChannelClosedException)
        {
            return null;
        }
    }

    private async Task CommitAsync(List<Waiting> group)
    {
        IReadOnlyList<Result<IdempotentAnswer, TokenRefusal>> answers;
        try
        {
            answers = await ExecuteAsync([.. group.Select(waiting => waiting.Charge)], again: false);
        }
        catch (Exception exception)
        {
            LogGroup(exception, group.Count);
            await CommitEachAsync(group);
            return;
        }
        for (var i = 0; i < group.Count; i++)
            group[i].Answer.SetResult(answers[i]);
    }

    /// <summary>
    /// One of a group may be to blame, so each is tried alone: the fault of one is never another's. Should the commit have gone through and
    /// only its answer been lost, each finds its own answer under its idempotency key. When the database cannot be reached, it is not asked
    /// once more for each that waits.
    /// </summary>
    private async Task CommitEachAsync(List<Waiting> group)
    {
        Exception? outage = null;
        foreach (var waiting in group)
        {
            if (outage is not null)
            {
                waiting.Answer.SetException(outage);
                continue;
            }
            try
            {
                waiting.Answer.SetResult((await ExecuteAsync([waiting.Charge], again: true))[0]);
            }
            catch (Exception exception)
            {
                waiting.Answer.SetException(exception);
                if (conflicts.IsOutage(exception))
                    outage = exception;
            }
        }
    }

    private async Task<IReadOnlyList<Result<IdempotentAnswer, TokenRefusal>>> ExecuteAsync(IReadOnlyList<PendingCharge> charges, bool again)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ConfirmCharges>().ExecuteAsync(charges, again, CancellationToken.None);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} charges could not be committed; each is tried alone.")]
    private partial void LogGroup(Exception exception, int count);

    private sealed record Waiting(PendingCharge Charge)
    {
        // The continuation, which writes the answer to the network, must not run on the committer's time.
        public TaskCompletionSource<Result<IdempotentAnswer, TokenRefusal>> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
