using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using FletsCollect.Calendars;
using FletsCollect.Server.Hosting;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Api;

/// <summary>One page of a list, the newest first.</summary>
/// <param name="Data">The rows.</param>
/// <param name="HasMore">True when there are older ones.</param>
/// <param name="NextCursor">What to send as <c>cursor</c> to get them; absent on the last page.</param>
public sealed record PageResource<T>(IReadOnlyList<T> Data, bool HasMore, string? NextCursor);

/// <summary>The last row of a page: the next page begins after it, whatever was added meanwhile.</summary>
public sealed record Cursor(DateTime At, Guid Id)
{
    private const int Bytes = 24;

    /// <summary>Opaque to clients: milliseconds and key, base64url.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, (At - DateTime.UnixEpoch).Ticks);
        Id.TryWriteBytes(bytes[8..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    public static Cursor? Parse(string text)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        if (!Base64Url.IsValid(text, out var length) || length != Bytes || Base64Url.DecodeFromChars(text, bytes) != Bytes)
            return null;
        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes);
        return ticks is >= 0 and < 3_000_000_000_000_000_000 ? new Cursor(DateTime.UnixEpoch.AddTicks(ticks), new Guid(bytes[8..], bigEndian: true)) : null;
    }
}

/// <summary>
/// Reads the query of a list: <c>limit</c> (1 to 100, else 20), <c>cursor</c>, and the filters that the endpoint names. What it does not
/// know, or cannot read, is refused with the parameter's name: a filter with a slip of the pen must not show everything.
/// </summary>
public sealed class ListQuery
{
    private const int Usual = 20;
    private const int Most = 100;

    private readonly IQueryCollection query;

    private ListQuery(IQueryCollection query) => this.query = query;

    public int Limit { get; private set; } = Usual;

    public Cursor? After { get; private set; }

    /// <summary>What is wrong, once a filter was read that cannot be; then the list must not be answered.</summary>
    public BodyFault? Fault { get; private set; }

    public static ListQuery Read(HttpContext http, params ReadOnlySpan<string> filters)
    {
        var list = new ListQuery(http.Request.Query);
        foreach (var (name, values) in http.Request.Query)
        {
            if (name is not ("limit" or "cursor") && !filters.Contains(name))
                list.Blame(name, $"'{name}' is not a parameter of this list; leave it out.");
            else if (values.Count != 1)
                list.Blame(name, $"Give '{name}' once.");
        }
        if (list.Text("limit") is { } limit)
        {
            if (int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= Most)
                list.Limit = number;
            else
                list.Blame("limit", $"limit must be a number from 1 to {Most}.");
        }
        if (list.Text("cursor") is { } cursor && (list.After = Cursor.Parse(cursor)) is null)
            list.Blame("cursor", "cursor must be the next_cursor of an earlier page.");
        return list;
    }

    public string? Text(string name) => query.TryGetValue(name, out var values) ? values.ToString() : null;

    /// <summary>A filter by public id.</summary>
    public Guid? Id(string name, string prefix)
    {
        if (Text(name) is not { } text)
            return null;
        if (PublicId.TryParse(prefix, text, out var id))
            return id;
        Blame(name, $"{name} must be a '{prefix}_…' id.");
        return null;
    }

    /// <summary>A filter by instant, RFC 3339.</summary>
    public DateTime? Instant(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (WireTime.TryParse(text, out var instant))
            return instant;
        Blame(name, $"{name} must be an instant like 2026-11-10T03:00:00Z.");
        return null;
    }

    /// <summary>The Japanese days <c>created_from</c> and <c>created_to</c>, both included, as the instants from which and before which.</summary>
    public (DateTime? From, DateTime? Before) CreatedDays() =>
        (Day("created_from") is { } first ? BusinessDate.StartOf(first) : null, Day("created_to") is { } last ? BusinessDate.StartOf(last.AddDays(1)) : null);

    /// <summary>A filter by one of the words of an enum, in snake case.</summary>
    public T? Word<T>(string name)
        where T : struct, Enum => Word(name, Enum.GetValues<T>());

    /// <summary>The same for an enum of which a list knows only some.</summary>
    public T? Word<T>(string name, IReadOnlyCollection<T> known)
        where T : struct, Enum
    {
        if (Text(name) is not { } text)
            return null;
        foreach (var value in known)
        {
            if (WireWord.Of(value) == text)
                return value;
        }
        Blame(name, $"{name} must be one of {string.Join(", ", known.Select(WireWord.Of))}.");
        return null;
    }

    /// <summary>
    /// The page: the newest rows after the cursor, by an instant and, where two have the same, by key. A page begins after the last row of
    /// the one before, so what is added meanwhile neither repeats nor hides anything.
    /// </summary>
    /// <param name="rows">All that the caller may see and that the filters leave.</param>
    /// <param name="instant">The name of the member that orders them.</param>
    /// <param name="cursorOf">That instant and the key of a row.</param>
    /// <param name="show">A row as the API shows it.</param>
    /// <param name="cancellationToken">Gives up reading.</param>
    public async Task<PageResource<TResource>> PageAsync<TRow, TResource>(
        IQueryable<TRow> rows, string instant, Func<TRow, Cursor> cursorOf, Func<TRow, TResource> show, CancellationToken cancellationToken)
        where TRow : class
    {
        if (After is { } after)
        {
            // Said so that an index begins there: of an "or" databases only know once they have the row.
            rows = rows.Where(row => EF.Property<DateTime>(row, instant) <= after.At
                && (EF.Property<DateTime>(row, instant) < after.At || EF.Property<Guid>(row, "Id").CompareTo(after.Id) < 0));
        }
        var read = await rows.OrderByDescending(row => EF.Property<DateTime>(row, instant)).ThenByDescending(row => EF.Property<Guid>(row, "Id")).Take(Limit + 1).ToListAsync(cancellationToken);
        return new PageResource<TResource>([.. read.Take(Limit).Select(show)], read.Count > Limit, read.Count > Limit ? cursorOf(read[Limit - 1]).ToString() : null);
    }

    public IResult Refuse(HttpContext http) => Problems.Of(http, ApiProblem.InvalidRequest, Fault!.Message, Fault.Param);

    /// <summary>Neither the first year nor the last day there is: both would lie outside time once they are instants.</summary>
    private DateOnly? Day(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year > 1 && day != DateOnly.MaxValue)
            return day;
        Blame(name, $"{name} must be a Japanese day, yyyy-MM-dd.");
        return null;
    }

    private void Blame(string name, string message) => Fault ??= new BodyFault(message, name);
}
