using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Benchmarks;

/// <summary>The words in which SQLite and PostgreSQL differ where a database fills itself: <c>INSERT … SELECT … FROM Series(count) AS n</c>.</summary>
internal sealed class BulkSql(DbContext db)
{
    private readonly bool sqlite = db.Database.ProviderName!.EndsWith("Sqlite", StringComparison.Ordinal);

    public string No => sqlite ? "0" : "false";

    /// <summary>The numbers from 0, as <c>n.i</c>.</summary>
    public string Series(int count) => sqlite
        ? $"(WITH RECURSIVE numbers(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM numbers WHERE i + 1 < {Text(count)}) SELECT i FROM numbers)"
        : $"(SELECT i FROM generate_series(0, {Text(count - 1)}) AS i)";

    /// <summary>Ascending keys, as version 7 makes them; the last digit tells the tables apart.</summary>
    public string Key(string number, int table) => sqlite ? $"printf('%08X-0000-7000-8000-00000000000{table}', {number})" : $"(lpad(to_hex({number}), 8, '0') || '-0000-7000-8000-00000000000{table}')::uuid";

    /// <summary>What <see cref="Key"/> gives, here.</summary>
    public static Guid KeyOf(int number, int table) => Guid.Parse($"{number:x8}-0000-7000-8000-00000000000{table}");

    public string Padded(string number) => sqlite ? $"printf('%010d', {number})" : $"lpad(({number})::text, 10, '0')";

    public string Day(DateOnly day) => sqlite ? $"'{day:yyyy-MM-dd}'" : $"DATE '{day:yyyy-MM-dd}'";

    public string Instant(DateTime instant) => sqlite ? $"'{Text(instant)}'" : $"TIMESTAMPTZ '{Text(instant)}Z'";

    /// <summary>So many seconds after an instant.</summary>
    public string Instant(DateTime instant, string seconds) => sqlite ? $"datetime('{Text(instant)}', ({seconds}) || ' seconds')" : $"({Instant(instant)} + ({seconds}) * interval '1 second')";

    /// <summary>Runs the statements, and then what the database does by itself when rows come at their own pace.</summary>
    public async Task RunAsync(params IEnumerable<string> statements)
    {
        db.Database.SetCommandTimeout(0);
        foreach (var statement in statements.Append(sqlite ? "ANALYZE" : "VACUUM ANALYZE"))
            await db.Database.ExecuteSqlRawAsync(statement);
        if (sqlite)
            await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(DateTime instant) => instant.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
