using System.Globalization;
using FletsCollect.Billing;
using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Commands;

/// <summary>Says how far a close is while it runs, from the row that every server can read.</summary>
internal static class CloseProgress
{
    /// <summary>Waits for a close and says every few seconds how far it is.</summary>
    public static Task<T> ShowAsync<T>(CommandRun run, BillingMonth month, Task<T> closing, CancellationToken cancellationToken) => run.TellAsync(
        closing,
        async () => await run.RunAsync<FletsCollectDbContext, BillingCycle?>(db => db.BillingCycles.AsNoTracking().SingleOrDefaultAsync(cycle => cycle.Month == month, cancellationToken)) is { } cycle ? Of(cycle) : null,
        cancellationToken);

    /// <summary>Count, rate and what remains, in one line.</summary>
    public static string Of(BillingCycle cycle)
    {
        var rate = cycle.Rate is { } perSecond and > 0 ? string.Create(CultureInfo.InvariantCulture, $", {perSecond:#,0} a second") : "";
        var remaining = cycle switch
        {
            { Status: BillingCycleStatus.Closed } => "",
            { Remaining: { } left } => string.Create(CultureInfo.InvariantCulture, $", {left:#,0} remain"),
            _ => ", the charges are being counted",
        };
        var parked = cycle.ParkedLines > 0 ? string.Create(CultureInfo.InvariantCulture, $", {cycle.ParkedLines:#,0} lines parked") : "";
        return string.Create(CultureInfo.InvariantCulture, $"Billed: {cycle.ItemCount:#,0} charges{rate}{remaining}{parked}.");
    }
}
