using System.Globalization;
using FletsCollect.Calendars;

namespace FletsCollect.Server.Api;

/// <summary>What every list of the API can be asked for.</summary>
/// <param name="Limit">Things on a page, 1 to 100; 20 when not given.</param>
/// <param name="After">The last thing of the page before.</param>
/// <param name="CreatedFrom">The beginning of the first Japanese day.</param>
/// <param name="CreatedTo">The end of the last Japanese day.</param>
internal sealed record PageRequest(int Limit, Guid? After, DateTime? CreatedFrom, DateTime? CreatedTo)
{
    /// <summary>Reads the query, or says what is wrong with it.</summary>
    /// <param name="query">The query.</param>
    /// <param name="known">Every parameter that this list has.</param>
    /// <param name="prefix">The kind of public id that its cursor is.</param>
    /// <param name="page">What was asked for.</param>
    public static BodyFault? Read(IQueryCollection query, IReadOnlyCollection<string> known, string prefix, out PageRequest page)
    {
        page = new PageRequest(20, null, null, null);
        foreach (var parameter in query)
        {
            if (!known.Contains(parameter.Key))
                return new BodyFault($"'{parameter.Key}' is not a parameter of this list; leave it out.", parameter.Key);
            if (parameter.Value.Count != 1)
                return new BodyFault($"'{parameter.Key}' must be given once.", parameter.Key);
        }
        if (query["limit"] is [{ } limit])
        {
            if (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count is < 1 or > 100)
                return new BodyFault("limit must be 1 to 100.", "limit");
            page = page with { Limit = count };
        }
        if (query["cursor"] is [{ } cursor])
        {
            if (!PublicId.TryParse(prefix, cursor, out var after))
                return new BodyFault("cursor must be the next_cursor of an earlier page.", "cursor");
            page = page with { After = after };
        }
        if (query["created_from"] is [{ } from])
        {
            if (!TryDay(from, out var day))
                return new BodyFault("created_from must be a Japanese day, yyyy-MM-dd.", "created_from");
            page = page with { CreatedFrom = BusinessDate.StartOf(day) };
        }
        if (query["created_to"] is [{ } to])
        {
            if (!TryDay(to, out var day) || day == DateOnly.MaxValue)
                return new BodyFault("created_to must be a Japanese day, yyyy-MM-dd.", "created_to");
            page = page with { CreatedTo = BusinessDate.StartOf(day.AddDays(1)) };
        }
        return null;
    }

    private static bool TryDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day) && day.Year > 1;
}

/// <summary>One page of a list.</summary>
/// <param name="Data">The things on it.</param>
/// <param name="HasMore">True when there is a page after it.</param>
/// <param name="NextCursor">The cursor of that page.</param>
internal sealed record Page<T>(IReadOnlyList<T> Data, bool HasMore, string? NextCursor)
{
    /// <summary>The page of rows of which one more was read than fits.</summary>
    public static Page<T> Of<TRow>(IReadOnlyList<TRow> rows, int limit, Func<TRow, T> show, Func<T, string> idOf) =>
        Cut(rows.Take(limit).Select(show).ToList(), rows.Count > limit, idOf);

    private static Page<T> Cut(List<T> data, bool hasMore, Func<T, string> idOf) => new(data, hasMore, hasMore ? idOf(data[^1]) : null);
}
