using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using FletsCollect.Calendars;

namespace FletsCollect.Documents;

/// <summary>Documents for machines: JSON with every field, and CSV for spreadsheets.</summary>
public static class DocumentFiles
{
    private static readonly string[] Columns =
        ["record", "kind", "number", "month", "date", "issuer", "registration_number", "recipient", "recipient_reference", "line_date", "description", "detail", "amount", "tax_percent", "reduced", "tax"];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower), new YenNumber(), new MonthText() },
    };

    /// <summary>Amounts are numbers of whole yen, months and days are text.</summary>
    public static string ToJson(BillDocument document) => JsonSerializer.Serialize(document, Json);

    /// <summary>
    /// One row for each line, each rate and the total, in UTF-8 with a byte order mark, which spreadsheets need to read Japanese. A text
    /// that a spreadsheet would take for a formula gets an apostrophe before it: it may have come from a merchant.
    /// </summary>
    public static byte[] ToCsv(BillDocument document)
    {
        var text = new StringBuilder();
        Row(Columns);
        foreach (var line in document.Lines)
            Row(["line", .. Head(), Day(line.Date), Safe(line.Description), Safe(line.Detail ?? ""), Number(line.Amount), line.TaxPercent?.ToString(CultureInfo.InvariantCulture) ?? "", line.IsReduced ? "1" : "", ""]);
        foreach (var tax in document.Taxes)
            Row(["tax", .. Head(), "", tax.IsIncluded ? "税込" : "税抜", "", Number(tax.Amount), tax.Percent.ToString(CultureInfo.InvariantCulture), tax.IsReduced ? "1" : "", Number(tax.Tax)]);
        Row(["total", .. Head(), "", document.TotalLabel, "", Number(document.Total), "", "", ""]);
        return [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(text.ToString())];

        string[] Head() =>
        [
            JsonNamingPolicy.SnakeCaseLower.ConvertName(document.Kind.ToString()), document.Number, document.Month.ToString(), Day(document.Date), Safe(document.IssuerName),
            document.RegistrationNumber ?? "", Safe(document.Recipient), Safe(document.RecipientReference),
        ];

        void Row(IEnumerable<string> cells) => text.AppendJoin(',', cells.Select(Quoted)).Append("\r\n");
    }

    private static string Number(Yen amount) => amount.Amount.ToString(CultureInfo.InvariantCulture);

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    private static string Safe(string text) => text.Length > 0 && "=+-@\t\r\n＝＋－＠".Contains(text[0], StringComparison.Ordinal) ? $"'{text}" : text;

    private static string Quoted(string cell) => cell.AsSpan().IndexOfAny("\",\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private sealed class YenNumber : JsonConverter<Yen>
    {
        public override Yen Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());

        public override void Write(Utf8JsonWriter writer, Yen value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Amount);
    }

    private sealed class MonthText : JsonConverter<BillingMonth>
    {
        public override BillingMonth Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => BillingMonth.Parse(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, BillingMonth value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
