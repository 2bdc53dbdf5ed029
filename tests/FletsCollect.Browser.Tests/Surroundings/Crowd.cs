using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Browser.Tests.Surroundings;

/// <summary>
/// Ten thousand of what one person did once: rows beside the one that the pages wrote, equal to it but for their keys and what is said to differ.
/// The database makes them itself, which takes no longer than opening a page. For lists, not for books: nothing is posted for them.
/// </summary>
/// <param name="db">The provider's database, an SQLite file.</param>
internal sealed class Crowd(FletsCollectDbContext db)
{
    public const int Size = 10_000;

    /// <summary>The key of the row of this number in its table; the first is the newest, and all are older than what is real.</summary>
    public const string Key = "printf('%08X-0000-7000-8000-000000000000', 20000 - n.i)";

    /// <summary>The same of a second crowd in one table.</summary>
    public const string OtherKey = "printf('%08X-0000-7000-8000-000000000001', 20000 - n.i)";

    /// <summary>A key that nothing else has.</summary>
    public const string Nobody = "upper(printf('%s-%s-7%s-8%s-%s', hex(randomblob(4)), hex(randomblob(2)), substr(hex(randomblob(2)), 2), substr(hex(randomblob(2)), 2), hex(randomblob(6))))";

    /// <summary>A reference; one in seven is as long as any may be.</summary>
    public const string Reference = "CASE WHEN n.i % 7 = 0 THEN printf('ORDER-%06d-', n.i) || 'ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZ' ELSE printf('ORDER-%06d', n.i) END";

    /// <summary>What is sold; one in five has a name as long as any may be.</summary>
    public const string Description = "CASE WHEN n.i % 5 = 0 THEN substr(replace(hex(zeroblob(20)), '00', '家族みんなの動画見放題プラン、'), 1, 100) ELSE '有料オプション 30日' END";

    /// <summary>Whole yen, some of them many.</summary>
    public const string Amount = "CASE WHEN n.i % 9 = 0 THEN 123456789 ELSE 100 + n.i * 7 % 49900 END";

    /// <summary>An instant of the row, each 25 minutes before the next.</summary>
    public static string Earlier(string column) => $"strftime('%Y-%m-%d %H:%M:%S', r.{column}, '-' || (n.i * 25) || ' minutes')";

    /// <summary>A day of the row, as many days before as its instants are.</summary>
    public static string EarlierDay(string column) => $"date(r.{column}, '-' || (n.i * 25 / 1440) || ' days')";

    /// <summary>Writes them.</summary>
    /// <param name="id">The row that is there.</param>
    /// <param name="others">Columns that differ, and the SQL of each over the row <c>r</c> and the number <c>n.i</c>.</param>
    public async Task MultiplyAsync<T>(Guid id, params (string Column, string Value)[] others)
    {
        var table = db.Model.FindEntityType(typeof(T))!.GetTableName()!;
#pragma warning disable EF1002 // The names come from the model, and what differs from the tests themselves.
        var columns = await db.Database.SqlQueryRaw<string>($"SELECT name AS \"Value\" FROM pragma_table_info('{table}')").ToListAsync();
        var values = others.ToDictionary(other => other.Column, other => other.Value, StringComparer.Ordinal);
        values.TryAdd("id", Key);
        if (values.Keys.Except(columns, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
            throw new ArgumentException($"The table {table} has no column {unknown}.", nameof(others));
        var sql = string.Create(CultureInfo.InvariantCulture, $"""
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Size})
            INSERT INTO "{table}" ({string.Join(", ", columns.Select(column => $"\"{column}\""))})
            SELECT {string.Join(", ", columns.Select(column => values.GetValueOrDefault(column) ?? $"r.\"{column}\""))} FROM "{table}" AS r, n WHERE r.id = @id
            """);
        var written = await db.Database.ExecuteSqlRawAsync(sql, new Microsoft.Data.Sqlite.SqliteParameter("@id", id.ToString().ToUpperInvariant()));
#pragma warning restore EF1002
        if (written != Size)
            throw new InvalidOperationException($"{written} rows were written to {table}.");
    }
}
