using System.Globalization;
using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Settlement;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Commands;

/// <summary>What a month holds, as tables. A terminal is no place for a million rows, so the longest tables stop after the first.</summary>
internal static class MonthTables
{
    private const int MostRows = 50;

    /// <summary>The month's line invoices and their items. Line numbers are masked: output ends up in logs and tickets.</summary>
    public static async Task InvoicesAsync(CommandRun run, BillingMonth month, CancellationToken cancellationToken)
    {
        var invoices = await run.RunAsync<FletsCollectDbContext, List<LineInvoice>>(db =>
            db.LineInvoices.AsNoTracking().Where(invoice => invoice.Month == month).OrderBy(invoice => invoice.Id).Take(MostRows).ToListAsync(cancellationToken));
        run.Table(
            $"Line invoices of {month}",
            ["Invoice", "Line", "Status", Column.Number("Items"), Column.Number("Total, yen"), Column.Number("Line fees, yen"), Column.Number("Outstanding, yen")],
            invoices.Select(invoice => (string[])[invoice.PublicId, invoice.Line.Masked, invoice.Status.ToString(), $"{invoice.ItemCount}", invoice.Total.ToString(), invoice.LineFees.ToString(), invoice.Outstanding.ToString()]));
        var items = await run.RunAsync<FletsCollectDbContext, List<(LineInvoiceItem Item, string Merchant, string Description)>>(async db => [.. (await (
            from item in db.LineInvoiceItems.AsNoTracking()
            where item.Month == month
            join charge in db.Charges.AsNoTracking() on item.ChargeId equals charge.Id
            join merchant in db.Merchants.AsNoTracking() on item.MerchantId equals merchant.Id
            orderby item.InvoiceId, item.ChargeEventId
            select new { item, merchant.DisplayName, charge.Description }).Take(MostRows).ToListAsync(cancellationToken)).Select(row => (row.item, row.DisplayName, row.Description))]);
        run.Table(
            $"Items of {month}",
            ["Invoice", "Date", "Merchant", "Charge", "What", Column.Number("Amount, yen")],
            items.Select(row => (string[])
            [
                PublicId.Format(PublicId.LineInvoice, row.Item.InvoiceId), $"{row.Item.BusinessDate:yyyy-MM-dd}", row.Merchant,
                PublicId.Format(PublicId.Charge, row.Item.ChargeId), row.Description, row.Item.Amount.ToString(),
            ]));
        if (invoices.Count == MostRows || items.Count == MostRows)
            run.Say($"The first {MostRows} of each are shown.");
    }

    /// <summary>The month's fee statements, each with how its fee came about.</summary>
    public static async Task StatementsAsync(CommandRun run, BillingMonth month, CancellationToken cancellationToken)
    {
        var statements = await run.RunAsync<FletsCollectDbContext, List<(FeeStatement Statement, string Merchant)>>(async db => [.. (await (
            from statement in db.FeeStatements.AsNoTracking()
            where statement.Month == month
            join merchant in db.Merchants.AsNoTracking() on statement.MerchantId equals merchant.Id
            orderby merchant.Code
            select new { statement, merchant.Code }).ToListAsync(cancellationToken)).Select(row => (row.statement, row.Code))]);
        var tariffs = await run.RunAsync<FletsCollectDbContext, Dictionary<string, Tariff>>(db => db.Tariffs.AsNoTracking().ToDictionaryAsync(tariff => tariff.Version, cancellationToken));
        run.Table(
            $"Fee statements of {month}",
            ["Statement", "Merchant", Column.Number("Billed P, yen"), Column.Number("Lines L"), Column.Number("Fee, yen"), Column.Number("Available before, yen"), Column.Number("Payable, yen")],
            statements.Select(row => (string[])
            [
                row.Statement.PublicId, row.Merchant, row.Statement.Principal.ToString(), $"{row.Statement.Lines}",
                row.Statement.Fee.ToString(), row.Statement.Available.ToString(), row.Statement.Payable.ToString(),
            ]));
        foreach (var (statement, merchant) in statements)
            run.Say($"{merchant}: {FeeText.Explain(statement.ToCalculation(), tariffs[statement.TariffVersion])}");
    }

    public static async Task PayoutsAsync(CommandRun run, BillingMonth month, CancellationToken cancellationToken)
    {
        var payouts = await run.RunAsync<FletsCollectDbContext, List<(Payout Payout, string Merchant)>>(async db => [.. (await (
            from payout in db.Payouts.AsNoTracking()
            where payout.Month == month
            join merchant in db.Merchants.AsNoTracking() on payout.MerchantId equals merchant.Id
            orderby merchant.Code
            select new { payout, merchant.Code }).ToListAsync(cancellationToken)).Select(row => (row.payout, row.Code))]);
        run.Table(
            $"Payouts of {month}",
            ["Payout", "Merchant", "Status", "Payout date", Column.Number("Amount, yen"), "Bank reference"],
            payouts.Select(row => (string[])[row.Payout.PublicId, row.Merchant, row.Payout.Status.ToString(), row.Payout.PayoutDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), row.Payout.Amount.ToString(), row.Payout.BankReference ?? ""]));
    }
}
