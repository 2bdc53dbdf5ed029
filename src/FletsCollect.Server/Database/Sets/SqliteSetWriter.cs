using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Database.Sets;

/// <summary>
/// SQLite: it runs within this process, so a row costs no round trip; what costs is to parse. Each statement is parsed once for a set and
/// run for each of its rows.
/// </summary>
internal sealed class SqliteSetWriter : ISetWriter
{
    private static readonly ConcurrentDictionary<SetTable, string> InsertTexts = new();

    public Task WriteAsync(FletsCollectDbContext db, WriteSet set, CancellationToken cancellationToken)
    {
        // SQLite works on the calling thread whatever it is asked; the asynchronous members only pretend.
        foreach (var change in set.Changes)
            Change(db, SetTable.Of(db, change.Table), change);
        foreach (var rows in set.Inserts)
            Insert(db, SetTable.Of(db, rows[0].GetType()), rows);
        return Task.CompletedTask;
    }

    // A key is text here, in capitals.
    public string NewKey(DateTime now) =>
        $"'{ISetWriter.KeyHead(now).ToUpperInvariant()}' || printf('%03X-%04X-%012X', random() & 0xFFF, 0x8000 | (random() & 0x3FFF), random() & 0xFFFFFFFFFFFF)";

    private static void Insert(FletsCollectDbContext db, SetTable table, IReadOnlyList<object> rows)
    {
        using var command = SqliteSets.Prepare(db, InsertTexts.GetOrAdd(table, InsertText), table.Columns.Count);
        foreach (var row in rows)
        {
            for (var i = 0; i < table.Columns.Count; i++)
                command.Parameters[i].Value = table.Columns[i].ValueIn(row) ?? DBNull.Value;
            command.ExecuteNonQuery();
        }
    }

    private static void Change(FletsCollectDbContext db, SetTable table, ConditionalChange change)
    {
        var width = change.Rows[0].Length;
        using var command = SqliteSets.Prepare(db, $"UPDATE \"{table.Name}\" AS t SET {change.Assignments} FROM (SELECT {SqliteSets.Values(width)}) AS v WHERE {change.Condition}", width);
        foreach (var row in change.Rows)
        {
            SqliteSets.Bind(command, row);
            if (command.ExecuteNonQuery() != 1)
                throw new DbUpdateConcurrencyException($"{change.Table.Name}: a row was not as it had been read.");
        }
    }

    private static string InsertText(SetTable table) =>
        $"INSERT INTO \"{table.Name}\" ({table.ColumnNames}) VALUES ({string.Join(", ", Enumerable.Range(0, table.Columns.Count).Select(SqliteSets.Name))})";
}
