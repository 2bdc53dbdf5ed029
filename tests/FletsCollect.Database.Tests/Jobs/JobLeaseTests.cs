using FletsCollect.Jobs;
using FletsCollect.Server.Commands;
using FletsCollect.Server.Database;
using FletsCollect.Server.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Database.Tests.Jobs;

/// <summary>A job has one holder at a time, and one that was paused beyond its lease commits nothing more.</summary>
public sealed class JobLeaseTests(Databases databases)
{
    private const string Job = "count";

    [Theory, EveryDatabase]
    public async Task Held_job_is_given_to_nobody_else(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);

        Assert.NotNull(await TakeAsync(database));
        Assert.Null(await TakeAsync(database));
    }

    [Theory, EveryDatabase]
    public async Task Only_one_of_many_that_ask_at_once_gets_the_job(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);

        var runs = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => TakeAsync(database)));

        Assert.Single(runs, run => run is not null);
    }

    [Theory, EveryDatabase]
    public async Task Finished_job_is_due_again_after_its_interval(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var run = await TakeAsync(database, TimeSpan.FromMinutes(10));
        await database.RunAsync<JobLeases>(leases => leases.FinishAsync(run!, "done", failed: false, CancellationToken.None));

        Assert.Null(await TakeAsync(database, TimeSpan.FromMinutes(10)));
        database.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.NotNull(await TakeAsync(database, TimeSpan.FromMinutes(10)));
    }

    [Theory, EveryDatabase]
    public async Task Free_job_without_an_interval_is_due_to_a_server_whose_clock_is_behind(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var run = await TakeAsync(database, TimeSpan.Zero);
        await database.RunAsync<JobLeases>(leases => leases.FinishAsync(run!, "done", failed: false, CancellationToken.None));

        var lease = await database.ReadAsync(db => db.JobLeases.SingleAsync());
        Assert.True(lease.IsDueAt(database.Now.AddMinutes(-1), TimeSpan.Zero));
        Assert.False(lease.IsDueAt(database.Now.AddMinutes(-1), TimeSpan.FromMinutes(1)));
    }

    [Theory, EveryDatabase]
    public async Task Holder_that_was_paused_beyond_its_lease_commits_nothing(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var paused = await TakeAsync(database);
        database.Clock.Advance(JobRun.Lease + TimeSpan.FromSeconds(1));
        var successor = await TakeAsync(database);

        await Assert.ThrowsAsync<JobLeaseLostException>(() => HoldAsync(database, paused!));
        await HoldAsync(database, successor!);
    }

    [Theory, EveryDatabase]
    public async Task Job_that_is_held_lives_as_long_as_it_works(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var run = await TakeAsync(database);
        for (var batch = 0; batch < 3; batch++)
        {
            database.Clock.Advance(JobRun.Lease - TimeSpan.FromSeconds(1));
            await HoldAsync(database, run!);
        }

        Assert.Null(await TakeAsync(database));
    }

    [Theory, EveryDatabase]
    public async Task Operator_runs_a_job_by_name_and_sees_what_came_of_it(DatabaseKind kind)
    {
        await using var database = await OpenWithJobAsync(kind);

        Assert.Equal((0, "counted to 3", ""), await CommandAsync(database, "run-job", Job));
        Assert.Contains("counted to 3", (await CommandAsync(database, "run-job")).Output, StringComparison.Ordinal);
    }

    [Theory, EveryDatabase]
    public async Task Failure_of_a_job_is_told_and_kept(DatabaseKind kind)
    {
        await using var database = await OpenWithJobAsync(kind, fails: true);

        var (code, _, errors) = await CommandAsync(database, "run-job", Job);
        Assert.Equal(1, code);
        Assert.Contains("out of fingers", errors, StringComparison.Ordinal);
        Assert.Contains("FAILED: InvalidDataException: out of fingers", (await CommandAsync(database, "run-job")).Output, StringComparison.Ordinal);
    }

    [Theory, EveryDatabase]
    public async Task Unknown_job_and_job_at_work_are_refused(DatabaseKind kind)
    {
        await using var database = await OpenWithJobAsync(kind);
        Assert.Contains("there is no job 'conut'", (await CommandAsync(database, "run-job", "conut")).Errors, StringComparison.Ordinal);

        await TakeAsync(database);
        Assert.Contains("is running", (await CommandAsync(database, "run-job", Job)).Errors, StringComparison.Ordinal);
    }

    private static Task<JobRun?> TakeAsync(TestDatabase database, TimeSpan interval = default) =>
        database.RunAsync<JobLeases, JobRun?>(leases => leases.TryTakeAsync(Job, interval, CancellationToken.None));

    private static Task HoldAsync(TestDatabase database, JobRun run) =>
        database.RunAsync<UnitOfWork, bool>(unitOfWork => unitOfWork.CommitAsync(
            async (db, token) =>
            {
                await run.HoldAsync(db, token);
                return true;
            },
            CancellationToken.None));

    private Task<TestDatabase> OpenWithJobAsync(DatabaseKind kind, bool fails = false) => databases.OpenAsync(kind, services =>
    {
        services.AddLogging();
        services.AddSingleton<JobRunner>();
        services.AddScoped<IJob>(_ => new Count(fails));
    });

    private static async Task<(int Code, string Output, string Errors)> CommandAsync(TestDatabase database, params string[] args)
    {
        await using var scope = database.NewScope();
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await OperatorCommands.RunAsync(args, scope.ServiceProvider, output, errors);
        return (code, output.ToString().Trim(), errors.ToString().Trim());
    }

    private sealed class Count(bool fails) : IJob
    {
        public string Name => Job;

        public TimeSpan Interval => TimeSpan.FromMinutes(1);

        public Task<string> RunAsync(JobRun run, CancellationToken cancellationToken) =>
            fails ? throw new InvalidDataException("out of fingers") : Task.FromResult("counted to 3");
    }
}
