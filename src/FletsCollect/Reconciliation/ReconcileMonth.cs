using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Ledger;
using FletsCollect.Settlement;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Reconciliation;

/// <summary>Two sides that must agree, from the charge to the bank.</summary>
public enum ReconciliationStage
{
    /// <summary>All debits of the ledger and all credits.</summary>
    TrialBalance,

    /// <summary>The month's invoices and the items on them.</summary>
    InvoiceAndItems,

    /// <summary>The month's issued invoices and what their issue posted.</summary>
    InvoiceAndLedger,

    /// <summary>What was collected for the month's invoices and what that posted to the clearing account.</summary>
    CollectionAndLedger,

    /// <summary>The month's items and what the fee statements are reckoned on.</summary>
    ItemsAndStatements,

    /// <summary>What the statements leave and the payouts.</summary>
    StatementAndPayout,

    /// <summary>The payouts that arrived and what that posted to the bank account.</summary>
    PayoutAndBank,
}

/// <summary>One thing on which the two sides differ, with what to look at on each.</summary>
/// <param name="Left">The document, by its public id or reference.</param>
/// <param name="LeftAmount">What it says.</param>
/// <param name="Right">What should say the same.</param>
/// <param name="RightAmount">What it says.</param>
public sealed record ReconciliationBreak(string Left, Yen LeftAmount, string Right, Yen RightAmount)
{
    public Yen Difference => LeftAmount - RightAmount;
}

/// <summary>One stage of a month.</summary>
/// <param name="Stage">Which.</param>
/// <param name="Left">The sum on the left.</param>
/// <param name="Right">The sum on the right.</param>
/// <param name="Breaks">Each difference, the first <see cref="ReconcileMonth.MostBreaks"/>.</param>
public sealed record ReconciledStage(ReconciliationStage Stage, Yen Left, Yen Right, IReadOnlyList<ReconciliationBreak> Breaks);

/// <summary>A month held against itself from the charge to the bank.</summary>
/// <param name="Month">The month.</param>
/// <param name="Stages">In the order of the money.</param>
/// <param name="Owed">What is on issued invoices and not paid: no break, but money that is still out.</param>
public sealed record MonthReconciled(BillingMonth Month, IReadOnlyList<ReconciledStage> Stages, Yen Owed)
{
    public int BreakCount => Stages.Sum(stage => stage.Breaks.Count);

    public bool IsWhole => Stages.All(stage => stage.Breaks.Count == 0 && stage.Left == stage.Right);
}

/// <summary>
/// Holds each stage of a month's money against the next and lists every difference with both of its ends. The database compares; only what
/// differs is read. Changes nothing.
/// </summary>
public sealed class ReconcileMonth(IDbContextFactory<FletsCollectDbContext> contexts)
{
    /// <summary>The most differences that one stage lists.</summary>
    public const int MostBreaks = 1_000;

    public async Task<MonthReconciled> ExecuteAsync(BillingMonth month, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var snapshot = await ReadSnapshot.BeginAsync(db, cancellationToken);
        var invoices = db.LineInvoices.AsNoTracking().Where(invoice => invoice.Month == month);
        var owed = await invoices.Where(invoice => LineInvoiceTransitions.Owed.Contains(invoice.Status)).SumAsync(invoice => (long)invoice.Total - (long)invoice.Paid - (long)invoice.Recovered, cancellationToken);
        return new MonthReconciled(
            month,
            [
                await TrialBalanceAsync(db, cancellationToken),
                await InvoiceAndItemsAsync(db, invoices, cancellationToken),
                await InvoiceAndLedgerAsync(db, invoices, cancellationToken),
                await CollectionAndLedgerAsync(db, invoices, cancellationToken),
                await ItemsAndStatementsAsync(db, month, cancellationToken),
                await StatementAndPayoutAsync(db, month, cancellationToken),
                await PayoutAndBankAsync(db, month, cancellationToken),
            ],
            new Yen(owed));
    }

