using Microsoft.Extensions.Options;

namespace FletsCollect.Server.Jobs;

/// <summary>Looks every few seconds which jobs are due, and runs them. Each job has a loop of its own: a long run holds up no other.</summary>
internal sealed partial class JobSchedule(IServiceScopeFactory scopes, JobRunner runner, IOptions<JobsOptions> options, TimeProvider clock, ILogger<JobSchedule> log) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        options.Value.Enabled ? Task.WhenAll(NamesOfAll().Select(job => FollowAsync(job, stoppingToken))) : Task.CompletedTask;

    private string[] NamesOfAll()
    {
        using var scope = scopes.CreateScope();
        return [.. scope.ServiceProvider.GetServices<IJob>().Select(job => job.Name)];
    }

    private async Task FollowAsync(string job, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(options.Value.LookEvery, clock, stoppingToken);
            try
            {
                await runner.RunAsync(job, evenIfNotDue: false, stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // The database may be away; the next look tries again.
                LogUnreachable(exception, job);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Whether the job {Job} is due could not be read or noted.")]
    private partial void LogUnreachable(Exception exception, string job);
}
