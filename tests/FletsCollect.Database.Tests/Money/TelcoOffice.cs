using FletsCollect.Billing;
using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Database.Tests.Money;

/// <summary>
/// What the telco answers to a back office: it takes every invoice, lines pay, fees come. Its files are <see cref="TelcoFiles"/>.
/// </summary>
internal static class TelcoOffice
{
    /// <summary>The telco takes every invoice that was exported for a month and is not answered.</summary>
    public static async Task<byte[]> AcknowledgeAsync(BackOffice office, BillingMonth month)
    {
        var invoices = (await office.InvoicesAsync(month)).Where(invoice => invoice.Status == LineInvoiceStatus.HandedOff).Select(invoice => $"A\t{invoice.PublicId}\t{invoice.AmountDue.Amount}\taccepted\t");
        return TelcoFiles.Write("ACKNOWLEDGEMENT", month, await NextAsync(office, BillingFileKind.Acknowledgement), [.. invoices]);
    }

    /// <summary>Every line pays all.</summary>
    public static async Task<byte[]> CollectAsync(BackOffice office, BillingMonth month)
    {
        var paid = (await office.InvoicesAsync(month)).Select(invoice => $"R\tt-{invoice.PublicId}\t{invoice.Outstanding.Amount}\t{invoice.PublicId}\tpaid");
        return await ResultsAsync(office, month, [.. paid]);
    }

    /// <summary>A file of collection results with the telco's next number.</summary>
    public static async Task<byte[]> ResultsAsync(BackOffice office, BillingMonth month, IReadOnlyCollection<string> results) =>
        TelcoFiles.Write("COLLECTION-RESULTS", month, await NextAsync(office, BillingFileKind.CollectionResults), results);

    /// <summary>A file of the telco's own fees with its next number.</summary>
    public static async Task<byte[]> FeesAsync(BackOffice office, BillingMonth month, IReadOnlyCollection<string> fees) =>
        TelcoFiles.Write("LINE-FEES", month, await NextAsync(office, BillingFileKind.LineFees), fees);

    private static async Task<long> NextAsync(BackOffice office, BillingFileKind kind) =>
        1 + (await office.Database.ReadAsync(db => db.BillingFiles.Where(file => file.Kind == kind).MaxAsync(file => file.Sequence)) ?? 0);

}
