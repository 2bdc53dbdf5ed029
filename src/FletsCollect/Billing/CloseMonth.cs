using System.Runtime.CompilerServices;
using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Charges;
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
}

/// <param name="Month">The month.</param>
/// <param name="Early">Close although the month is not over; what is confirmed afterwards goes to the next month.</param>
public sealed record CloseMonthCommand(BillingMonth Month, bool Early = false);

/// <summary>What a close did, or would do.</summary>
/// <param name="Month">The month.</param>
/// <param name="Changed">False when the month was closed before: then nothing was done.</param>
/// <param name="Invoices">Line invoices of the month.</param>
/// <param name="Items">Charges on them.</param>
/// <param name="Total">Their sum.</param>
/// <param name="Parked">Lines that were left out because their charges disagree with the ledger.</param>
public sealed record MonthClose(BillingMonth Month, bool Changed, int Invoices, int Items, Yen Total, IReadOnlyList<ParkedLine> Parked);

/// <summary>A line whose charges stay unbilled until somebody looks at them.</summary>
public sealed record ParkedLine(LineNumber Line, string Reason);

/// <summary>
/// Closes a month (domain.md §5): freezes it, puts every confirmed charge that is on no invoice yet on exactly one, and one invoice on
/// every line that has any. Each step commits by itself and finds what was done before, so a close that was killed is resumed by running
/// it again, and one that is complete is left alone.
/// </summary>
public sealed class CloseMonth(UnitOfWork unitOfWork, IDbContextFactory<FletsCollectDbContext> contexts, TimeProvider clock)
{
    /// <summary>Charges in one transaction, more when a single line has more: enough to be quick, few enough to hold no lock for long.</summary>
    private const int ChunkSize = 500;

    public async Task<Result<MonthClose, CloseMonthRefusal>> ExecuteAsync(CloseMonthCommand command, CancellationToken cancellationToken)
    {
        var frozen = await unitOfWork.CommitAsync((db, token) => FreezeAsync(db, command, token), cancellationToken);
        if (!frozen.Succeeded(out var cycle, out var refusal))
            return refusal;
        if (cycle.Status == BillingCycleStatus.Closed)
            return new MonthClose(cycle.Month, Changed: false, cycle.InvoiceCount, cycle.ItemCount, cycle.Total, []);

        var parked = new List<ParkedLine>();
        await using (var reading = await contexts.CreateDbContextAsync(cancellationToken))
        {
            await foreach (var chunk in ChunksAsync(Unbilled(reading, cycle.Month, cycle.ThroughBatch), cancellationToken))
                parked.AddRange(await unitOfWork.CommitAsync((db, token) => BillAsync(db, cycle.Month, chunk, token), cancellationToken));
        }
        return await unitOfWork.CommitAsync((db, token) => FinishAsync(db, cycle.Month, parked, token), cancellationToken);
    }

    /// <summary>What a close would bill and whom it would park, with nothing changed.</summary>
    public async Task<Result<MonthClose, CloseMonthRefusal>> PreviewAsync(CloseMonthCommand command, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var cycle = await db.BillingCycles.AsNoTracking().SingleOrDefaultAsync(row => row.Month == command.Month, cancellationToken);
        if (cycle is { Status: BillingCycleStatus.Closed })
            return new MonthClose(cycle.Month, Changed: false, cycle.InvoiceCount, cycle.ItemCount, cycle.Total, []);
        if (cycle is null && await RefusalAsync(db, command, clock.Instant(), cancellationToken) is { } refusal)
            return refusal;
        var through = cycle?.ThroughBatch ?? (await db.LedgerHeads.AsNoTracking().SingleAsync(cancellationToken)).BatchNumber;
        var parked = new List<ParkedLine>();
        var (invoices, items, total) = (0, 0, Yen.Zero);
        var waiting = await db.Refunds.AsNoTracking().Where(refund => refund.Status == RefundStatus.Processing).Select(refund => refund.Line).Distinct().ToArrayAsync(cancellationToken);
        var credits = await OpenCreditsAsync(db, waiting, cancellationToken);
        await foreach (var chunk in ChunksAsync(Unbilled(db, command.Month, through), cancellationToken))
        {
            foreach (var ofLine in chunk.GroupBy(candidate => candidate.Captured.Line))
            {
                if (Disagreement(ofLine) is { } reason)
                {
                    parked.Add(new ParkedLine(ofLine.Key, reason));
                    continue;
                }
                var invoice = new LineInvoice(ofLine.Key, command.Month, clock.Instant());
                items += invoice.Claim([.. ofLine.Select(candidate => (candidate.Captured, candidate.Billable))]).Count;
                invoice.Deduct(credits[ofLine.Key]);
                invoices++;
                total += invoice.Total;
            }
        }
        return new MonthClose(command.Month, Changed: true, invoices, items, total, parked);
    }

