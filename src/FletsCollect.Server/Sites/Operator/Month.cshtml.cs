using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Settlement;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>One month from its freezing to the bank: how far it is, and what is to be done next.</summary>
[StaffMay(StaffPermission.ViewBooks)]
public sealed class MonthModel(FletsCollectDbContext db, MonthRuns runs, TimeProvider clock) : OperatorPage(db)
{
    /// <summary>Rows of each list; what is beyond is counted.</summary>
    public const int Most = 100;

    public sealed record InvoiceRow(LineInvoiceStatus Status, int Count, Yen Total);

    public sealed record StatementRow(FeeStatement Statement, string Merchant);

    /// <summary>A file without its bytes.</summary>
    public sealed record FileRow(BillingFileKind Kind, string Name, DateTime At, BillingFileStatus Status, int Records, int Applied, IReadOnlyList<FileFault> Faults, int FaultCount);

    public BillingMonth Month { get; private set; }

    public BillingCycle? Cycle { get; private set; }

    public IReadOnlyList<InvoiceRow> Invoices { get; private set; } = [];

    public IReadOnlyList<StatementRow> Statements { get; private set; } = [];

    public IReadOnlyList<PayoutBatch> Batches { get; private set; } = [];

    public IReadOnlyList<ParkedLine> Parked { get; private set; } = [];

    public IReadOnlyList<FileRow> Files { get; private set; } = [];

    /// <summary>Payouts that are in no batch.</summary>
    public int Unproposed { get; private set; }

    public bool IsOver => Month.IsOverAt(clock.Instant());

    /// <summary>The long step that this server is at; null when there is none.</summary>
    public MonthStep? Running { get; private set; }

    /// <summary>What became of the long step that has just ended.</summary>
    public StepOutcome? Outcome { get; private set; }

    /// <summary>Work goes on: a step here, or a close that another server or a command is at.</summary>
    public bool IsLive => Running is not null || Cycle is { Status: BillingCycleStatus.Closing };

    /// <summary>The step that comes next; null while the month runs, and when all is handed off.</summary>
    public MonthStep? Next =>
        Cycle is not { Status: BillingCycleStatus.Closed } ? MonthStep.Close
        : Invoices.Any(row => row.Status is LineInvoiceStatus.Validated or LineInvoiceStatus.HandedOff) ? MonthStep.Issue
        : Statements.Count == 0 && Invoices.Count > 0 ? MonthStep.Settle
        : Unproposed > 0 ? MonthStep.ProposePayouts
        : null;

    public async Task<IActionResult> OnGetAsync(string month, CancellationToken cancellationToken)
    {
        if (!BillingMonth.TryParse(month, out var of))
            return NotFound();
        Month = of;
        // Before the rows are read: a step that ends meanwhile is then shown as running once more, never as not begun.
        (Running, Outcome) = (runs.StepOf(of), await runs.TakeOutcomeAsync(of));
        Cycle = await Db.BillingCycles.AsNoTracking().SingleOrDefaultAsync(cycle => cycle.Month == of, cancellationToken);
        var invoices = await Db.LineInvoices.Where(invoice => invoice.Month == of).GroupBy(invoice => invoice.Status)
            .Select(status => new { status.Key, Count = status.Count(), Total = status.Sum(invoice => (long)invoice.Total) }).ToListAsync(cancellationToken);
        Invoices = [.. invoices.OrderBy(row => row.Key).Select(row => new InvoiceRow(row.Key, row.Count, new Yen(row.Total)))];
        var statements = await (
            from statement in Db.FeeStatements.AsNoTracking()
            where statement.Month == of
            join merchant in Db.Merchants.AsNoTracking() on statement.MerchantId equals merchant.Id
            orderby merchant.Code
            select new { statement, merchant.DisplayName }).Take(Most).ToListAsync(cancellationToken);
        Statements = [.. statements.Select(row => new StatementRow(row.statement, row.DisplayName))];
        var payouts = Db.Payouts.Where(payout => payout.Month == of);
        Unproposed = await payouts.CountAsync(payout => payout.BatchId == null && (payout.Status == PayoutStatus.Closed || payout.Status == PayoutStatus.Failed), cancellationToken);
        Batches = await Db.PayoutBatches.AsNoTracking().Where(batch => Db.PayoutTransfers.Any(transfer => transfer.BatchId == batch.Id && payouts.Any(payout => payout.Id == transfer.PayoutId)))
            .OrderBy(batch => batch.Number).Take(Most).ToListAsync(cancellationToken);
        Parked = await Db.ParkedLines.AsNoTracking().Where(line => line.Month == of).OrderBy(line => line.Line).Take(Most).ToListAsync(cancellationToken);
        Files = await Db.BillingFiles.Where(file => file.Month == of).OrderByDescending(file => file.At).Take(Most)
            .Select(file => new FileRow(file.Kind, file.Name, file.At, file.Status, file.Records, file.Applied, file.Faults, file.FaultCount)).ToListAsync(cancellationToken);
        return Page();
    }
}
