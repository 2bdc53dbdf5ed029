using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FletsCollect.Billing;
using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Database.Tests.Money;

/// <summary>
/// The telco's side of the file exchange, made from the field table of <c>Billing/README.md</c> alone: it shares nothing with the product's
/// reader and writer.
/// </summary>
internal static class TelcoOffice
{
    /// <summary>A file of a type with these records, of the fields between tabs.</summary>
    public static byte[] File(string type, BillingMonth month, long sequence, params IReadOnlyCollection<string> records)
    {
        var total = records.Sum(record => long.Parse(record.Split('\t')[2], CultureInfo.InvariantCulture));
        var body = $"H\t{type}\t1\t{month.Year:D4}-{month.Month:D2}\t{sequence}\t2026-12-05T01:02:03Z\n" + string.Concat(records.Select(record => record + "\n")) + $"T\t{records.Count}\t{total}\n";
        return Encoding.UTF8.GetBytes(body + "S\t" + Digest(body) + "\n");
    }

    /// <summary>Reads a file strictly, record by record; whatever is not as the table says is an error.</summary>
    public static (string[] Header, List<string[]> Records) Read(byte[] content)
    {
        var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content);
        var lines = text.Split('\n');
        Assert.Equal("", lines[^1]);
        var body = text[..text.LastIndexOf("S\t", StringComparison.Ordinal)];
        Assert.Equal("S\t" + Digest(body), lines[^2]);
        var header = lines[0].Split('\t');
        Assert.Equal((6, "H", "1"), (header.Length, header[0], header[2]));
        var records = lines[1..^3].Select(line => line.Split('\t')).ToList();
        var trailer = lines[^3].Split('\t');
        Assert.Equal(["T", $"{records.Count}", $"{records.Sum(record => long.Parse(record[2], CultureInfo.InvariantCulture))}"], trailer);
        return (header, records);
    }

    /// <summary>The telco takes every invoice that was exported for a month and is not answered.</summary>
    public static async Task<byte[]> AcknowledgeAsync(BackOffice office, BillingMonth month)
    {
        var invoices = (await office.InvoicesAsync(month)).Where(invoice => invoice.Status == LineInvoiceStatus.HandedOff).Select(invoice => $"A\t{invoice.PublicId}\t{invoice.AmountDue.Amount}\taccepted\t");
        return File("ACKNOWLEDGEMENT", month, await NextAsync(office, BillingFileKind.Acknowledgement), [.. invoices]);
    }

    /// <summary>Every line pays all.</summary>
    public static async Task<byte[]> CollectAsync(BackOffice office, BillingMonth month)
    {
        var paid = (await office.InvoicesAsync(month)).Select(invoice => $"R\tt-{invoice.PublicId}\t{invoice.Outstanding.Amount}\t{invoice.PublicId}\tpaid");
        return await ResultsAsync(office, month, [.. paid]);
    }

    /// <summary>A file of collection results with the telco's next number.</summary>
    public static async Task<byte[]> ResultsAsync(BackOffice office, BillingMonth month, IReadOnlyCollection<string> results) =>
        File("COLLECTION-RESULTS", month, await NextAsync(office, BillingFileKind.CollectionResults), results);

    /// <summary>A file of the telco's own fees with its next number.</summary>
    public static async Task<byte[]> FeesAsync(BackOffice office, BillingMonth month, IReadOnlyCollection<string> fees) =>
        File("LINE-FEES", month, await NextAsync(office, BillingFileKind.LineFees), fees);

    private static async Task<long> NextAsync(BackOffice office, BillingFileKind kind) =>
        1 + (await office.Database.ReadAsync(db => db.BillingFiles.Where(file => file.Kind == kind).MaxAsync(file => file.Sequence)) ?? 0);

    private static string Digest(string body) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
}
