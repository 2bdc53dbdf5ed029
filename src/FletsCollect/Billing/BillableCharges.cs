using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Ledger;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Billing;

/// <summary>
/// Which charges a month has to bill, said once: the close, its dry run and the proof of the books ask the same queries. All run in the
/// database; a million charges never come into memory.
/// </summary>
internal static class BillableCharges
{
    private const string UnbilledPrefix = ChartOfAccounts.LineReceivableUnbilledKind + "/";

    /// <summary>
    /// Confirmed charges on no invoice of which something is left to bill. A cancelled charge keeps its capture in its history, so the
    /// charge's state is asked too.
    /// </summary>
    public static IQueryable<ChargeEvent> UnclaimedCaptures(FletsCollectDbContext db) =>
        from captured in db.ChargeEvents.AsNoTracking()
        where captured.Kind == ChargeEventKind.Capture
        where !db.LineInvoiceItems.Any(item => item.ChargeEventId == captured.Id)
        where db.Charges.Any(charge => charge.Id == captured.ChargeId && charge.Status == ChargeStatus.Confirmed && (long)charge.Amount > (long)charge.Removed)
        select captured;

    /// <summary>What a month can bill of the batches after one and up to another.</summary>
    public static IQueryable<BillableCharge> Of(FletsCollectDbContext db, BillingMonth month, long after, long through) =>
        Captured(db, month, after, through).Where(row => !db.LineInvoiceItems.Any(item => item.ChargeEventId == row.Captured.Id));

    /// <summary>The same for the close itself, which knows up to which batch there may be items already and looks for them there alone.</summary>
    /// <param name="db">The database.</param>
    /// <param name="month">The month that is being closed.</param>
    /// <param name="after">The batch after which to read.</param>
    /// <param name="through">The last batch to read.</param>
    /// <param name="claimed">The last batch of which a closed month has billed anything.</param>
    public static IQueryable<BillableCharge> Fresh(FletsCollectDbContext db, BillingMonth month, long after, long through, long claimed) =>
        Captured(db, month, after, through).Where(row => row.Posted.BatchNumber > claimed || !db.LineInvoiceItems.Any(item => item.ChargeEventId == row.Captured.Id));

    private static IQueryable<BillableCharge> Captured(FletsCollectDbContext db, BillingMonth month, long after, long through)
    {
        var lastDay = month.LastDay;
        return from posted in db.Transfers.AsNoTracking()
               where posted.Kind == JournalEntryKind.ChargeConfirmed && posted.BatchNumber > after && posted.BatchNumber <= through
               join captured in db.ChargeEvents.AsNoTracking() on posted.SourceId equals captured.Id
               where captured.Kind == ChargeEventKind.Capture && captured.BusinessDate <= lastDay
               join charge in db.Charges.AsNoTracking() on captured.ChargeId equals charge.Id
               where charge.Status == ChargeStatus.Confirmed && (long)charge.Amount > (long)charge.Removed
               select new BillableCharge { Captured = captured, Posted = posted, Charge = charge };
    }

    /// <summary>Each charge with the reason why its line cannot be closed, or null.</summary>
    public static IQueryable<JudgedCharge> Judged(FletsCollectDbContext db, IQueryable<BillableCharge> charges) =>
        charges.Select(row => new JudgedCharge
        {
            Line = row.Captured.Line,
            Billable = (long)row.Captured.Amount - (long)row.Charge.Removed,
            Reason =
                (long)row.Captured.Amount != (long)row.Posted.Amount || row.Posted.DebitAccount != UnbilledPrefix + (string)(object)row.Captured.Line ? ParkingReason.LedgerDisagrees
                : (long)row.Charge.Removed > 0 && (long)row.Charge.Removed != (
                    from refund in db.Refunds
                    join posted in db.Transfers on refund.Id equals posted.SourceId
                    where refund.ChargeId == row.Charge.Id && posted.Kind == JournalEntryKind.RefundRemoved
                    select (long)posted.Amount).Sum() ? ParkingReason.RefundsDisagree
                : !db.Lines.Any(line => line.Number == row.Captured.Line) ? ParkingReason.LineUnknown
                : (ParkingReason?)null,
        });
}

/// <summary>A capture beside the transfer that it posted and the charge it belongs to.</summary>
internal sealed class BillableCharge
{
    public required ChargeEvent Captured { get; init; }

    public required Transfer Posted { get; init; }

    /// <summary>What was refunded before a month had it is fixed once the month is frozen.</summary>
    public required Charge Charge { get; init; }
}

/// <summary>A charge that was held against the ledger.</summary>
internal sealed class JudgedCharge
{
    public required Lines.LineNumber Line { get; init; }

    /// <summary>What is left of it to bill.</summary>
    public required long Billable { get; init; }

    /// <summary>Why its line cannot be closed; null when it agrees.</summary>
    public required ParkingReason? Reason { get; init; }
}
