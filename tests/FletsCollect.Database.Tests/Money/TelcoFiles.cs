using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FletsCollect.Calendars;

namespace FletsCollect.Database.Tests.Money;

/// <summary>The telco's side of the files of src/FletsCollect/Billing/README.md, written from the table there and not from our reader.</summary>
internal static class TelcoFiles
{
    /// <summary>A file of a type with these records, of the fields between tabs.</summary>
    public static byte[] Write(string type, BillingMonth month, long sequence, params IReadOnlyCollection<string> records)
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

    private static string Digest(string body) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
}