    private async Task<Result<BillingCycle, CloseMonthRefusal>> FreezeAsync(FletsCollectDbContext db, CloseMonthCommand command, CancellationToken cancellationToken)
    {
        if (await db.BillingCycles.FindAsync([command.Month], cancellationToken) is { } earlier)
            return earlier;
        var now = clock.Instant();
        if (await RefusalAsync(db, command, now, cancellationToken) is { } refusal)
        {
            db.Add(AuditEntry.Of("billing-cycle.refused", AuditActor.Operator, command.Month.ToString(), now, new { reason = refusal.ToString() }));
            return refusal;
        }
        // Whoever is about to cancel or refund has committed now, or will find the month frozen.
        await LedgerHead.LockAsync(db, cancellationToken);
        var head = await db.LedgerHeads.AsNoTracking().SingleAsync(cancellationToken);
        var cycle = new BillingCycle(command.Month, head.BatchNumber, now);
        db.Add(cycle);
        db.Add(AuditEntry.Of("billing-cycle.frozen", AuditActor.Operator, command.Month.ToString(), now, new { throughBatch = cycle.ThroughBatch, early = cycle.ClosedEarly }));
        return cycle;
    }

    private static async Task<CloseMonthRefusal?> RefusalAsync(FletsCollectDbContext db, CloseMonthCommand command, DateTime now, CancellationToken cancellationToken)
    {
        if (!command.Early && !command.Month.IsOverAt(now))
            return CloseMonthRefusal.MonthNotOver;
        var cycles = await db.BillingCycles.AsNoTracking().ToListAsync(cancellationToken);
        if (cycles.Any(cycle => cycle.Month > command.Month))
            return CloseMonthRefusal.LaterMonthFrozen;
        var closed = cycles.Where(cycle => cycle.Status == BillingCycleStatus.Closed).Select(cycle => cycle.Month).ToHashSet();
        if (cycles.Any(cycle => cycle.Month < command.Month && !closed.Contains(cycle.Month)))
            return CloseMonthRefusal.EarlierMonthOpen;
        // Late arrivals of a closed month are welcome here; charges of a month that nobody closed are not.
        var days = await UnclaimedCaptures(db)
            .Where(captured => captured.BusinessDate < command.Month.FirstDay)
            .Select(captured => captured.BusinessDate)
            .Distinct()
            .ToListAsync(cancellationToken);
        return days.TrueForAll(day => closed.Contains(BillingMonth.Of(day))) ? null : CloseMonthRefusal.EarlierMonthOpen;
    }

    /// <summary>
    /// Confirmed charges on no invoice of which something is left to bill. A cancelled charge keeps its capture in its history, so the
    /// charge's state is asked too.
    /// </summary>
    internal static IQueryable<ChargeEvent> UnclaimedCaptures(FletsCollectDbContext db) =>
        from captured in db.ChargeEvents.AsNoTracking()
        where captured.Kind == ChargeEventKind.Capture
        where !db.LineInvoiceItems.Any(item => item.ChargeEventId == captured.Id)
        where db.Charges.Any(charge => charge.Id == captured.ChargeId && charge.Status == ChargeStatus.Confirmed && (long)charge.Amount > (long)charge.Removed)
        select captured;

    /// <summary>
    /// What a month has to bill, line by line: one scan that streams, so memory stays the same however large the month is.
    /// </summary>
    internal static IQueryable<Candidate> Unbilled(FletsCollectDbContext db, BillingMonth month, long throughBatch)
    {
        var lastDay = month.LastDay;
        return from captured in UnclaimedCaptures(db)
               where captured.BusinessDate <= lastDay
               join posted in db.Transfers.AsNoTracking().Where(transfer => transfer.Kind == JournalEntryKind.ChargeConfirmed) on captured.Id equals posted.SourceId
               where posted.BatchNumber <= throughBatch
               join charge in db.Charges.AsNoTracking() on captured.ChargeId equals charge.Id
               orderby captured.Line, captured.Id
               select new Candidate { Captured = captured, Posted = posted, Removed = charge.Removed };
    }

    /// <summary>Cuts the stream into chunks that never divide a line, so that an invoice is complete when its transaction is.</summary>
    private static async IAsyncEnumerable<List<Candidate>> ChunksAsync(IQueryable<Candidate> candidates, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var chunk = new List<Candidate>();
        await foreach (var candidate in candidates.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (chunk.Count >= ChunkSize && chunk[^1].Captured.Line != candidate.Captured.Line)
            {
                yield return chunk;
                chunk = [];
            }
            chunk.Add(candidate);
        }
        if (chunk.Count > 0)
            yield return chunk;
    }

