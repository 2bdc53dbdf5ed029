using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Settlement;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Commands;

/// <summary>The operator's steps of a month. Each says what it changed and how the ledger stands afterwards.</summary>
internal static class MonthCommands
{
    private const int ChunkSize = 200;

    public static async Task<int> CloseAsync(CommandRun run, BillingMonth month, bool early, bool dryRun, CancellationToken cancellationToken)
    {
        if (early && !run.InDevelopment)
            return run.Refuse("--early closes a month that is still running.", "It is for the Development environment. Wait until the month is over in Japan.");
        var command = new CloseMonthCommand(month, early);
        if (dryRun)
            return await PreviewAsync(run, command, cancellationToken);
        var outcome = await CloseProgress.ShowAsync(run, month, run.RunAsync<CloseMonth, Result<MonthClose, CloseMonthRefusal>>(close => close.ExecuteAsync(command, cancellationToken)), cancellationToken);
        if (!outcome.Succeeded(out var closed, out var refusal))
        {
            var (reason, remedy) = Explain(refusal, month);
            return run.Refuse(reason, remedy);
        }
        run.Say(closed.Changed ? $"{month} is closed: {Sums(closed)}." : $"{month} was closed before; nothing changed. It has {Sums(closed)}.");
        ShowParked(run, closed);
        await MonthTables.InvoicesAsync(run, month, cancellationToken);
        await run.TrialBalanceAsync(cancellationToken);
        return CommandRun.Done;
    }

    private static async Task<int> PreviewAsync(CommandRun run, CloseMonthCommand command, CancellationToken cancellationToken)
    {
        var outcome = await run.RunAsync<PreviewClose, Result<ClosePreview, CloseMonthRefusal>>(preview => preview.ExecuteAsync(command, cancellationToken));
        if (!outcome.Succeeded(out var preview, out var refusal))
        {
            var (reason, remedy) = Explain(refusal, command.Month);
            return run.Refuse(reason, remedy);
        }
        if (!preview.Close.Changed)
        {
            run.Say($"{command.Month} was closed before; nothing would change. It has {Sums(preview.Close)}.");
            return CommandRun.Done;
        }
        run.Say($"Dry run: closing {command.Month} would make {Sums(preview.Close)}. Nothing changed.");
        run.Table(
            "Worth a look before the close",
            ["What", Column.Number("Count or yen")],
            [
                ["The telco's own fees on these invoices, yen", preview.LineFees.ToString()],
                ["Lines with fees and no charge, which get no invoice from here", $"{preview.FeesWithoutInvoice}"],
                ["Credits for refunds, yen", preview.Credits.ToString()],
                ["Refunds that wait for a person", $"{preview.RefundsUndecided}"],
                ["Charges of earlier months that come late", $"{preview.LateArrivals}"],
                ["Lines that would be parked", $"{preview.Close.Parked.Count}"],
            ]);
        ShowParked(run, preview.Close);
        await run.TrialBalanceAsync(cancellationToken);
        return CommandRun.Done;
    }

    private static string Sums(MonthClose close) => $"{close.Invoices} invoices, {close.Items} items, {close.Total} yen";

    private static void ShowParked(CommandRun run, MonthClose close)
    {
        if (close.Parked.Count > 0)
            run.Table("Parked lines: their charges stay unbilled until the cause is mended", ["Line", "Reason"], close.Parked.Select(parked => (string[])[parked.Line.Masked, Explain(parked.Reason)]));
    }

    private static string Explain(ParkingReason reason) => reason switch
    {
        ParkingReason.LedgerDisagrees => "A charge is not what the ledger posted; 'verify' names it.",
        ParkingReason.RefundsDisagree => "What was given back is not what the ledger took back; 'verify' names it.",
        ParkingReason.LineUnknown => "The line is not in the telco's register; import it.",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Unknown reason."),
    };

    public static async Task<int> IssueAsync(CommandRun run, BillingMonth month, CancellationToken cancellationToken)
    {
        var outcome = await run.RunAsync<IssueLineInvoices, Result<InvoicesIssued, IssueLineInvoicesRefusal>>(issue => issue.ExecuteAsync(month, cancellationToken));
        if (!outcome.Succeeded(out var issued, out var refusal))
        {
            var (reason, remedy) = Explain(refusal, month);
            return run.Refuse(reason, remedy);
        }
        run.Say(issued is { Issued: 0, Rejected: 0, Unanswered: 0 }
            ? $"No invoice of {month} waits to be issued; nothing changed."
            : $"Invoices of {month}: {issued.Issued} issued, {issued.Rejected} rejected, {issued.Unanswered} not answered yet.");
        await MonthTables.InvoicesAsync(run, month, cancellationToken);
        await run.TrialBalanceAsync(cancellationToken);
        return CommandRun.Done;
    }

