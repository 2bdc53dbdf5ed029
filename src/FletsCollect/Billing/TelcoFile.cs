using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FletsCollect.Calendars;

namespace FletsCollect.Billing;

/// <summary>
/// A file between us and the telco's billing (domain.md §5), one form for every kind: a header with month and sequence, one record a line,
/// a trailer with count and total, and the SHA-256 of everything before it. <c>Billing/README.md</c> has the bytes.
/// </summary>
/// <param name="Type">What it holds, as the header names it.</param>
/// <param name="Month">The billing month it belongs to.</param>
/// <param name="Sequence">Its number among the files of its type, from 1, without a gap.</param>
/// <param name="CreatedAt">When it was written, UTC, in whole seconds.</param>
/// <param name="Records">Its records.</param>
public sealed record TelcoFile(string Type, BillingMonth Month, long Sequence, DateTime CreatedAt, IReadOnlyList<TelcoRecord> Records)
{
    public const int FormatVersion = 1;

    private const string Instant = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const int DigestLength = 64;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public Yen Total => Records.Aggregate(Yen.Zero, (sum, record) => sum + record.Amount);

    /// <summary>The bytes of the file.</summary>
    public byte[] Write()
    {
        var text = new StringBuilder();
        Line(text, "H", Type, $"{FormatVersion}", Month.ToString(), $"{Sequence}", CreatedAt.ToString(Instant, CultureInfo.InvariantCulture));
        foreach (var record in Records)
            Line(text, [record.Kind, record.Reference, record.Amount.Amount.ToString(CultureInfo.InvariantCulture), .. record.Rest]);
        Line(text, "T", $"{Records.Count}", Total.Amount.ToString(CultureInfo.InvariantCulture));
        var body = Utf8.GetBytes(text.ToString());
        return [.. body, .. Utf8.GetBytes($"S\t{Convert.ToHexStringLower(SHA256.HashData(body))}\n")];
    }

    /// <summary>Reads a file, or says what is wrong with it and where; the first fault is enough, because the digest vouches for the rest.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="form">The type that is expected, and the records it may have.</param>
    /// <param name="fault">What is wrong, with the line's number; null when it was read.</param>
    public static TelcoFile? Read(byte[] content, TelcoForm form, out FileFault? fault)
    {
        var trailer = content.Length - (DigestLength + 3);
        if (trailer <= 0 || content[trailer] != 'S' || content[trailer + 1] != '\t' || content[^1] != '\n')
            return Faulty(out fault, FileFaultReason.DigestMissing);
        if (!content.AsSpan(trailer + 2, DigestLength).SequenceEqual(Utf8.GetBytes(Convert.ToHexStringLower(SHA256.HashData(content.AsSpan(0, trailer))))))
            return Faulty(out fault, FileFaultReason.DigestDiffers);
        string[] lines;
        try
        {
            lines = Utf8.GetString(content, 0, trailer).Split('\n');
        }
        catch (DecoderFallbackException)
        {
            return Faulty(out fault, FileFaultReason.NotUtf8);
        }
        if (lines.Length < 3 || lines[^1].Length != 0)
            return Faulty(out fault, FileFaultReason.LinesMissing);
        if (lines[0].Split('\t') is not ["H", var type, var version, var monthText, var sequenceText, var createdText] || type != form.Type || version != $"{FormatVersion}")
            return Faulty(out fault, FileFaultReason.HeaderDiffers, form.Type, $"{FormatVersion}");
        if (!BillingMonth.TryParse(monthText, out var month) || !Whole(sequenceText, out var sequence) || sequence < 1
            || !DateTime.TryParseExact(createdText, Instant, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var created))
            return Faulty(out fault, FileFaultReason.HeaderMalformed);
        var records = new List<TelcoRecord>(lines.Length - 3);
        for (var i = 1; i < lines.Length - 2; i++)
        {
            var fields = lines[i].Split('\t');
            if (!form.Fields.TryGetValue(fields[0], out var names))
                return Faulty(out fault, FileFaultReason.RecordKindUnknown, $"{i + 1}", fields[0], form.Type, string.Join(", ", form.Fields.Keys));
            if (fields.Length != names.Length + 3)
                return Faulty(out fault, FileFaultReason.FieldCountDiffers, $"{i + 1}", $"{fields.Length}", $"{names.Length + 3}", string.Join(", ", names));
            if (fields[1].Length is 0 or > 128 || !Whole(fields[2], out var amount))
                return Faulty(out fault, FileFaultReason.RecordMalformed, $"{i + 1}");
            records.Add(new TelcoRecord(fields[0], fields[1], new Yen(amount), fields[3..]));
        }
        var file = new TelcoFile(type, month, sequence, created, records);
        if (lines[^2].Split('\t') is not ["T", var countText, var totalText] || countText != $"{records.Count}" || totalText != file.Total.Amount.ToString(CultureInfo.InvariantCulture))
            return Faulty(out fault, FileFaultReason.TrailerDiffers, $"{lines.Length - 1}", $"{records.Count}", $"{file.Total.Amount}");
        fault = null;
        return file;
    }

    /// <summary>Free text as a field holds it: tabs and line ends become spaces.</summary>
    public static string Plain(string text) => string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character));

    private static bool Whole(string text, out long number) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number) && number is > -1_000_000_000_000 and < 1_000_000_000_000;

    private static TelcoFile? Faulty(out FileFault fault, FileFaultReason reason, params string[] values)
    {
        fault = FileFault.OfFile(reason, values);
        return null;
    }

    private static void Line(StringBuilder text, params IEnumerable<string> fields) => text.AppendJoin('\t', fields).Append('\n');
}

/// <summary>One record.</summary>
/// <param name="Kind">A letter.</param>
/// <param name="Reference">What it is about.</param>
/// <param name="Amount">Whole yen.</param>
/// <param name="Rest">Its other fields, as its form names them.</param>
public sealed record TelcoRecord(string Kind, string Reference, Yen Amount, IReadOnlyList<string> Rest);

/// <summary>A type of file: the kinds of record that it may have, and the names of their fields after kind, reference and amount.</summary>
public sealed record TelcoForm(string Type, IReadOnlyDictionary<string, string[]> Fields)
{
    /// <summary>To the telco. I: a charge; F: one of its own fees; C: a credit, below zero. All name the invoice and the line.</summary>
    public static readonly TelcoForm InvoiceItems = new("INVOICE-ITEMS", new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["I"] = ["invoice", "line", "day", "merchant", "what"],
        ["F"] = ["invoice", "line", "day", "merchant", "what"],
        ["C"] = ["invoice", "line", "day", "merchant", "what"],
    });

    /// <summary>From the telco. The reference is the invoice, the amount what it comes to.</summary>
    public static readonly TelcoForm Acknowledgement = new("ACKNOWLEDGEMENT", new Dictionary<string, string[]>(StringComparer.Ordinal) { ["A"] = ["accepted or rejected", "reason"] });

    /// <summary>From the telco. The reference is its own name for the result, the amount what was paid.</summary>
    public static readonly TelcoForm CollectionResults = new("COLLECTION-RESULTS", new Dictionary<string, string[]>(StringComparer.Ordinal) { ["R"] = ["invoice", "paid, partly, unpaid or given-up"] });

    /// <summary>From the telco. The reference is its own name for the fee.</summary>
    public static readonly TelcoForm LineFees = new("LINE-FEES", new Dictionary<string, string[]>(StringComparer.Ordinal) { ["F"] = ["line", "tax percent", "description"] });
}
