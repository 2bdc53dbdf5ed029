using System.Globalization;
using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Billing;

/// <summary>Why nothing is exported.</summary>
public enum ExportInvoicesRefusal
{
    MonthNotClosed,
}

/// <summary>The hand-off files of a month.</summary>
/// <param name="Files">All of them, those of earlier runs too, in the order of their numbers.</param>
/// <param name="Fresh">How many of them this run made.</param>
public sealed record InvoicesExported(IReadOnlyList<BillingFile> Files, int Fresh);

/// <summary>
/// Writes the invoices of a closed month into files for the telco's billing, and marks them as handed off in the same transaction. A file
/// is kept with its bytes, so a run that died after writing gives the same file again, never another one.
/// </summary>
public sealed class ExportInvoices(UnitOfWork unitOfWork, IDbContextFactory<FletsCollectDbContext> contexts, TimeProvider clock)
{
    /// <summary>Invoices in one file: what fits into memory several times over.</summary>
    private const int MostInvoices = 5_000;

    /// <param name="month">A closed month.</param>
    /// <param name="again">Also the invoices that the telco rejected, once the cause is mended.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="cancellationToken">Stops between two files.</param>
    public async Task<Result<InvoicesExported, ExportInvoicesRefusal>> ExecuteAsync(BillingMonth month, bool again, string by, CancellationToken cancellationToken)
    {
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            if (!await db.BillingCycles.AnyAsync(cycle => cycle.Month == month && cycle.Status == BillingCycleStatus.Closed, cancellationToken))
                return ExportInvoicesRefusal.MonthNotClosed;
        }
        var fresh = 0;
        while (await unitOfWork.CommitAsync((db, token) => WriteAsync(db, month, again, by, token), cancellationToken))
            fresh++;
        await using var reading = await contexts.CreateDbContextAsync(cancellationToken);
        var files = await reading.BillingFiles.AsNoTracking().Where(file => file.Kind == BillingFileKind.InvoiceItems && file.Month == month).OrderBy(file => file.Sequence).ToListAsync(cancellationToken);
        return new InvoicesExported(files, fresh);
    }

    private async Task<bool> WriteAsync(FletsCollectDbContext db, BillingMonth month, bool again, string by, CancellationToken cancellationToken)
    {
        var invoices = await db.LineInvoices
            .Where(invoice => invoice.Month == month && (invoice.Status == LineInvoiceStatus.Validated || (again && invoice.Status == LineInvoiceStatus.Rejected)))
            .OrderBy(invoice => invoice.Line)
            .Take(MostInvoices)
            .ToListAsync(cancellationToken);
        if (invoices.Count == 0)
            return false;
        var now = clock.Instant();
        var sequence = 1 + (await db.BillingFiles.Where(file => file.Kind == BillingFileKind.InvoiceItems).MaxAsync(file => file.Sequence, cancellationToken) ?? 0);
        var written = new TelcoFile(TelcoForm.InvoiceItems.Type, month, sequence, now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)), await RecordsAsync(db, invoices, cancellationToken));
        foreach (var invoice in invoices)
            invoice.HandOff(sequence);
        var content = new FileContent(string.Create(CultureInfo.InvariantCulture, $"invoice-items-{sequence:D6}.txt"), written.Write());
        var file = new BillingFile(BillingFileKind.InvoiceItems, content, by, now);
        file.Accept(sequence, month, written.Records.Count, written.Total);
        file.Advance(written.Records.Count);
        db.Add(file);
        db.Add(AuditEntry.Of("line-invoices.handed-off", AuditActor.Person(by), month.ToString(), now, new { invoices = invoices.Count, file = content.Name, sha256 = content.Sha256 }));
        return true;
    }

    private static async Task<List<TelcoRecord>> RecordsAsync(FletsCollectDbContext db, List<LineInvoice> invoices, CancellationToken cancellationToken)
    {
        var ids = invoices.ConvertAll(invoice => invoice.Id).ToArray();
        var items = (await (
            from item in db.LineInvoiceItems.AsNoTracking()
            where ids.Contains(item.InvoiceId)
            join charge in db.Charges.AsNoTracking() on item.ChargeId equals charge.Id
            join merchant in db.Merchants.AsNoTracking() on item.MerchantId equals merchant.Id
            orderby item.BusinessDate, item.ChargeEventId
            select new { item, merchant.DisplayName, charge.Description }).ToListAsync(cancellationToken)).ToLookup(row => row.item.InvoiceId);
        var credits = (await (
            from credit in db.LineInvoiceCredits.AsNoTracking()
            where ids.Contains(credit.InvoiceId)
            join refund in db.Refunds.AsNoTracking() on credit.RefundId equals refund.Id
            join merchant in db.Merchants.AsNoTracking() on credit.MerchantId equals merchant.Id
            orderby refund.CreatedAt, refund.Id
            select new { credit, refund.CreatedAt, merchant.DisplayName }).ToListAsync(cancellationToken)).ToLookup(row => row.credit.InvoiceId);
        var month = invoices[0].Month;
        var lines = invoices.ConvertAll(invoice => invoice.Line).ToArray();
        var fees = (await db.LineFeeItems.AsNoTracking().Where(fee => fee.Month == month && lines.Contains(fee.Line)).OrderBy(fee => fee.Reference).ToListAsync(cancellationToken)).ToLookup(fee => fee.Line);
        var records = new List<TelcoRecord>();
        foreach (var invoice in invoices)
        {
            TelcoRecord Record(string kind, string reference, Yen amount, DateOnly day, string merchant, string what) =>
                new(kind, reference, amount, [invoice.PublicId, invoice.Line.Value, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), TelcoFile.Plain(merchant), TelcoFile.Plain(what)]);

            records.AddRange(fees[invoice.Line].Select(fee => Record("F", fee.Reference, fee.Amount, month.LastDay, "", fee.Description)));
            records.AddRange(items[invoice.Id].Select(row => Record("I", PublicId.Format(PublicId.Charge, row.item.ChargeId), row.item.Amount, row.item.BusinessDate, row.DisplayName, row.Description)));
            records.AddRange(credits[invoice.Id].Select(row => Record("C", PublicId.Format(PublicId.Refund, row.credit.RefundId), -row.credit.Amount, BusinessDate.At(row.CreatedAt), row.DisplayName, "返金")));
        }
        return records;
    }
}
