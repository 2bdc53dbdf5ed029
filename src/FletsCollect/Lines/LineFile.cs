using System.Globalization;
using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsvHelper;

namespace FletsCollect.Lines;

/// <summary>The first line of a file of the register.</summary>
public sealed record LineFileHeader(LineImportKind Kind, long Sequence, DateOnly AsOf);

/// <summary>What is wrong with a file, or with one row of it.</summary>
/// <param name="Row">The line of the file, from 1; 0 for the file as a whole.</param>
/// <param name="Field">The field, or a word for what it is about.</param>
/// <param name="Problem">What is wrong, and what to do.</param>
public sealed record LineFileProblem(long Row, string Field, string Problem);

/// <summary>
/// Reads a file of the telco's register, however long, one line at a time. The first line says what it is, the last how much and what
/// (count and SHA-256 of everything before it), so a file that was cut off or changed on its way is known for one. Two spellings:
/// <code>
/// #fletscollect-lines,1,full,12,2026-11-27
/// line_number,service_type,status,customer_number,contracted_on,contractor_born_on,site,effective_on
/// CAF0000000001,hikari_next,active,0000000001,2010-04-01,1975-04-01,KYOTO-0001,2026-11-27
/// #end,1,9f86d081884c7d65…
/// </code>
/// and the same as one JSON object a line: <c>{"format":"fletscollect-lines","version":1,"kind":"full","sequence":12,"as_of":"2026-11-27"}</c>,
/// the rows as objects of these fields, <c>{"end":true,"rows":1,"sha256":"9f86…"}</c>. UTF-8, with or without a byte order mark.
/// </summary>
public sealed class LineFile
{
    private const int LongestLine = 4_096;
    private const string Format = "fletscollect-lines";
    private const string End = "#end";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly CsvReaderOptions OneRow = new() { HasHeader = false };

    private readonly IAsyncEnumerator<byte[]> lines;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[]? next;
    private long row;
    private string[]? columns;

    private LineFile(IAsyncEnumerator<byte[]> lines) => this.lines = lines;

    /// <summary>What the file says of itself; null, with a problem, when it is none of ours.</summary>
    public LineFileHeader? Header { get; private set; }

    /// <summary>Why the file cannot be taken whatever its rows say; null while nothing is wrong with it.</summary>
    public LineFileProblem? Problem { get; private set; }

    /// <summary>Rows read so far.</summary>
    public long Rows { get; private set; }

    /// <summary>The line that was read last.</summary>
    public long Row => row;

    /// <summary>SHA-256 of everything before the last line, once all was read.</summary>
    public string Digest { get; private set; } = "";

    /// <summary>Reads what the file says of itself.</summary>
    public static async Task<LineFile> OpenAsync(Stream stream, CancellationToken cancellationToken)
    {
        var file = new LineFile(SplitAsync(stream, cancellationToken).GetAsyncEnumerator(cancellationToken));
        file.next = await file.lines.MoveNextAsync() ? file.lines.Current : null;
        if (file.next is [0xEF, 0xBB, 0xBF, .. var marked])
        {
            file.hash.AppendData(file.next.AsSpan(0, 3));
            file.next = marked;
        }
        var first = await file.TakeAsync();
        file.Header = first is null ? null : ReadHeader(first);
        // An empty file was cut off; whatever else stands first is to be a header.
        if (file.Header is null && file.row > 0)
            file.Problem = new LineFileProblem(1, "header", $"The first line is neither '#{Format},1,<full|delta>,<sequence>,<as of>' nor the same as JSON. Export the file anew.");
        else if (first?[0] == '#')
            await file.ReadColumnsAsync();
        return file;
    }

    /// <summary>The next row: a record and its day, or what is wrong with it; null at the end, where <see cref="Problem"/> says whether the file is whole.</summary>
    public async Task<(LineRecord? Record, DateOnly EffectiveOn, LineFileProblem? Problem)?> ReadAsync()
    {
        if (Problem is not null || await TakeAsync() is not { } text)
            return null;
        Rows++;
        var fields = columns is null ? FieldsOfJson(text) : FieldsOfCsv(text);
        return fields is null
            ? (null, default, new LineFileProblem(row, "row", columns is null ? "This is no JSON object of texts. Export the file anew." : $"This has not {columns.Length} fields. Export the file anew."))
            : LineFields.Read(fields, row, Header!.AsOf);
    }

