using System.Collections.Concurrent;
using System.Globalization;
using FletsCollect.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace FletsCollect.Server.Database.Sets;

/// <summary>
/// PostgreSQL: every table's rows travel as one array for each column, and all commands of a set in one round trip.
/// </summary>
internal sealed class PostgreSqlSetWriter : ISetWriter
{
    private static readonly ConcurrentDictionary<SetTable, Insert> Inserts = new();

    public Task WriteAsync(FletsCollectDbContext db, WriteSet set, CancellationToken cancellationToken) => ExecuteAsync(db, set, head: null, cancellationToken);

    public async Task<LedgerHead> WriteAndTakeNumberAsync(FletsCollectDbContext db, WriteSet set, CancellationToken cancellationToken) =>
        await ExecuteAsync(db, set, SetTable.Of(db, typeof(LedgerHead)), cancellationToken) ?? throw new InvalidOperationException("The ledger has no head.");

    public string NewKey(DateTime now) => $"('{ISetWriter.KeyHead(now)}' || substr(gen_random_uuid()::text, 16))::uuid";

    // Sorts and joins in memory instead of files; and no compiling, which takes a second for branches that hardly any row goes through.
    public Task ExpectManyRowsAsync(FletsCollectDbContext db, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"SET LOCAL work_mem = '64MB'; SET LOCAL jit = off", cancellationToken);

    public Task CountAnewAsync(FletsCollectDbContext db, Type table, CancellationToken cancellationToken)
    {
#pragma warning disable EF1002 // The name comes from the model.
        return db.Database.ExecuteSqlRawAsync($"ANALYZE \"{SetTable.Of(db, table).Name}\"", cancellationToken);
#pragma warning restore EF1002
    }

    private static async Task<LedgerHead?> ExecuteAsync(FletsCollectDbContext db, WriteSet set, SetTable? head, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch((NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction());
        // The changes first: when one of them finds another state, nothing has been inserted in vain.
        foreach (var change in set.Changes)
            batch.BatchCommands.Add(ChangeCommand(SetTable.Of(db, change.Table), change));
        foreach (var rows in set.Inserts)
            batch.BatchCommands.Add(Inserts.GetOrAdd(SetTable.Of(db, rows[0].GetType()), static table => new Insert(table)).Command(rows));
        if (head is not null)
            batch.BatchCommands.Add(new NpgsqlBatchCommand($"UPDATE \"{head.Name}\" SET batch_number = batch_number + 1 RETURNING {head.ColumnNames}"));
        if (batch.BatchCommands.Count == 0)
            return null;
        LedgerHead? taken = null;
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
        {
            do
            {
                while (await reader.ReadAsync(cancellationToken))
                    taken = (LedgerHead)head!.Read(reader, first: 0);
            }
            while (await reader.NextResultAsync(cancellationToken));
        }
        for (var i = 0; i < set.Changes.Count; i++)
        {
            if (batch.BatchCommands[i].RecordsAffected != set.Changes[i].Rows.Count)
                throw new DbUpdateConcurrencyException($"{set.Changes[i].Table.Name}: {batch.BatchCommands[i].RecordsAffected} of {set.Changes[i].Rows.Count} rows were as they had been read.");
        }
        return taken;
    }

    private static NpgsqlBatchCommand ChangeCommand(SetTable table, ConditionalChange change)
    {
        var width = change.Rows[0].Length;
        var values = string.Join(", ", Enumerable.Range(0, width).Select(i => string.Create(CultureInfo.InvariantCulture, $"c{i}")));
        var command = new NpgsqlBatchCommand($"UPDATE \"{table.Name}\" AS t SET {change.Assignments} FROM unnest({PostgreSqlArrays.Parameters(width)}) AS v({values}) WHERE {change.Condition}");
        for (var part = 0; part < width; part++)
            command.Parameters.Add(PostgreSqlArrays.OfPart(change.Rows, part));
        return command;
    }

    /// <summary>How rows of one table are inserted.</summary>
    private sealed class Insert(SetTable table)
    {
        private readonly string text =
            $"INSERT INTO \"{table.Name}\" ({table.ColumnNames}) SELECT * FROM unnest({PostgreSqlArrays.Parameters(table.Columns.Count)})";

        private readonly Func<IReadOnlyList<object>, NpgsqlParameter>[] arrays = [.. table.Columns.Select(PostgreSqlArrays.Of)];

        public NpgsqlBatchCommand Command(IReadOnlyList<object> rows)
        {
            var command = new NpgsqlBatchCommand(text);
            foreach (var array in arrays)
                command.Parameters.Add(array(rows));
            return command;
        }
    }
}
