using System.Diagnostics;
using Npgsql;

namespace FletsCollect.Benchmarks;

/// <summary>What the database can do with hand-written SQL: a charge, two postings, an idempotency row and the limit's conditional update, one commit each.</summary>
internal sealed class RawInserts : IAsyncDisposable
{
    private const string Schema = """
        CREATE SCHEMA IF NOT EXISTS probe;
        CREATE TABLE IF NOT EXISTS probe.charge (id uuid PRIMARY KEY, merchant int, line int, amount bigint, at timestamptz);
        CREATE TABLE IF NOT EXISTS probe.posting (id uuid PRIMARY KEY, charge uuid, account text, amount bigint);
        CREATE TABLE IF NOT EXISTS probe.idempotency (merchant int, key text, body text, PRIMARY KEY (merchant, key));
        CREATE TABLE IF NOT EXISTS probe.line_limit (line int PRIMARY KEY, posted bigint, most bigint);
        INSERT INTO probe.line_limit SELECT i, 0, 1000000000 FROM generate_series(0, 9999) i ON CONFLICT DO NOTHING;
        """;

    private readonly NpgsqlDataSource source;
    private readonly int clients;

    private RawInserts(NpgsqlDataSource source, int clients)
    {
        (this.source, this.clients) = (source, clients);
    }

    public static async Task<RawInserts> OpenAsync(string connectionString, int clients)
    {
        var opened = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = clients + 2, MaxAutoPrepare = 20 }.ConnectionString);
        await using (var schema = opened.CreateCommand(Schema))
            await schema.ExecuteNonQueryAsync();
        var inserts = new RawInserts(opened, clients);
        await inserts.RunAsync(clients * 100);
        return inserts;
    }

    public async Task<Load> RunAsync(int count)
    {
        var next = -1;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            await using var connection = await source.OpenConnectionAsync();
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
                await ChargeAsync(connection, i);
        })));
        return new Load(count / Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 0, new Dictionary<int, int>());
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private static async Task ChargeAsync(NpgsqlConnection connection, int i)
    {
        var id = Guid.CreateVersion7();
        await using var batch = new NpgsqlBatch(connection);
        Add("UPDATE probe.line_limit SET posted = posted + 10 WHERE line = $1 AND posted + 10 <= most", i % 10_000);
        Add("INSERT INTO probe.charge VALUES ($1, $2, $3, 10, now())", id, i % 100, i % 10_000);
        Add("INSERT INTO probe.posting VALUES ($1, $2, 'line', 10)", Guid.CreateVersion7(), id);
        Add("INSERT INTO probe.posting VALUES ($1, $2, 'merchant', -10)", Guid.CreateVersion7(), id);
        Add("INSERT INTO probe.idempotency VALUES ($1, $2, '{}')", i % 100, id.ToString());
        await batch.ExecuteNonQueryAsync();

        void Add(string text, params object[] values)
        {
            var command = new NpgsqlBatchCommand(text);
            foreach (var value in values)
                command.Parameters.Add(new NpgsqlParameter { Value = value });
            batch.BatchCommands.Add(command);
        }
    }
}