    private async Task<IReadOnlyList<ParkedLine>> BillAsync(
        FletsCollectDbContext db, BillingMonth month, List<Candidate> chunk, CancellationToken cancellationToken)
    {
        var now = clock.Instant();
        // A close on another server may have billed some of these lines since they were read.
        var lines = chunk.Select(candidate => candidate.Captured.Line).Distinct().ToArray();
        var billed = await db.LineInvoices
            .Where(invoice => invoice.Month == month && lines.Contains(invoice.Line))
            .Select(invoice => invoice.Line)
            .ToListAsync(cancellationToken);
        var credits = await OpenCreditsAsync(db, lines, cancellationToken);
        var parked = new List<ParkedLine>();
        var (invoices, items) = (0, 0);
        foreach (var ofLine in chunk.GroupBy(candidate => candidate.Captured.Line).Where(ofLine => !billed.Contains(ofLine.Key)))
        {
            if (Disagreement(ofLine) is { } reason)
            {
                parked.Add(new ParkedLine(ofLine.Key, reason));
                db.Add(AuditEntry.Of("line.parked", AuditActor.Operator, ofLine.Key.Masked, now, new { month = month.ToString(), reason }));
                continue;
            }
            var invoice = new LineInvoice(ofLine.Key, month, now);
            var claimed = invoice.Claim([.. ofLine.Select(candidate => (candidate.Captured, candidate.Billable))]);
            db.Add(invoice);
            db.AddRange(claimed);
            db.AddRange(invoice.Deduct(credits[ofLine.Key]));
            invoices++;
            items += claimed.Count;
        }
        if (invoices > 0)
            db.Add(AuditEntry.Of("line-invoices.validated", AuditActor.Operator, month.ToString(), now, new { invoices, items }));
        return parked;
    }

    /// <summary>The refunds of these lines that are credits, with what no invoice bears yet.</summary>
    private static async Task<ILookup<LineNumber, (Refund Refund, Yen Open)>> OpenCreditsAsync(FletsCollectDbContext db, LineNumber[] lines, CancellationToken cancellationToken)
    {
        var refunds = await db.Refunds.AsNoTracking()
            .Where(refund => lines.Contains(refund.Line) && refund.Status == RefundStatus.Processing)
            .ToListAsync(cancellationToken);
        var borne = (await db.LineInvoiceCredits.AsNoTracking()
                .Where(credit => lines.Contains(credit.Line))
                .GroupBy(credit => credit.RefundId)
                .Select(ofRefund => new { Id = ofRefund.Key, Sum = ofRefund.Sum(credit => (long)credit.Amount) })
                .ToListAsync(cancellationToken))
            .ToDictionary(ofRefund => ofRefund.Id, ofRefund => new Yen(ofRefund.Sum));
        return refunds.ToLookup(refund => refund.Line, refund => (refund, refund.Amount - borne.GetValueOrDefault(refund.Id)));
    }

    private async Task<Result<MonthClose, CloseMonthRefusal>> FinishAsync(
        FletsCollectDbContext db, BillingMonth month, List<ParkedLine> parked, CancellationToken cancellationToken)
    {
        var cycle = await db.BillingCycles.SingleAsync(row => row.Month == month, cancellationToken);
        if (cycle.Status != BillingCycleStatus.Closed)
        {
            var ofMonth = db.LineInvoices.Where(invoice => invoice.Month == month);
            var now = clock.Instant();
            cycle.Close(
                await ofMonth.CountAsync(cancellationToken),
                await ofMonth.SumAsync(invoice => invoice.ItemCount, cancellationToken),
                new Yen(await ofMonth.SumAsync(invoice => (long)invoice.Total, cancellationToken)),
                now);
            db.Add(AuditEntry.Of("billing-cycle.closed", AuditActor.Operator, month.ToString(), now,
                new { invoices = cycle.InvoiceCount, items = cycle.ItemCount, total = cycle.Total.Amount, parked = parked.Count }));
        }
        return new MonthClose(month, Changed: true, cycle.InvoiceCount, cycle.ItemCount, cycle.Total, parked);
    }

    /// <summary>Why a line's charges cannot be billed: one of them is not what the ledger posted. Null when all agree.</summary>
    private static string? Disagreement(IEnumerable<Candidate> ofLine)
    {
        foreach (var (captured, posted) in ofLine.Select(candidate => (candidate.Captured, candidate.Posted)))
        {
            if (captured.Amount != posted.Amount || posted.DebitAccount != ChartOfAccounts.LineReceivableUnbilled(captured.Line).Code)
                return $"Charge event {captured.Id} says {captured.Amount} yen, the ledger posted {posted.Amount} yen.";
        }
        return null;
    }

    /// <summary>A capture beside the transfer that it posted.</summary>
    internal sealed class Candidate
    {
        public required ChargeEvent Captured { get; init; }

        public required Transfer Posted { get; init; }

        /// <summary>What was refunded before a month had it; fixed once the month is frozen.</summary>
        public required Yen Removed { get; init; }

        public Yen Billable => Captured.Amount - Removed;
    }
}
