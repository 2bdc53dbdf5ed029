using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Database.SetWriters;

/// <summary>SQL Server: Entity Framework inserts, which batches by itself, and each conditional change is a command.</summary>
internal sealed class SqlServerSetWriter : ISetWriter
{
    public async Task WriteAsync(FletsCollectDbContext db, WriteSet set, CancellationToken cancellationToken)
    {
        foreach (var change in set.Changes)
        {
            var table = SetTable.Of(db, change.Table);
            var width = change.Rows[0].Length;
            var values = string.Join(", ", Enumerable.Range(0, width).Select(i => string.Create(CultureInfo.InvariantCulture, $"{{{i}}} AS c{i}")));
            var text = $"UPDATE t SET {change.Assignments} FROM \"{table.Name}\" AS t CROSS JOIN (SELECT {values}) AS v WHERE {change.Condition}";
            foreach (var row in change.Rows)
            {
                if (await db.Database.ExecuteSqlRawAsync(text, row, cancellationToken) != 1)
                    throw new DbUpdateConcurrencyException($"{change.Table.Name}: a row was not as it had been read.");
            }
        }
        foreach (var rows in set.Inserts)
            db.AddRange(rows);
        await db.SaveChangesAsync(cancellationToken);
    }
}
