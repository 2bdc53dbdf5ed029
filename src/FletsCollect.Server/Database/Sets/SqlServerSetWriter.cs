using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Database.Sets;

/// <summary>SQL Server: Entity Framework inserts, which batches by itself, and all changes of a table are one command.</summary>
internal sealed class SqlServerSetWriter : ISetWriter
{
    public async Task WriteAsync(FletsCollectDbContext db, WriteSet set, CancellationToken cancellationToken)
    {
        foreach (var change in set.Changes)
        {
            await using var command = SqlServerSets.Command(db, Text(db, change), change.Rows);
            var changed = await command.ExecuteNonQueryAsync(cancellationToken);
            if (changed != change.Rows.Count)
                throw new DbUpdateConcurrencyException($"{change.Table.Name}: {changed} of {change.Rows.Count} rows were as they had been read.");
        }
        foreach (var rows in set.Inserts)
            db.AddRange(rows);
        await db.SaveChangesAsync(cancellationToken);
    }

    public string NewKey(DateTime now) => $"CAST('{ISetWriter.KeyHead(now)}' + SUBSTRING(CAST(NEWID() AS char(36)), 16, 21) AS uniqueidentifier)";

    public static string Text(FletsCollectDbContext db, ConditionalChange change)
    {
        var source = SqlServerSets.Source(change.Rows[0].Select((value, i) => (FormattableString.Invariant($"c{i}"), value)));
        return $"UPDATE t SET {change.Assignments} FROM \"{SetTable.Of(db, change.Table).Name}\" AS t JOIN {source} AS v ON {change.Condition}";
    }
}
