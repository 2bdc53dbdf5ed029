using FletsCollect.Jobs;

namespace FletsCollect.Server.Jobs;

/// <summary>How an attempt to run a job ended.</summary>
public enum JobEnd
{
    /// <summary>Another holder is at it, or it is not due.</summary>
    NotTaken,
    Finished,
    Failed,
}

/// <summary>Runs one job once, under its lease, and notes what came of it.</summary>
public sealed partial class JobRunner(IServiceScopeFactory scopes, ILogger<JobRunner> log)
{
    /// <param name="name">The job.</param>
    /// <param name="evenIfNotDue">True when a person asks for it now.</param>
    /// <param name="cancellationToken">Stops the run between two batches; what is committed stays.</param>
    public async Task<(JobEnd End, string Outcome)> RunAsync(string name, bool evenIfNotDue, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var job = scope.ServiceProvider.GetServices<IJob>().Single(job => job.Name == name);
        var leases = scope.ServiceProvider.GetRequiredService<JobLeases>();
        if (await leases.TryTakeAsync(job.Name, evenIfNotDue ? TimeSpan.Zero : job.Interval, cancellationToken) is not { } run)
            return (JobEnd.NotTaken, "");
        try
        {
            var outcome = await job.RunAsync(run, cancellationToken);
            await leases.FinishAsync(run, outcome, failed: false, CancellationToken.None);
            return (JobEnd.Finished, outcome);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await leases.FinishAsync(run, "Stopped with the server; goes on where it was.", failed: false, CancellationToken.None);
            throw;
        }
        catch (Exception exception)
        {
            // A job's failure is the operator's to see and must not take the server, or the other jobs, with it.
            LogFailure(exception, name);
            await leases.FinishAsync(run, $"{exception.GetType().Name}: {exception.Message}", failed: true, CancellationToken.None);
            return (JobEnd.Failed, exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The job {Job} failed; it runs again after its interval.")]
    private partial void LogFailure(Exception exception, string job);
}
