using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace FletsCollect.Server.Database.SetWriters;

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

    private static void Insert(FletsCollectDbContext db, SetTable table, IReadOnlyList<object> rows)
    {
        using var command = Prepare(db, InsertTexts.GetOrAdd(table, InsertText), table.Columns.Count);
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
        var values = string.Join(", ", Enumerable.Range(0, width).Select(i => string.Create(CultureInfo.InvariantCulture, $"$p{i} AS c{i}")));
        using var command = Prepare(db, $"UPDATE \"{table.Name}\" AS t SET {change.Assignments} FROM (SELECT {values}) AS v WHERE {change.Condition}", width);
        foreach (var row in change.Rows)
        {
            for (var i = 0; i < width; i++)
                command.Parameters[i].Value = row[i];
            if (command.ExecuteNonQuery() != 1)
                throw new DbUpdateConcurrencyException($"{change.Table.Name}: a row was not as it had been read.");
        }
    }

    private static string InsertText(SetTable table)
    {
        var columns = string.Join(", ", table.Columns.Select(column => $"\"{column.Name}\""));
        var values = string.Join(", ", Enumerable.Range(0, table.Columns.Count).Select(i => string.Create(CultureInfo.InvariantCulture, $"$p{i}")));
        return $"INSERT INTO \"{table.Name}\" ({columns}) VALUES ({values})";
    }

    private static SqliteCommand Prepare(FletsCollectDbContext db, string text, int parameters)
    {
        var command = (SqliteCommand)db.Database.GetDbConnection().CreateCommand();
        command.Transaction = (SqliteTransaction?)db.Database.CurrentTransaction?.GetDbTransaction();
#pragma warning disable CA2100 // Tables and columns come from the model, conditions from the product's own code.
        command.CommandText = text;
#pragma warning restore CA2100
        for (var i = 0; i < parameters; i++)
            command.Parameters.Add(new SqliteParameter(string.Create(CultureInfo.InvariantCulture, $"$p{i}"), null));
        return command;
    }
}
