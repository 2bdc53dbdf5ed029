using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;

namespace FletsCollect.Server.Database.SetWriters;

/// <summary>
/// PostgreSQL: every table's rows travel as one array for each column, and all commands of a set in one round trip.
/// </summary>
internal sealed class PostgreSqlSetWriter : ISetWriter
{
    private static readonly ConcurrentDictionary<SetTable, string> InsertTexts = new();

    public async Task WriteAsync(FletsCollectDbContext db, WriteSet set, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch((NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction());
        // The changes first: when one of them finds another state, nothing has been inserted in vain.
        foreach (var change in set.Changes)
            batch.BatchCommands.Add(ChangeCommand(SetTable.Of(db, change.Table), change));
        foreach (var rows in set.Inserts)
            batch.BatchCommands.Add(InsertCommand(SetTable.Of(db, rows[0].GetType()), rows));
        if (batch.BatchCommands.Count == 0)
            return;
        await batch.ExecuteNonQueryAsync(cancellationToken);
        for (var i = 0; i < set.Changes.Count; i++)
        {
            if (batch.BatchCommands[i].RecordsAffected != set.Changes[i].Rows.Count)
                throw new DbUpdateConcurrencyException($"{set.Changes[i].Table.Name}: {batch.BatchCommands[i].RecordsAffected} of {set.Changes[i].Rows.Count} rows were as they had been read.");
        }
    }

    private static NpgsqlBatchCommand InsertCommand(SetTable table, IReadOnlyList<object> rows)
    {
        var command = new NpgsqlBatchCommand(InsertTexts.GetOrAdd(table, InsertText));
        foreach (var column in table.Columns)
            command.Parameters.Add(ArrayOf(column.Type, column.IsNullable, rows.Count, i => column.ValueIn(rows[i])));
        return command;
    }

    private static string InsertText(SetTable table)
    {
        var columns = string.Join(", ", table.Columns.Select(column => $"\"{column.Name}\""));
        return $"INSERT INTO \"{table.Name}\" ({columns}) SELECT * FROM unnest({Parameters(table.Columns.Count)})";
    }

    private static NpgsqlBatchCommand ChangeCommand(SetTable table, ConditionalChange change)
    {
        var width = change.Rows[0].Length;
        var values = string.Join(", ", Enumerable.Range(0, width).Select(i => $"c{i}"));
        var command = new NpgsqlBatchCommand($"UPDATE \"{table.Name}\" AS t SET {change.Assignments} FROM unnest({Parameters(width)}) AS v({values}) WHERE {change.Condition}");
        for (var c = 0; c < width; c++)
        {
            var column = c;
            command.Parameters.Add(ArrayOf(change.Rows[0][column].GetType(), isNullable: false, change.Rows.Count, i => change.Rows[i][column]));
        }
        return command;
    }

    private static string Parameters(int count) => string.Join(", ", Enumerable.Range(1, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"${i}")));

    private static NpgsqlParameter ArrayOf(Type type, bool isNullable, int count, Func<int, object?> value)
    {
        if (type == typeof(Guid))
            return Array<Guid>(NpgsqlDbType.Uuid, isNullable, count, value);
        if (type == typeof(string))
            return Texts(count, value);
        if (type == typeof(long))
            return Array<long>(NpgsqlDbType.Bigint, isNullable, count, value);
        if (type == typeof(int))
            return Array<int>(NpgsqlDbType.Integer, isNullable, count, value);
        if (type == typeof(bool))
            return Array<bool>(NpgsqlDbType.Boolean, isNullable, count, value);
        if (type == typeof(DateTime))
            return Array<DateTime>(NpgsqlDbType.TimestampTz, isNullable, count, value);
        if (type == typeof(DateTimeOffset))
            return Array<DateTimeOffset>(NpgsqlDbType.TimestampTz, isNullable, count, value);
        if (type == typeof(DateOnly))
            return Array<DateOnly>(NpgsqlDbType.Date, isNullable, count, value);
        throw new NotSupportedException($"A column of {type.Name} has no array here yet; add it.");
    }

    private static NpgsqlParameter Array<T>(NpgsqlDbType element, bool isNullable, int count, Func<int, object?> value)
        where T : struct
    {
        if (isNullable)
        {
            var some = new T?[count];
            for (var i = 0; i < count; i++)
                some[i] = (T?)value(i);
            return new NpgsqlParameter<T?[]> { TypedValue = some, NpgsqlDbType = NpgsqlDbType.Array | element };
        }
        var all = new T[count];
        for (var i = 0; i < count; i++)
            all[i] = (T)value(i)!;
        return new NpgsqlParameter<T[]> { TypedValue = all, NpgsqlDbType = NpgsqlDbType.Array | element };
    }

    private static NpgsqlParameter<string?[]> Texts(int count, Func<int, object?> value)
    {
        var all = new string?[count];
        for (var i = 0; i < count; i++)
            all[i] = (string?)value(i);
        return new NpgsqlParameter<string?[]> { TypedValue = all, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
    }
}
