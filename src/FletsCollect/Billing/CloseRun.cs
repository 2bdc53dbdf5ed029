using System.Globalization;
using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Jobs;
using FletsCollect.Lines;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Billing;

/// <summary>One run of a close under one lease, from wherever the run before it came to.</summary>
internal sealed class CloseRun(
    UnitOfWork unitOfWork, IDbContextFactory<FletsCollectDbContext> contexts, ISetWriter writer, TimeProvider clock, JobRun run, BillingMonth month)
{
    /// <summary>Charges that one transaction should put onto invoices: enough to be quick, few enough to hold no lock for long.</summary>
    private const int SliceItems = 100_000;

    public async Task<BillingCycle> ExecuteAsync(CancellationToken cancellationToken)
    {
        var cycle = await StepAsync((db, cycle, now, token) =>
        {
            cycle.BeginRun(now);
            return Task.CompletedTask;
        }, cancellationToken);
        if (cycle.ToBill is null)
            cycle = await StepAsync(InvoiceAndCountAsync, cancellationToken);
        var width = FirstWidth(cycle);
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

    /// <summary>As if all batches held the same; how many charges a batch has depends on how busy the servers were, so the next slices follow what was found.</summary>
    private static long FirstWidth(BillingCycle cycle) => Math.Max(1, (cycle.ThroughBatch - cycle.AfterBatch) * SliceItems / Math.Max(1, cycle.ToBill ?? 0));

    private static long Width(long width, int items) => items switch
    {
        < SliceItems / 2 => width * 2,
        > SliceItems * 2 => Math.Max(1, width / 2),
        _ => width,
    };

    /// <summary>One reading of the month: every charge is held against the ledger, and each line gets its invoice or is parked.</summary>
    private async Task InvoiceAndCountAsync(FletsCollectDbContext db, BillingCycle cycle, DateTime now, CancellationToken cancellationToken)
    {
        await writer.ExpectManyRowsAsync(db, cancellationToken);
        await CloseStatements.ExecuteAsync(db, CloseStatements.InsertInvoices(db, writer, cycle, await ClaimedAsync(db, cancellationToken), now), cancellationToken);
        var wrong = db.LineInvoices.Where(invoice => invoice.Month == month && invoice.Status == LineInvoiceStatus.Open);
        var parked = (await wrong.OrderBy(invoice => invoice.Line).Select(invoice => new { invoice.Line, invoice.RejectionReason }).ToListAsync(cancellationToken))
            .ConvertAll(line => new ParkedLine(month, line.Line, (ParkingReason)int.Parse(line.RejectionReason!, CultureInfo.InvariantCulture), now));
        if (parked.Count > 0)
        {
            await wrong.ExecuteDeleteAsync(cancellationToken);
            db.AddRange(parked);
            db.AddRange(parked.Select(line => AuditEntry.Of("line.parked", AuditActor.Operator, line.Line.Masked, now, new { month = month.ToString(), reason = line.Reason.ToString() })));
        }
        await writer.CountAnewAsync(db, typeof(LineInvoice), cancellationToken);
        cycle.Count(await db.LineInvoices.Where(invoice => invoice.Month == month).SumAsync(invoice => invoice.ItemCount, cancellationToken), parked.Count, now);
    }

    private async Task BillAsync(FletsCollectDbContext db, BillingCycle cycle, long through, DateTime now, CancellationToken cancellationToken)
    {
        await writer.ExpectManyRowsAsync(db, cancellationToken);
        var items = await CloseStatements.ExecuteAsync(db, CloseStatements.InsertItems(db, cycle, through, await ClaimedAsync(db, cancellationToken)), cancellationToken);
        cycle.Advance(through, items, now);
    }

    /// <summary>The last batch of which a closed month has billed anything; no later month is frozen while this one is being closed.</summary>
    private static async Task<long> ClaimedAsync(FletsCollectDbContext db, CancellationToken cancellationToken) =>
        await db.BillingCycles.Where(cycle => cycle.Status == BillingCycleStatus.Closed).MaxAsync(cycle => (long?)cycle.ThroughBatch, cancellationToken) ?? 0;

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
