using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using FletsCollect.Charges;

namespace FletsCollect.Billing;

/// <summary>The JSON twin of a file: the same header, records and trailer, with the digest of the text file, which is the one that counts.</summary>
public static class TelcoJson
{
    private static readonly JsonWriterOptions Writing = new() { Indented = true, Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <param name="file">The file.</param>
    /// <param name="form">Names its fields.</param>
    /// <param name="sha256">The digest of the text file.</param>
    public static byte[] Write(TelcoFile file, TelcoForm form, string sha256)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Writing))
        {
            json.WriteStartObject();
            json.WriteString("type", file.Type);
            json.WriteNumber("version", TelcoFile.FormatVersion);
            json.WriteString("month", file.Month.ToString());
            json.WriteNumber("sequence", file.Sequence);
            json.WriteString("created_at", file.CreatedAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            json.WriteStartArray("records");
            foreach (var record in file.Records)
            {
                json.WriteStartObject();
                json.WriteString("kind", record.Kind);
                json.WriteString("reference", record.Reference);
                json.WriteString("amount", Money.Of(record.Amount).Value);
                foreach (var (name, value) in form.Fields[record.Kind].Zip(record.Rest))
                    json.WriteString(name, value);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteNumber("count", file.Records.Count);
            json.WriteString("total", Money.Of(file.Total).Value);
            json.WriteString("sha256", sha256);
            json.WriteEndObject();
        }
        return stream.ToArray();
    }
}
