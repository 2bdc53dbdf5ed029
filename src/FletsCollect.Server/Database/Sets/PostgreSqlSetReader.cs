using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace FletsCollect.Server.Database.Sets;

/// <summary>PostgreSQL: the keys travel as one array for each of their parts, and everything comes back in one round trip.</summary>
internal sealed class PostgreSqlSetReader : ISetReader
{
    public async Task ReadAsync(FletsCollectDbContext db, LookUp lookUp, IReadOnlyList<object[]> keys, Action<int, IFoundRows> found, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
            return;
        var plan = LookUpPlan.Of(db, lookUp);
        var width = keys[0].Length;
#pragma warning disable CA2100 // Tables and columns come from the model, conditions from the product's own code.
        await using var command = new NpgsqlCommand(plan.Text(KeySource(width)), (NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction());
#pragma warning restore CA2100
        command.Parameters.Add(PostgreSqlArrays.Of(Enumerable.Range(0, keys.Count)));
        for (var part = 0; part < width; part++)
            command.Parameters.Add(PostgreSqlArrays.OfPart(keys, part));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = plan.Rows(reader);
        while (await reader.ReadAsync(cancellationToken))
            found(reader.GetInt32(0), rows);
    }

    private static string KeySource(int width)
    {
        var parts = Enumerable.Range(0, width);
        return string.Create(CultureInfo.InvariantCulture, $"unnest({PostgreSqlArrays.Parameters(width + 1)}) AS k(n, {string.Join(", ", parts.Select(part => $"c{part}"))})");
    }
}
