using FletsCollect.Charges;
using FletsCollect.Jobs;

namespace FletsCollect.Server.Jobs;

/// <summary>Frees reservations whose merchants never came back for them.</summary>
public sealed class ExpireReservationsJob(ExpireReservations expire) : IJob
{
    public string Name => "expire-reservations";

    /// <summary>A line's limit should not stay used for much longer than the merchant was allowed.</summary>
    public TimeSpan Interval => TimeSpan.FromMinutes(1);

    public async Task<string> RunAsync(JobRun run, CancellationToken cancellationToken) =>
        $"{await expire.ExecuteAsync(run, cancellationToken)} reservations ended.";
}
