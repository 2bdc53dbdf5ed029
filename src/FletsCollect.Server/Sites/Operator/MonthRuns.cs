using System.Collections.Concurrent;
using FletsCollect.Calendars;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>What became of a step, in the words of whoever began it.</summary>
/// <param name="Done">What was done; null when it was refused.</param>
/// <param name="Refused">Why nothing was done; null when it was.</param>
public sealed record StepOutcome(string? Done, string? Refused);

/// <summary>
/// The steps of months that this server is at. A step outlives the request that began it, and the browser: a short one is answered at once, a
/// long one is shown on the month's page while it runs. What a step has committed is never done twice, so one that dies is begun again.
/// </summary>
public sealed partial class MonthRuns(IServiceScopeFactory scopes, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<MonthRuns> log)
{
    /// <summary>How long a browser waits for a step before it is sent to the month's page.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<BillingMonth, Run> slow = new();

    /// <summary>Begins a step in a scope of its own; null when it takes longer than a browser should wait.</summary>
    /// <param name="month">Whose step.</param>
    /// <param name="step">Which.</param>
    /// <param name="work">Does it.</param>
    public async Task<StepOutcome?> BeginAsync(BillingMonth month, MonthStep step, Func<IServiceProvider, CancellationToken, Task<StepOutcome>> work)
    {
        var running = Task.Run(() => RunAsync(month, step, work));
        try
        {
            return await running.WaitAsync(LongestWait, clock, lifetime.ApplicationStopping);
        }
        catch (TimeoutException) when (!running.IsCompleted)
        {
            slow[month] = new Run(step, running);
            return null;
        }
    }

    /// <summary>The long step that is under way here; null when there is none.</summary>
    public MonthStep? StepOf(BillingMonth month) => slow.TryGetValue(month, out var run) && !run.Task.IsCompleted ? run.Step : null;

    /// <summary>What became of the long step that ended last; told once.</summary>
    public async Task<StepOutcome?> TakeOutcomeAsync(BillingMonth month) =>
        slow.TryGetValue(month, out var run) && run.Task.IsCompleted && slow.TryRemove(KeyValuePair.Create(month, run)) ? await run.Task : null;

    private async Task<StepOutcome> RunAsync(BillingMonth month, MonthStep step, Func<IServiceProvider, CancellationToken, Task<StepOutcome>> work)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            return await work(scope.ServiceProvider, lifetime.ApplicationStopping);
        }
        catch (Exception exception)
        {
            LogFailed(exception, step, month);
            return new StepOutcome(null, T("途中で止まりました。もう一度実行してください。済んだ分が二重になることはありません。", "It stopped on the way. Run it again; what was done is never done twice."));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Step} of {Month} failed.")]
    private partial void LogFailed(Exception exception, MonthStep step, BillingMonth month);

    private sealed record Run(MonthStep Step, Task<StepOutcome> Task);
}