    /// <summary>The next line that is not the last, as text; the last is looked at instead.</summary>
    private async Task<string?> TakeAsync()
    {
        if (Problem is not null)
            return null;
        if (next is null)
        {
            Problem = new LineFileProblem(row, "end", "The file ends before its last line: it was cut off on its way. Fetch it again.");
            return null;
        }
        var line = next;
        row++;
        next = await lines.MoveNextAsync() ? lines.Current : null;
        if (line.Length > LongestLine)
        {
            Problem = new LineFileProblem(row, "row", $"This line has more than {LongestLine} bytes: it is no row of a register. Export the file anew.");
            return null;
        }
        string text;
        try
        {
            text = StrictUtf8.GetString(line).TrimEnd('\r', '\n');
        }
        catch (DecoderFallbackException)
        {
            Problem = new LineFileProblem(row, "row", "This line is not UTF-8. Export the file in UTF-8.");
            return null;
        }
        if (next is null)
        {
            Digest = Convert.ToHexStringLower(hash.GetCurrentHash());
            Problem = TrailerProblem(text);
            return null;
        }
        hash.AppendData(line);
        return text;
    }

    private async Task ReadColumnsAsync()
    {
        if (await TakeAsync() is not { } text)
            return;
        columns = FieldsOf(text);
        if (!columns.Order(StringComparer.Ordinal).SequenceEqual(LineFields.Names.Order(StringComparer.Ordinal), StringComparer.Ordinal))
            Problem = new LineFileProblem(row, "columns", $"The columns must be, in any order: {string.Join(", ", LineFields.Names)}.");
    }

    private LineFileProblem? TrailerProblem(string text)
    {
        if (ReadTrailer(text) is not var (count, digest))
            return new LineFileProblem(row, "end", $"The last line is neither '{End},<rows>,<sha256>' nor the same as JSON: the file was cut off on its way. Fetch it again.");
        if (count != Rows)
            return new LineFileProblem(row, "end", $"The last line says {count} rows, and there are {Rows}: the file is not whole. Fetch it again.");
        return string.Equals(digest, Digest, StringComparison.OrdinalIgnoreCase)
            ? null
            : new LineFileProblem(row, "sha256", $"The file was changed on its way: its last line says {digest}, and it is {Digest}. Fetch it again.");
    }

    private static LineFileHeader? ReadHeader(string text)
    {
        var fields = text[..Math.Min(1, text.Length)] switch
        {
            "#" => FieldsOf(text[1..]),
            "{" when ParseObject(text) is { } json => [Text(json, "format"), Text(json, "version"), Text(json, "kind"), Text(json, "sequence"), Text(json, "as_of")],
            _ => [],
        };
        if (fields is not [Format, "1", var kind, var number, var day])
            return null;
        if (kind is not ("full" or "delta")
            || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) || sequence < 1
            || !LineFields.TryReadDay(day, out var asOf))
            return null;
        return new LineFileHeader(kind == "full" ? LineImportKind.Full : LineImportKind.Delta, sequence, asOf);
    }

    private static (long Count, string Digest)? ReadTrailer(string text)
    {
        string[] fields = text.StartsWith('{') && ParseObject(text) is { } json
            ? [Text(json, "end") == "true" ? End : "", Text(json, "rows"), Text(json, "sha256")]
            : FieldsOf(text);
        return fields is [End, var rows, var digest] && long.TryParse(rows, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? (count, digest) : null;
    }

    private Dictionary<string, string>? FieldsOfCsv(string text)
    {
        var fields = FieldsOf(text);
        if (fields.Length != columns!.Length)
            return null;
        var named = new Dictionary<string, string>(columns.Length, StringComparer.Ordinal);
        for (var i = 0; i < columns.Length; i++)
            named[columns[i]] = fields[i];
        return named;
    }

    private static Dictionary<string, string>? FieldsOfJson(string text)
    {
        if (ParseObject(text) is not { } json)
            return null;
        var named = new Dictionary<string, string>(json.Count, StringComparer.Ordinal);
        foreach (var (name, value) in json)
        {
            if (value is not null && value.GetValueKind() != JsonValueKind.String)
                return null;
            named[name] = value?.GetValue<string>() ?? "";
        }
        return named;
    }

    private static string[] FieldsOf(string text)
    {
        using var reader = CsvReader.FromText(text, OneRow);
        return reader.Read() ? [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)] : [];
    }

    private static JsonObject? ParseObject(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { MaxDepth = 2, AllowDuplicateProperties = false }) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Text(JsonObject json, string name) => json[name]?.ToString() ?? "";

    /// <summary>The lines of a stream, each with its end; one that is too long comes as far as it was read, and nothing after it.</summary>
    private static async IAsyncEnumerable<byte[]> SplitAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 65_536, leaveOpen: true));
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = buffer.Slice(0, buffer.GetPosition(1, end));
                yield return line.Length > LongestLine ? line.Slice(0, LongestLine + 1).ToArray() : line.ToArray();
                buffer = buffer.Slice(line.Length);
            }
            if (buffer.Length > LongestLine || (read.IsCompleted && !buffer.IsEmpty))
            {
                yield return buffer.Slice(0, Math.Min(buffer.Length, LongestLine + 1)).ToArray();
                break;
            }
            if (read.IsCompleted)
                break;
            reader.AdvanceTo(buffer.Start, buffer.End);
        }
        await reader.CompleteAsync();
    }
}
