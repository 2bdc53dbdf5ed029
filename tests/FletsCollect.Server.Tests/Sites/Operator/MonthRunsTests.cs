using FletsCollect.Calendars;
using FletsCollect.Server.Sites.Operator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FletsCollect.Server.Tests.Sites.Operator;

/// <summary>A short step is answered at once; a long one goes on behind the month's page, and its outcome is told there once.</summary>
public sealed class MonthRunsTests : IDisposable
{
    private static readonly BillingMonth November = new(2026, 11);

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly ServiceProvider services = new ServiceCollection().AddScoped<Scoped>().BuildServiceProvider();
    private readonly MonthRuns runs;

    public MonthRunsTests() => runs = new MonthRuns(services.GetRequiredService<IServiceScopeFactory>(), new Lifetime(), clock, NullLogger<MonthRuns>.Instance);

    public void Dispose() => services.Dispose();

    [Fact]
    public async Task Short_step_is_answered_at_once()
    {
        var outcome = await runs.BeginAsync(November, MonthStep.Close, (_, _) => Task.FromResult(new StepOutcome("done", null)));

        Assert.Equal("done", outcome!.Done);
        Assert.Null(runs.StepOf(November));
        Assert.Null(await runs.TakeOutcomeAsync(November));
    }

    [Fact]
    public async Task Long_step_goes_on_in_a_scope_of_its_own_and_its_outcome_is_told_once()
    {
        var (begun, end) = (new TaskCompletionSource<Scoped>(), new TaskCompletionSource());
        var beginning = runs.BeginAsync(November, MonthStep.Settle, async (scope, _) =>
        {
            begun.SetResult(scope.GetRequiredService<Scoped>());
            await end.Task;
            return new StepOutcome("settled", null);
        });
        var scoped = await begun.Task;
        clock.Advance(MonthRuns.LongestWait);

        Assert.Null(await beginning);
        Assert.Equal(MonthStep.Settle, runs.StepOf(November));
        Assert.Null(runs.StepOf(November.Next));
        Assert.Null(await runs.TakeOutcomeAsync(November));
        Assert.False(scoped.Ended.Task.IsCompleted);

        end.SetResult();
        await scoped.Ended.Task;
        var told = await ToldAsync();
        Assert.Equal("settled", told.Done);
        Assert.Null(runs.StepOf(November));
        Assert.Null(await runs.TakeOutcomeAsync(November));
    }

    [Fact]
    public async Task Step_that_stops_on_the_way_asks_to_be_run_again()
    {
        var outcome = await runs.BeginAsync(November, MonthStep.Issue, (_, _) => throw new InvalidOperationException("The telco's billing is away."));

        Assert.Null(outcome!.Done);
        Assert.NotNull(outcome.Refused);
    }

    /// <summary>The task ends a moment after its scope.</summary>
    private async Task<StepOutcome> ToldAsync()
    {
        while (true)
        {
            if (await runs.TakeOutcomeAsync(November) is { } told)
                return told;
            await Task.Yield();
        }
    }

    private sealed class Scoped : IDisposable
    {
        public TaskCompletionSource Ended { get; } = new();

        public void Dispose() => Ended.SetResult();
    }

    private sealed class Lifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => throw new NotSupportedException();
    }
}
