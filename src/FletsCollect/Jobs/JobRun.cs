using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Jobs;

/// <summary>One run of a job by one holder.</summary>
/// <param name="Job">The job's name.</param>
/// <param name="Epoch">The holder's epoch; work committed under another is refused.</param>
/// <param name="Clock">Gives the instants from which the lease counts.</param>
public sealed record JobRun(string Job, long Epoch, TimeProvider Clock)
{
    /// <summary>
    /// How long a holder may be silent before another takes over: longer than any one batch of any job takes, and short enough that a
    /// server's death is made good soon.
    /// </summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Extends the lease in the transaction of a batch, and so ties the two together: a batch commits only while its holder is the holder.
    /// Called in every batch, before its other writes.
    /// </summary>
    /// <exception cref="JobLeaseLostException">Another server has taken over; nothing of the batch may be kept.</exception>
    public async Task HoldAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        DateTime? until = Clock.Instant() + Lease;
        var held = await db.JobLeases
            .Where(lease => lease.Name == Job && lease.Epoch == Epoch && lease.HeldUntil != null)
            .ExecuteUpdateAsync(set => set.SetProperty(lease => lease.HeldUntil, until), cancellationToken);
        if (held == 0)
            throw new JobLeaseLostException(Job);
    }
}

/// <summary>Another server runs the job now; what this one was about to commit is dropped.</summary>
public sealed class JobLeaseLostException(string job) : Exception($"The lease of the job '{job}' went to another holder.");
