using FletsCollect.Calendars;
using FletsCollect.Lines;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Billing;

/// <summary>What a close would do, and what a person should look at before.</summary>
/// <param name="Close">What it would bill, and whom it would park.</param>
/// <param name="LineFees">The telco's own fees that would stand on the same invoices.</param>
/// <param name="FeesWithoutInvoice">Lines with fees and no collected item: they get no invoice from here.</param>
/// <param name="Credits">What the invoices would take off for refunds.</param>
/// <param name="RefundsUndecided">Refunds that wait for a person; a decision after the close makes them credits.</param>
/// <param name="LateArrivals">Charges of months before that this one would take along.</param>
public sealed record ClosePreview(MonthClose Close, Yen LineFees, int FeesWithoutInvoice, Yen Credits, int RefundsUndecided, int LateArrivals);

/// <summary>The dry run of a close: the same queries, with nothing changed.</summary>
public sealed class PreviewClose(IDbContextFactory<FletsCollectDbContext> contexts, TimeProvider clock)
{
    public async Task<Result<ClosePreview, CloseMonthRefusal>> ExecuteAsync(CloseMonthCommand command, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var month = command.Month;
        var now = clock.Instant();
        var cycles = await db.BillingCycles.AsNoTracking().ToListAsync(cancellationToken);
        var cycle = cycles.Find(row => row.Month == month);
        if (cycle is { Status: BillingCycleStatus.Closed })
            return new ClosePreview(new MonthClose(month, Changed: false, cycle.InvoiceCount, cycle.ItemCount, cycle.Total, []), Yen.Zero, 0, Yen.Zero, 0, 0);
        if (cycle is null && await CloseMonth.RefusalAsync(db, command, cycles, now, cancellationToken) is { } refusal)
            return refusal;
        var after = cycle?.AfterBatch ?? CloseMonth.AfterBatch(cycles);
        var through = cycle?.ThroughBatch ?? (await db.LedgerHeads.AsNoTracking().SingleAsync(cancellationToken)).BatchNumber;

        var charges = BillableCharges.Of(db, month, after, through);
        var judged = BillableCharges.Judged(db, charges);
        var parked = await ParkedAsync(judged, month, now, cancellationToken);
        var leftOut = parked.ConvertAll(line => line.Line).ToArray();
        var billed = judged.Where(charge => !leftOut.Contains(charge.Line));
        var items = await billed.CountAsync(cancellationToken);
        var total = new Yen(await billed.SumAsync(charge => charge.Billable, cancellationToken));
        var lines = charges.Select(row => row.Captured.Line).Where(line => !leftOut.Contains(line)).Distinct();
        var credits = await CreditsAsync(db, billed, cancellationToken);
        var firstDay = month.FirstDay;
        return new ClosePreview(
            new MonthClose(month, Changed: true, await lines.CountAsync(cancellationToken), items, total - credits, parked),
            new Yen(await db.LineFeeItems.Where(fee => fee.Month == month && lines.Contains(fee.Line)).SumAsync(fee => (long)fee.Amount, cancellationToken)),
            await db.LineFeeItems.Where(fee => fee.Month == month && !lines.Contains(fee.Line)).Select(fee => fee.Line).Distinct().CountAsync(cancellationToken),
            credits,
            await db.Refunds.CountAsync(refund => refund.Status == Charges.RefundStatus.Requested, cancellationToken),
            await charges.CountAsync(row => row.Captured.BusinessDate < firstDay, cancellationToken));
    }

    /// <summary>The lines of which any charge has a reason against it.</summary>
    private static async Task<List<ParkedLine>> ParkedAsync(IQueryable<JudgedCharge> judged, BillingMonth month, DateTime now, CancellationToken cancellationToken)
    {
        var wrong = await judged.Where(charge => charge.Reason != null).Select(charge => new { charge.Line, charge.Reason }).Distinct().ToListAsync(cancellationToken);
        return [.. wrong.GroupBy(charge => charge.Line).OrderBy(line => line.Key.Value, StringComparer.Ordinal).Select(line => new ParkedLine(month, line.Key, line.Min(charge => charge.Reason!.Value), now))];
    }

    /// <summary>What the invoices of lines with credits would take off: each no more than it comes to.</summary>
    private static async Task<Yen> CreditsAsync(FletsCollectDbContext db, IQueryable<JudgedCharge> billed, CancellationToken cancellationToken)
    {
        var waiting = await db.Refunds.AsNoTracking().Where(refund => refund.Status == Charges.RefundStatus.Processing).Select(refund => refund.Line).Distinct().ToArrayAsync(cancellationToken);
        var sums = await billed.Where(charge => waiting.Contains(charge.Line)).GroupBy(charge => charge.Line).Select(line => new { line.Key, Sum = line.Sum(charge => charge.Billable) }).ToListAsync(cancellationToken);
        var open = await LineCredits.OpenAsync(db, waiting, cancellationToken);
        return sums.Aggregate(Yen.Zero, (total, line) => total + Smaller(new Yen(line.Sum), open[line.Key].Aggregate(Yen.Zero, (sum, credit) => sum + credit.Open)));
    }

    private static Yen Smaller(Yen one, Yen other) => one < other ? one : other;
}
