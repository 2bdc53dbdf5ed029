using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Jobs;
using FletsCollect.Ledger;
using FletsCollect.Lines;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Billing;

/// <summary>Why a month cannot be closed now. Nothing was frozen or billed.</summary>
public enum CloseMonthRefusal
{
    /// <summary>The month is not over in Japan, and an early close was not asked for.</summary>
    MonthNotOver,

    /// <summary>An earlier month holds charges and is not closed.</summary>
    EarlierMonthOpen,

    /// <summary>A later month was frozen already; what is left of this one goes into the next close.</summary>
    LaterMonthFrozen,

    /// <summary>Another process closes the month at this moment.</summary>
    BeingClosed,
}

/// <param name="Month">The month.</param>
/// <param name="Early">Close although the month is not over; what is confirmed afterwards goes to the next month.</param>
public sealed record CloseMonthCommand(BillingMonth Month, bool Early = false);

/// <summary>What a close did, or would do.</summary>
/// <param name="Month">The month.</param>
/// <param name="Changed">False when the month was closed before: then nothing was done.</param>
/// <param name="Invoices">Line invoices of the month.</param>
/// <param name="Items">Charges on them.</param>
/// <param name="Total">Their sum, less credits.</param>
/// <param name="Parked">Lines that were left out, and why.</param>
public sealed record MonthClose(BillingMonth Month, bool Changed, int Invoices, int Items, Yen Total, IReadOnlyList<ParkedLine> Parked);

/// <summary>
/// Closes a month (domain.md §5): freezes it, puts every confirmed charge that is on no invoice yet on exactly one, and one invoice on
/// every line that has any. Each step commits by itself under a lease and notes how far it came, so a close that was killed is resumed by
/// running it again, one that is complete is left alone, and of two at once one is refused.
/// </summary>
/// <remarks>
/// The work is the database's, by INSERT ... SELECT: first every line of the month gets its invoice, or is parked, and then its charges go
/// onto the invoices in slices of the batch chain. A slice and its mark are one transaction.
/// </remarks>
public sealed class CloseMonth(UnitOfWork unitOfWork, IDbContextFactory<FletsCollectDbContext> contexts, JobLeases leases, ISetWriter writer, TimeProvider clock)
{
    /// <summary>The lease under which a month is closed.</summary>
    public const string Lease = "close-month";

    public async Task<Result<MonthClose, CloseMonthRefusal>> ExecuteAsync(CloseMonthCommand command, CancellationToken cancellationToken)
    {
        var frozen = await unitOfWork.CommitAsync((db, token) => FreezeAsync(db, command, token), cancellationToken);
        if (!frozen.Succeeded(out var cycle, out var refusal))
            return refusal;
        if (cycle.Status == BillingCycleStatus.Closed)
            return await OutcomeAsync(cycle, changed: false, cancellationToken);
        if (await leases.TryTakeAsync(Lease, TimeSpan.Zero, cancellationToken) is not { } run)
            return CloseMonthRefusal.BeingClosed;
        try
        {
            // Another may have closed it between the look above and the lease.
            if (await ClosedMeanwhileAsync(command.Month, cancellationToken) is { } closed)
            {
                await leases.FinishAsync(run, $"{command.Month} was closed already", failed: false, cancellationToken);
                return await OutcomeAsync(closed, changed: false, cancellationToken);
            }
            cycle = await new CloseRun(unitOfWork, contexts, writer, clock, run, command.Month).ExecuteAsync(cancellationToken);
            await leases.FinishAsync(run, $"closed {command.Month}", failed: false, cancellationToken);
            return await OutcomeAsync(cycle, changed: true, cancellationToken);
        }
        catch (JobLeaseLostException)
        {
            // Paused for longer than the lease: what the other has done stands, and nothing of this one was kept since.
            return CloseMonthRefusal.BeingClosed;
        }
        catch (Exception exception)
        {
            // Lets the next attempt begin at once instead of waiting for the lease to run out.
            await leases.FinishAsync(run, $"{exception.GetType().Name}: {exception.Message}", failed: true, CancellationToken.None);
            throw;
        }
    }

    private async Task<BillingCycle?> ClosedMeanwhileAsync(BillingMonth month, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.BillingCycles.AsNoTracking().SingleOrDefaultAsync(cycle => cycle.Month == month && cycle.Status == BillingCycleStatus.Closed, cancellationToken);
    }

    private async Task<Result<BillingCycle, CloseMonthRefusal>> FreezeAsync(FletsCollectDbContext db, CloseMonthCommand command, CancellationToken cancellationToken)
    {
        if (await db.BillingCycles.FindAsync([command.Month], cancellationToken) is { } earlier)
            return earlier;
        var now = clock.Instant();
        var cycles = await db.BillingCycles.AsNoTracking().ToListAsync(cancellationToken);
        if (await RefusalAsync(db, command, cycles, now, cancellationToken) is { } refusal)
        {
            db.Add(AuditEntry.Of("billing-cycle.refused", AuditActor.Operator, command.Month.ToString(), now, new { reason = refusal.ToString() }));
            return refusal;
        }
        // Whoever is about to cancel or refund has committed now, or will find the month frozen.
        await LedgerHead.LockAsync(db, cancellationToken);
        var head = await db.LedgerHeads.AsNoTracking().SingleAsync(cancellationToken);
        var cycle = new BillingCycle(command.Month, AfterBatch(cycles), head.BatchNumber, now);
        db.Add(cycle);
        db.Add(AuditEntry.Of("billing-cycle.frozen", AuditActor.Operator, command.Month.ToString(), now, new { throughBatch = cycle.ThroughBatch, early = cycle.ClosedEarly }));
        return cycle;
    }

    /// <summary>Why a month cannot freeze, or null when it can.</summary>
    internal static async Task<CloseMonthRefusal?> RefusalAsync(
        FletsCollectDbContext db, CloseMonthCommand command, IReadOnlyCollection<BillingCycle> cycles, DateTime now, CancellationToken cancellationToken)
    {
        if (!command.Early && !command.Month.IsOverAt(now))
            return CloseMonthRefusal.MonthNotOver;
        if (cycles.Any(cycle => cycle.Month > command.Month))
            return CloseMonthRefusal.LaterMonthFrozen;
        if (cycles.Any(cycle => cycle.Month < command.Month && cycle.Status != BillingCycleStatus.Closed))
            return CloseMonthRefusal.EarlierMonthOpen;
        // Late arrivals of a month that is behind a closed one are welcome here; charges of a month that nobody closed are not.
        DateOnly? closed = cycles.Count == 0 ? null : cycles.Max(cycle => cycle.Month).LastDay;
        var open = BillableCharges.Of(db, command.Month.Previous, AfterBatch(cycles), long.MaxValue).Where(row => closed == null || row.Captured.BusinessDate > closed);
        return await open.AnyAsync(cancellationToken) ? CloseMonthRefusal.EarlierMonthOpen : null;
    }

    /// <summary>The batch after which there may be charges that no closed month has billed.</summary>
    internal static long AfterBatch(IReadOnlyCollection<BillingCycle> cycles) => cycles.Count == 0 ? 0 : cycles.MaxBy(cycle => cycle.Month)!.NextAfterBatch;

    private async Task<MonthClose> OutcomeAsync(BillingCycle cycle, bool changed, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var parked = await db.ParkedLines.AsNoTracking().Where(line => line.Month == cycle.Month).ToListAsync(cancellationToken);
        return new MonthClose(cycle.Month, changed, cycle.InvoiceCount, cycle.ItemCount, cycle.Total, parked);
    }
}