    public static async Task<int> CollectAsync(CommandRun run, BillingMonth month, CancellationToken cancellationToken)
    {
        var connected = await run.RunAsync<IBillingChannel, bool>(billing => Task.FromResult(billing.IsConnected));
        if (!connected)
        {
            var (reason, remedy) = Explain(IssueLineInvoicesRefusal.BillingNotConnected, month);
            return run.Refuse(reason, remedy);
        }
        if (!await run.RunAsync<FletsCollectDbContext, bool>(db => db.BillingCycles.AnyAsync(cycle => cycle.Month == month, cancellationToken)))
        {
            var (reason, remedy) = Explain(IssueLineInvoicesRefusal.MonthNotClosed, month);
            return run.Refuse(reason, remedy);
        }
        var owed = await run.RunAsync<FletsCollectDbContext, List<LineInvoice>>(db => db.LineInvoices.AsNoTracking()
            .Where(invoice => invoice.Month == month && LineInvoiceTransitions.Owed.Contains(invoice.Status))
            .OrderBy(invoice => invoice.Id)
            .ToListAsync(cancellationToken));
        var refused = new List<(string Invoice, RecordCollectionRefusal Reason)>();
        var (paid, unpaid) = (0, 0);
        foreach (var chunk in owed.Chunk(ChunkSize))
        {
            var notices = await run.RunAsync<IBillingChannel, IReadOnlyList<CollectionNotice>>(billing => billing.CollectionsAsync([.. chunk.Select(IssueLineInvoices.HandOffOf)], cancellationToken));
            foreach (var notice in notices)
            {
                var outcome = await run.RunAsync<RecordCollection, Result<RecordedCollection, RecordCollectionRefusal>>(record => record.ExecuteAsync(notice, cancellationToken));
                if (!outcome.Succeeded(out var recorded, out var refusal))
                    refused.Add((PublicId.Format(PublicId.LineInvoice, notice.InvoiceId), refusal));
                else if (!recorded.Repeated)
                    (paid, unpaid) = notice.Outcome is CollectionOutcome.Paid or CollectionOutcome.PartlyPaid ? (paid + 1, unpaid) : (paid, unpaid + 1);
            }
        }
        run.Say(paid + unpaid == 0 ? $"There is no new collection result for {month}; nothing changed." : $"Collection results of {month}: {paid} paid, {unpaid} unpaid.");
        if (refused.Count > 0)
            run.Table("Results that could not be recorded", ["Invoice", "Reason"], refused.Select(result => (string[])[result.Invoice, result.Reason.ToString()]));
        await MonthTables.InvoicesAsync(run, month, cancellationToken);
        await run.TrialBalanceAsync(cancellationToken);
        return refused.Count == 0 ? CommandRun.Done : run.Refuse($"{refused.Count} collection results do not fit their invoices.", "They are listed above. Compare each with the telco's file before it is sent again.");
    }

    public static async Task<int> SettleAsync(CommandRun run, BillingMonth month, CancellationToken cancellationToken)
    {
        var outcome = await run.RunAsync<SettleMerchants, Result<MerchantsSettled, SettleMerchantsRefusal>>(settle => settle.ExecuteAsync(month, cancellationToken));
        if (!outcome.Succeeded(out var settled, out var refusal))
        {
            var (reason, remedy) = Explain(refusal, month);
            return run.Refuse(reason, remedy);
        }
        run.Say(settled.Statements.Count == 0 ? $"{month} has no merchant left to settle; nothing changed." : $"{settled.Statements.Count} fee statements were made for {month}.");
        await MonthTables.StatementsAsync(run, month, cancellationToken);
        await run.TrialBalanceAsync(cancellationToken);
        return CommandRun.Done;
    }

    public static async Task<int> ShowAsync(CommandRun run, BillingMonth month, CancellationToken cancellationToken)
    {
        var cycle = await run.RunAsync<FletsCollectDbContext, BillingCycle?>(db => db.BillingCycles.AsNoTracking().SingleOrDefaultAsync(row => row.Month == month, cancellationToken));
        run.Say(cycle is null
            ? $"{month} is open."
            : $"{month} is {cycle.Status}: frozen {BusinessDate.ToJapanTime(cycle.FrozenAt):yyyy-MM-dd HH:mm:ss} JST through ledger batch {cycle.ThroughBatch}{(cycle.ClosedEarly ? ", early" : "")}.");
        if (cycle is not null)
            run.Say(CloseProgress.Of(cycle));
        await MonthTables.InvoicesAsync(run, month, cancellationToken);
        await MonthTables.StatementsAsync(run, month, cancellationToken);
        await MonthTables.PayoutsAsync(run, month, cancellationToken);
        await run.TrialBalanceAsync(cancellationToken);
        return CommandRun.Done;
    }

    private static (string Reason, string Remedy) Explain(CloseMonthRefusal refusal, BillingMonth month) => refusal switch
    {
        CloseMonthRefusal.MonthNotOver => ($"{month} is not over in Japan.", "Close it from the first day of the next month on. In Development, --early closes it now."),
        CloseMonthRefusal.EarlierMonthOpen => ($"A month before {month} has charges and is not closed.", $"Close that month first: close-month {month.Previous}, or an earlier one."),
        CloseMonthRefusal.BeingClosed => ($"{month} is being closed by another process.", $"show-month {month} says how far it is. If that process has died, run this again within two minutes."),
        CloseMonthRefusal.LaterMonthFrozen => ($"A month after {month} was closed already.", "What is left of this month is billed by the next close."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    private static (string Reason, string Remedy) Explain(IssueLineInvoicesRefusal refusal, BillingMonth month) => refusal switch
    {
        IssueLineInvoicesRefusal.MonthNotClosed => ($"{month} is not closed.", $"Run close-month {month} first."),
        IssueLineInvoicesRefusal.BillingNotConnected => ("This installation has no connection to the telco's billing.", "Only the Development environment plays it; elsewhere a billing channel must be connected."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    private static (string Reason, string Remedy) Explain(SettleMerchantsRefusal refusal, BillingMonth month) => refusal switch
    {
        SettleMerchantsRefusal.MonthNotClosed => ($"{month} is not closed.", $"Run close-month {month} first."),
        SettleMerchantsRefusal.InvoicesNotIssued => ($"Invoices of {month} are not issued.", $"Run issue-invoices {month}, and record-collection {month} when the telco has collected."),
        SettleMerchantsRefusal.EarlierMonthUnsettled => ($"A month before {month} is not settled.", $"Settle that month first: settle {month.Previous}, or an earlier one."),
        SettleMerchantsRefusal.NoTariff => ($"No tariff was in force in {month}.", "A tariff version must begin in that month or before."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };
}
