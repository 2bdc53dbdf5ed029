using FletsCollect.Reconciliation;
using FletsCollect.Server.Database;
using static FletsCollect.Database.Tests.Money.BackOffice;

namespace FletsCollect.Database.Tests.Money;

/// <summary>A month held against itself, and each break named with both of its ends.</summary>
public sealed class ReconcileTests(Databases databases)
{
    [Theory, EveryDatabase]
    public async Task Month_is_whole_at_every_step_and_says_what_is_still_owed(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var (paying, late) = (await Household.AddAsync(office.Database), await Household.AddAsync(office.Database));
        await paying.BuyAsync(315);
        await late.BuyAsync(500);
        office.EndOf(November);
        Assert.True((await ReconcileAsync(office)).IsWhole);
        Done(await office.CloseAsync(November));
        Done(await office.IssueAsync(November));
        foreach (var invoice in await office.InvoicesAsync(November))
        {
            if (invoice.Line == paying.Line.Number)
                Done(await office.CollectAsync(invoice));
        }
        Done(await office.SettleAsync(November));

        var reconciled = await ReconcileAsync(office);

        Assert.True(reconciled.IsWhole, string.Join("; ", reconciled.Stages.SelectMany(stage => stage.Breaks)));
        Assert.Equal(500, reconciled.Owed.Amount);
        Assert.Equal(
            [(ReconciliationStage.InvoiceAndItems, 815L), (ReconciliationStage.InvoiceAndLedger, 815L), (ReconciliationStage.CollectionAndLedger, 315L), (ReconciliationStage.ItemsAndStatements, 815L)],
            reconciled.Stages.Skip(1).Take(4).Select(stage => (stage.Stage, stage.Left.Amount)));
    }

    [Theory]
    [InlineData("line_invoice_item", "DELETE FROM line_invoice_item", ReconciliationStage.InvoiceAndItems, "inv_", 815, 0)]
    [InlineData("transfer", "DELETE FROM transfer WHERE kind = 'LineInvoiceIssued'", ReconciliationStage.InvoiceAndLedger, "inv_", 815, 0)]
    [InlineData("collection_result", "UPDATE collection_result SET amount = amount + 1", ReconciliationStage.CollectionAndLedger, "collection result telco-inv_", 816, 815)]
    [InlineData("fee_statement", "UPDATE fee_statement SET principal = principal + 1", ReconciliationStage.ItemsAndStatements, "items of its merchant", 815, 816)]
    [InlineData("payout", "UPDATE payout SET amount = amount - 1", ReconciliationStage.StatementAndPayout, "fs_", 771, 770)]
    [InlineData("payout", "DELETE FROM payout", ReconciliationStage.StatementAndPayout, "fs_", 771, 0)]
    [InlineData("bank_result", "DELETE FROM bank_result", ReconciliationStage.PayoutAndBank, "po_", 771, 0)]
    [InlineData("transfer", "DELETE FROM transfer WHERE kind = 'PayoutConfirmed'", ReconciliationStage.PayoutAndBank, "bank's word on po_", 771, 0)]
    public async Task Break_is_listed_with_both_ends(string table, string sql, ReconciliationStage stage, string left, long leftAmount, long rightAmount)
    {
        await using var office = await OpenAsync(databases, DatabaseKind.Sqlite);
        await (await Household.AddAsync(office.Database)).BuyAsync(815);
        office.EndOf(November);
        await office.RunMonthAsync(November);
        Assert.True((await ReconcileAsync(office)).IsWhole);

        await Damage.DoAsync(office, table, sql);

        var reconciled = await ReconcileAsync(office);
        Assert.False(reconciled.IsWhole);
        var found = reconciled.Stages.Single(row => row.Stage == stage).Breaks[0];
        Assert.StartsWith(left, found.Left, StringComparison.Ordinal);
        Assert.Equal((leftAmount, rightAmount, leftAmount - rightAmount), (found.LeftAmount.Amount, found.RightAmount.Amount, found.Difference.Amount));
    }

    private static Task<MonthReconciled> ReconcileAsync(BackOffice office) =>
        office.Database.RunAsync<ReconcileMonth, MonthReconciled>(reconcile => reconcile.ExecuteAsync(November, CancellationToken.None));
}
