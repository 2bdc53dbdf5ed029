namespace FletsCollect.Server.Database.Sets;

/// <summary>SQL Server: the keys travel as one JSON text, and everything comes back in one round trip.</summary>
internal sealed class SqlServerSetReader : ISetReader
{
    public async Task ReadAsync(FletsCollectDbContext db, LookUp lookUp, IReadOnlyList<object[]> keys, Action<int, IFoundRows> found, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
            return;
        await using var command = SqlServerSets.Command(db, Text(db, lookUp, keys[0]), keys.Select((key, n) => (object[])[n, .. key]));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = LookUpPlan.Of(db, lookUp).Rows(reader);
        while (await reader.ReadAsync(cancellationToken))
            found(reader.GetInt32(0), rows);
    }

    /// <param name="db">The context.</param>
    /// <param name="lookUp">The look-up.</param>
    /// <param name="key">One of the keys, for the types of its parts.</param>
    public static string Text(FletsCollectDbContext db, LookUp lookUp, object[] key) =>
        LookUpPlan.Of(db, lookUp).Text(SqlServerSets.Source([("n", 0), .. key.Select((part, i) => (FormattableString.Invariant($"c{i}"), part))]) + " AS k");
}
