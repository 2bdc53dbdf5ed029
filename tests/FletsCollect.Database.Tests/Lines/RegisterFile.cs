using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace FletsCollect.Database.Tests.Lines;

/// <summary>A file of the telco's register as the telco writes it, or as something on its way spoils it.</summary>
internal sealed class RegisterFile(string kind = "full", long sequence = 1, string asOf = "2026-11-10")
{
    public const string Columns = "line_number,service_type,status,customer_number,contracted_on,contractor_born_on,site,effective_on";

    private readonly List<string> rows = [];

    /// <summary>A row for a line that is as the tests make lines, but for what is given.</summary>
    public RegisterFile Line(
        int number, string type = "hikari_next", string status = "active", string? customer = null, string contractedOn = "2010-04-01", string bornOn = "1980-05-05", string site = "", string? from = null) =>
        Row($"CAF{number:D10},{type},{status},{customer ?? $"{number:D10}"},{contractedOn},{bornOn},{site},{from ?? asOf}");

    public RegisterFile Row(string text)
    {
        rows.Add(text);
        return this;
    }

    public string ToCsv(string newLine = "\n", Func<string, string>? spoil = null)
    {
        var body = string.Concat(new[] { $"#fletscollect-lines,1,{kind},{sequence},{asOf}", Columns }.Concat(rows).Select(line => line + newLine));
        var whole = $"{body}#end,{rows.Count},{Digest(body)}{newLine}";
        return spoil is null ? whole : spoil(whole);
    }

    public string ToJson()
    {
        var names = Columns.Split(',');
        var body = string.Concat(
            new object[] { new { format = "fletscollect-lines", version = 1, kind, sequence, as_of = asOf } }
                .Concat(rows.Select(row => (object)names.Zip(row.Split(',')).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal)))
                .Select(line => JsonSerializer.Serialize(line) + "\n"));
        return body + JsonSerializer.Serialize(new { end = true, rows = rows.Count, sha256 = Digest(body) }) + "\n";
    }

    public static Stream Stream(string text) => new MemoryStream(Encoding.UTF8.GetBytes(text));

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
