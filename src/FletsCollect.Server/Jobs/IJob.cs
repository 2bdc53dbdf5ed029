using FletsCollect.Jobs;

namespace FletsCollect.Server.Jobs;

/// <summary>
/// Work that the server does by itself every now and then, on one server at a time. A run works in batches, each its own transaction
/// that begins with <see cref="JobRun.HoldAsync"/>, so it may be killed at any point and run again.
/// </summary>
public interface IJob
{
    /// <summary>The job's name to the operator, in lower case with hyphens.</summary>
    string Name { get; }

    /// <summary>From the end of one run to the start of the next.</summary>
    TimeSpan Interval { get; }

    /// <summary>Does what is due now, and says in one line what that was.</summary>
    Task<string> RunAsync(JobRun run, CancellationToken cancellationToken);
}
