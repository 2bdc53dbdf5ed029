using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Ledger;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Billing;

/// <summary>
/// Whether a month close has a charge. The chain of batches decides: a month takes what was sealed up to the batch at which it froze, and
/// whoever changes what a charge comes to is sealed before that batch or after it.
/// </summary>
public static class BillingClaim
{
    /// <summary>True when a month that is closed, or is being closed, has the charge: what is given back from now on is a credit.</summary>
    public static async Task<bool> IsFrozenAsync(FletsCollectDbContext db, Charge charge, CancellationToken cancellationToken)
    {
        var captured = await db.ChargeEvents.AsNoTracking().SingleAsync(happened => happened.ChargeId == charge.Id && happened.Kind == ChargeEventKind.Capture, cancellationToken);
        var batch = await db.Transfers
            .Where(posted => posted.SourceId == captured.Id && posted.Kind == JournalEntryKind.ChargeConfirmed)
            .Select(posted => posted.BatchNumber)
            .SingleAsync(cancellationToken);
        var cycles = await db.BillingCycles.AsNoTracking().Where(cycle => cycle.ThroughBatch >= batch).Select(cycle => cycle.Month).ToListAsync(cancellationToken);
        return cycles.Exists(month => month >= BillingMonth.Of(captured.BusinessDate));
    }

    /// <summary>
    /// Keeps the months from freezing until the unit of work is done, and looks once more: if one froze since it was looked at, the work
    /// begins again and finds it frozen. Taken as late as possible, because all writers line up behind it.
    /// </summary>
    public static async Task KeepOpenAsync(FletsCollectDbContext db, Charge charge, CancellationToken cancellationToken)
    {
        await LedgerHead.LockAsync(db, cancellationToken);
        if (await IsFrozenAsync(db, charge, cancellationToken))
            throw new DbUpdateConcurrencyException($"A month froze with {charge.PublicId} in it while it was about to change.");
    }
}