    private static async Task<ReconciledStage> TrialBalanceAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var balances = await TrialBalance.SumByKindAsync(db, cancellationToken);
        return Stage(ReconciliationStage.TrialBalance, balances.Debits, balances.Credits, balances.Debits == balances.Credits ? [] : [new ReconciliationBreak("debits", balances.Debits, "credits", balances.Credits)]);
    }

    private static async Task<ReconciledStage> InvoiceAndItemsAsync(FletsCollectDbContext db, IQueryable<LineInvoice> invoices, CancellationToken cancellationToken)
    {
        var compared = invoices.Select(invoice => new
        {
            invoice.Id,
            Left = (long)invoice.Total + (long)invoice.Credited,
            Right = db.LineInvoiceItems.Where(item => item.InvoiceId == invoice.Id).Sum(item => (long)item.Amount),
        });
        var breaks = await compared.Where(row => row.Left != row.Right).OrderBy(row => row.Id).Take(MostBreaks).ToListAsync(cancellationToken);
        return Stage(
            ReconciliationStage.InvoiceAndItems,
            await compared.SumAsync(row => row.Left, cancellationToken),
            await compared.SumAsync(row => row.Right, cancellationToken),
            [.. breaks.Select(row => Break(PublicId.Format(PublicId.LineInvoice, row.Id), row.Left, "its items", row.Right))]);
    }

    private static async Task<ReconciledStage> InvoiceAndLedgerAsync(FletsCollectDbContext db, IQueryable<LineInvoice> invoices, CancellationToken cancellationToken)
    {
        // An issue makes all items billed and takes the credits off, each a transfer of its own.
        var compared = invoices.Select(invoice => new
        {
            invoice.Id,
            Left = invoice.IssuedAt == null ? 0 : (long)invoice.Total + (2 * (long)invoice.Credited),
            Right = db.Transfers.Where(posted => posted.SourceId == invoice.Id && posted.Kind == JournalEntryKind.LineInvoiceIssued).Sum(posted => (long)posted.Amount),
        });
        var breaks = await compared.Where(row => row.Left != row.Right).OrderBy(row => row.Id).Take(MostBreaks).ToListAsync(cancellationToken);
        return Stage(
            ReconciliationStage.InvoiceAndLedger,
            await compared.SumAsync(row => row.Left, cancellationToken),
            await compared.SumAsync(row => row.Right, cancellationToken),
            [.. breaks.Select(row => Break(PublicId.Format(PublicId.LineInvoice, row.Id), row.Left, $"transfers of {nameof(JournalEntryKind.LineInvoiceIssued)}", row.Right))]);
    }

    private static async Task<ReconciledStage> CollectionAndLedgerAsync(FletsCollectDbContext db, IQueryable<LineInvoice> invoices, CancellationToken cancellationToken)
    {
        var clearing = ChartOfAccounts.CollectionClearing.Code;
        var compared = from result in db.CollectionResults.AsNoTracking()
                       join invoice in invoices on result.InvoiceId equals invoice.Id
                       select new
                       {
                           result.Id,
                           result.Reference,
                           // The telco's own fees are no matter of this ledger.
                           Left = (long)result.Amount - (long)result.LineFees,
                           Right = db.Transfers.Where(posted => posted.SourceId == result.Id && posted.DebitAccount == clearing).Sum(posted => (long)posted.Amount),
                       };
        var breaks = await compared.Where(row => row.Left != row.Right).OrderBy(row => row.Id).Take(MostBreaks).ToListAsync(cancellationToken);
        return Stage(
            ReconciliationStage.CollectionAndLedger,
            await compared.SumAsync(row => row.Left, cancellationToken),
            await compared.SumAsync(row => row.Right, cancellationToken),
            [.. breaks.Select(row => Break($"collection result {row.Reference}", row.Left, $"transfers to {clearing}", row.Right))]);
    }

    private static async Task<ReconciledStage> ItemsAndStatementsAsync(FletsCollectDbContext db, BillingMonth month, CancellationToken cancellationToken)
    {
        // A merchant that is not settled yet is no break: its side begins with its statement.
        var compared = from statement in db.FeeStatements.AsNoTracking()
                       where statement.Month == month
                       select new
                       {
                           statement.Id,
                           Left = db.LineInvoiceItems.Where(item => item.MerchantId == statement.MerchantId && item.Month == month).Sum(item => (long)item.Amount),
                           Right = (long)statement.Principal,
                       };
        var breaks = await compared.Where(row => row.Left != row.Right).OrderBy(row => row.Id).Take(MostBreaks).ToListAsync(cancellationToken);
        return Stage(
            ReconciliationStage.ItemsAndStatements,
            await compared.SumAsync(row => row.Left, cancellationToken),
            await compared.SumAsync(row => row.Right, cancellationToken),
            [.. breaks.Select(row => Break("items of its merchant", row.Left, PublicId.Format(PublicId.FeeStatement, row.Id), row.Right))]);
    }

    private static async Task<ReconciledStage> StatementAndPayoutAsync(FletsCollectDbContext db, BillingMonth month, CancellationToken cancellationToken)
    {
        var rows = await (
            from statement in db.FeeStatements.AsNoTracking()
            where statement.Month == month
            join made in db.Payouts.AsNoTracking() on statement.Id equals made.StatementId into payouts
            from payout in payouts.DefaultIfEmpty()
            select new { Statement = statement, Payout = payout }).ToListAsync(cancellationToken);
        return Stage(
            ReconciliationStage.StatementAndPayout,
            Sum(rows.Select(row => row.Statement.Payable)),
            Sum(rows.Select(row => row.Payout?.Amount ?? Yen.Zero)),
            [
                .. rows.Where(row => row.Payout?.Amount != row.Statement.Payable)
                    .Take(MostBreaks)
                    .Select(row => new ReconciliationBreak(row.Statement.PublicId, row.Statement.Payable, row.Payout?.PublicId ?? "no payout", row.Payout?.Amount ?? Yen.Zero)),
            ]);
    }

    private static async Task<ReconciledStage> PayoutAndBankAsync(FletsCollectDbContext db, BillingMonth month, CancellationToken cancellationToken)
    {
        var bank = ChartOfAccounts.Bank.Code;
        var compared = from payout in db.Payouts.AsNoTracking()
                       where payout.Month == month
                       select new
                       {
                           payout.Id,
                           Left = payout.Status == PayoutStatus.Settled ? (long)payout.Amount : 0,
                           // What the bank confirmed of the payout's transfers, and what that posted.
                           Confirmed = (from transfer in db.PayoutTransfers
                                        where transfer.PayoutId == payout.Id
                                        join result in db.BankResults on transfer.Id equals result.TransferId
                                        where result.Outcome == BankOutcome.Arrived
                                        select (long)transfer.Amount).Sum(),
                           Posted = (from transfer in db.PayoutTransfers
                                     where transfer.PayoutId == payout.Id
                                     join posted in db.Transfers on transfer.Id equals posted.SourceId
                                     where posted.Kind == JournalEntryKind.PayoutConfirmed && posted.CreditAccount == bank
                                     select (long)posted.Amount).Sum(),
                       };
        var rows = await compared.OrderBy(row => row.Id).ToListAsync(cancellationToken);
        return Stage(
            ReconciliationStage.PayoutAndBank,
            rows.Sum(row => row.Left),
            rows.Sum(row => row.Posted),
            [
                .. rows.Where(row => row.Left != row.Confirmed).Take(MostBreaks).Select(row => Break(PublicId.Format(PublicId.Payout, row.Id), row.Left, "what the bank confirmed", row.Confirmed)),
                .. rows.Where(row => row.Confirmed != row.Posted).Take(MostBreaks).Select(row => Break($"bank's word on {PublicId.Format(PublicId.Payout, row.Id)}", row.Confirmed, $"transfers from {bank}", row.Posted)),
            ]);
    }

    private static ReconciledStage Stage(ReconciliationStage stage, Yen left, Yen right, IReadOnlyList<ReconciliationBreak> breaks) => new(stage, left, right, breaks);

    private static ReconciledStage Stage(ReconciliationStage stage, long left, long right, IReadOnlyList<ReconciliationBreak> breaks) => new(stage, new Yen(left), new Yen(right), breaks);

    private static ReconciliationBreak Break(string left, long leftAmount, string right, long rightAmount) => new(left, new Yen(leftAmount), right, new Yen(rightAmount));

    private static Yen Sum(IEnumerable<Yen> amounts) => amounts.Aggregate(Yen.Zero, (sum, amount) => sum + amount);
}
