using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Database.Sets;

/// <summary>SQLite: the query is parsed once and run for each key, which costs no round trip there.</summary>
internal sealed class SqliteSetReader : ISetReader
{
    public Task ReadAsync(FletsCollectDbContext db, LookUp lookUp, IReadOnlyList<object[]> keys, Action<int, IFoundRows> found, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
            return Task.CompletedTask;
        var plan = LookUpPlan.Of(db, lookUp);
        var width = keys[0].Length;
        using var command = SqliteSets.Prepare(db, plan.Text($"(SELECT 0 AS n, {SqliteSets.Values(width)}) AS k"), width);
        for (var i = 0; i < keys.Count; i++)
        {
            SqliteSets.Bind(command, keys[i]);
            using var reader = command.ExecuteReader();
            if (reader.Read())
                found(i, plan.Rows(reader));
        }
        return Task.CompletedTask;
    }
}
