using System.Data.Common;
using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Jobs;
using FletsCollect.Lines;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace FletsCollect.Billing;

/// <summary>One run of a close under one lease, from wherever the run before it came to.</summary>
internal sealed class CloseRun(
    UnitOfWork unitOfWork, IDbContextFactory<FletsCollectDbContext> contexts, ISetWriter writer, TimeProvider clock, JobRun run, BillingMonth month)
{
    /// <summary>Charges that one transaction should put onto invoices: enough to be quick, few enough to hold no lock for long.</summary>
    private const int SliceItems = 50_000;

    /// <summary>Batches in the first slice. How many charges a batch has depends on how busy the servers were, so the next ones follow what was found.</summary>
    private const long FirstSlice = 32;

    public async Task<BillingCycle> ExecuteAsync(CancellationToken cancellationToken)
    {
        var cycle = await StepAsync((db, cycle, now, token) =>
        {
            cycle.BeginRun(now);
            return Task.CompletedTask;
        }, cancellationToken);
        if (cycle.ToBill is null)
            cycle = await StepAsync(ParkAndCountAsync, cancellationToken);
        var width = FirstSlice;
        while (cycle.BilledThrough < cycle.ThroughBatch)
        {
            var (before, through) = (cycle.ItemCount, Math.Min(cycle.BilledThrough + width, cycle.ThroughBatch));
            cycle = await StepAsync((db, current, now, token) => BillAsync(db, current, through, now, token), cancellationToken);
            width = Width(width, cycle.ItemCount - before);
        }
        await DeductCreditsAsync(cancellationToken);
        return await StepAsync(FinishAsync, cancellationToken);
    }

    /// <summary>A step and its mark on the cycle, committed together, and only while this run holds the lease.</summary>
    private Task<BillingCycle> StepAsync(Func<FletsCollectDbContext, BillingCycle, DateTime, CancellationToken, Task> step, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync(
            async (db, token) =>
            {
                await run.HoldAsync(db, token);
                var cycle = await db.BillingCycles.SingleAsync(row => row.Month == month, token);
                await step(db, cycle, clock.Instant(), token);
                return cycle;
            },
            cancellationToken);

    private static long Width(long width, int items) => items switch
    {
        < SliceItems / 2 => width * 2,
        > SliceItems * 2 => Math.Max(1, width / 2),
        _ => width,
    };

    private async Task ParkAndCountAsync(FletsCollectDbContext db, BillingCycle cycle, DateTime now, CancellationToken cancellationToken)
    {
        var judged = BillableCharges.Judged(db, BillableCharges.Of(db, month, cycle.AfterBatch, cycle.ThroughBatch));
        var counts = await judged.GroupBy(charge => charge.Reason).Select(ofReason => new { Reason = ofReason.Key, Count = ofReason.Count() }).ToListAsync(cancellationToken);
        var toBill = counts.Where(count => count.Reason is null).Sum(count => count.Count);
        var parked = new List<ParkedLine>();
        if (counts.Exists(count => count.Reason is not null))
        {
            parked = await ParkedAsync(judged, month, now, cancellationToken);
            db.AddRange(parked);
            db.AddRange(parked.Select(line => AuditEntry.Of("line.parked", AuditActor.Operator, line.Line.Masked, now, new { month = month.ToString(), reason = line.Reason.ToString() })));
            var lines = parked.ConvertAll(line => line.Line).ToArray();
            toBill -= await judged.CountAsync(charge => charge.Reason == null && lines.Contains(charge.Line), cancellationToken);
        }
        cycle.Count(toBill, parked.Count, now);
    }

    /// <summary>The lines of which any charge has a reason against it.</summary>
    public static async Task<List<ParkedLine>> ParkedAsync(IQueryable<JudgedCharge> judged, BillingMonth month, DateTime now, CancellationToken cancellationToken)
    {
        var wrong = await judged.Where(charge => charge.Reason != null).Select(charge => new { charge.Line, charge.Reason }).Distinct().ToListAsync(cancellationToken);
        return [.. wrong.GroupBy(charge => charge.Line).OrderBy(line => line.Key.Value, StringComparer.Ordinal).Select(line => new ParkedLine(month, line.Key, line.Min(charge => charge.Reason!.Value), now))];
    }

    private async Task BillAsync(FletsCollectDbContext db, BillingCycle cycle, long through, DateTime now, CancellationToken cancellationToken)
    {
        var charges = BillableCharges.NotParked(db, month, cycle.BilledThrough, through);
        var fresh = await charges.Select(row => row.Captured.Line).Where(line => !db.LineInvoices.Any(invoice => invoice.Line == line && invoice.Month == month)).Distinct().ToListAsync(cancellationToken);
        var set = new WriteSet();
        foreach (var line in fresh)
            set.Insert(LineInvoice.Frozen(line, month, now));
        await writer.WriteAsync(db, set, cancellationToken);

        var items =
            from row in charges
            join invoice in db.LineInvoices on row.Captured.Line equals invoice.Line
            where invoice.Month == month
            select new
            {
                ChargeEventId = row.Captured.Id,
                InvoiceId = invoice.Id,
                row.Captured.Line,
                invoice.Month,
                row.Captured.MerchantId,
                row.Captured.ChargeId,
                Amount = (long)row.Captured.Amount - (long)row.Charge.Removed,
                row.Captured.BusinessDate,
            };
        cycle.Advance(through, await InsertItemsAsync(db, items, cancellationToken), now);
    }

    /// <summary>Lets the database insert what a query selects; the query is Entity Framework's own, in the words of each database.</summary>
    private static async Task<int> InsertItemsAsync(FletsCollectDbContext db, IQueryable items, CancellationToken cancellationToken)
    {
        await using DbCommand command = items.CreateDbCommand();
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        command.CommandTimeout = 0;
#pragma warning disable CA2100 // The text is the query's, its values are parameters.
        command.CommandText = $"INSERT INTO line_invoice_item (charge_event_id, invoice_id, line, month, merchant_id, charge_id, amount, business_date) {command.CommandText}";
#pragma warning restore CA2100
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The invoices of lines that have something to their credit: few, and each decided by itself.</summary>
    private async Task DeductCreditsAsync(CancellationToken cancellationToken)
    {
        List<LineNumber> lines;
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
            lines = await LineCredits.LinesAsync(db, month, cancellationToken);
        foreach (var chunk in lines.Chunk(500))
        {
            await StepAsync(async (db, _, now, token) =>
            {
                var credits = await LineCredits.OpenAsync(db, chunk, token);
                var invoices = await db.LineInvoices.Where(invoice => invoice.Month == month && chunk.Contains(invoice.Line) && invoice.Status == LineInvoiceStatus.Closing).ToListAsync(token);
                var ids = invoices.ConvertAll(invoice => invoice.Id).ToArray();
                var sums = await db.LineInvoiceItems.Where(item => ids.Contains(item.InvoiceId)).GroupBy(item => item.InvoiceId)
                    .Select(items => new { items.Key, Count = items.Count(), Sum = items.Sum(item => (long)item.Amount) }).ToDictionaryAsync(items => items.Key, token);
                var fees = await db.LineFeeItems.Where(fee => fee.Month == month && chunk.Contains(fee.Line)).GroupBy(fee => fee.Line)
                    .Select(ofLine => new { ofLine.Key, Sum = ofLine.Sum(fee => (long)fee.Amount) }).ToDictionaryAsync(ofLine => ofLine.Key, ofLine => new Yen(ofLine.Sum), token);
                foreach (var invoice in invoices)
                    db.AddRange(invoice.Validate(sums[invoice.Id].Count, new Yen(sums[invoice.Id].Sum), fees.GetValueOrDefault(invoice.Line), credits[invoice.Line]));
            }, cancellationToken);
        }
    }

    private async Task FinishAsync(FletsCollectDbContext db, BillingCycle cycle, DateTime now, CancellationToken cancellationToken)
    {
        // Entity Framework has no way to set a sum as an amount of money, and this says the same on every database.
        await db.Database.ExecuteSqlAsync(
            $"""
            UPDATE line_invoice SET status = 'Validated', version = version + 1,
                total = (SELECT SUM(item.amount) FROM line_invoice_item item WHERE item.invoice_id = line_invoice.id),
                item_count = (SELECT COUNT(*) FROM line_invoice_item item WHERE item.invoice_id = line_invoice.id),
                line_fees = COALESCE((SELECT SUM(fee.amount) FROM line_fee_item fee WHERE fee.line = line_invoice.line AND fee.month = line_invoice.month), 0)
            WHERE month = {month.ToString()} AND status = 'Closing'
            """,
            cancellationToken);
        var invoices = db.LineInvoices.Where(invoice => invoice.Month == month);
        cycle.Close(
            await invoices.CountAsync(cancellationToken),
            new Yen(await invoices.SumAsync(invoice => (long)invoice.Total, cancellationToken)),
            await OpenFromAsync(db, cycle, cancellationToken),
            now);
        db.Add(AuditEntry.Of("billing-cycle.closed", AuditActor.Operator, month.ToString(), now,
            new { invoices = cycle.InvoiceCount, items = cycle.ItemCount, total = cycle.Total.Amount, parked = cycle.ParkedLines }));
    }

    /// <summary>The first batch that the next close must read again: of a parked line, or of a charge that was confirmed after the month but before it froze.</summary>
    private async Task<long?> OpenFromAsync(FletsCollectDbContext db, BillingCycle cycle, CancellationToken cancellationToken)
    {
        var lastDay = month.LastDay;
        var later = await (
            from captured in db.ChargeEvents
            where captured.BusinessDate > lastDay && captured.Kind == Charges.ChargeEventKind.Capture
            join posted in db.Transfers on captured.Id equals posted.SourceId
            where posted.Kind == Ledger.JournalEntryKind.ChargeConfirmed && posted.BatchNumber <= cycle.ThroughBatch
            select (long?)posted.BatchNumber).MinAsync(cancellationToken);
        var parked = cycle.ParkedLines == 0 ? null : await BillableCharges.Of(db, month, cycle.AfterBatch, cycle.ThroughBatch).MinAsync(row => (long?)row.Posted.BatchNumber, cancellationToken);
        return later is null || parked < later ? parked : later;
    }
}
