using System.Globalization;
using FletsCollect.Database.Tests;
using FletsCollect.Server.Database;
using Npgsql;

namespace FletsCollect.Benchmarks;

/// <summary>
/// Charges per second over HTTP on the full path (sender-constrained token, grant, limit, idempotency, transfers, batch hash, outbox, audit;
/// answered after a durable commit), beside what this machine can do at all. All figures of one table come from one run; compare their
/// ratios, never the numbers of two machines or two days.
/// </summary>
internal static class ChargeBenchmark
{
    private const int MerchantCount = 100;

    private static readonly (int Connections, int Count)[] Rows = [(1, 1_000), (8, 6_000), (64, 20_000), (256, 30_000)];

    public static async Task RunAsync(DatabaseKind kind, int scale, TextWriter output)
    {
        await using var place = await Place.OpenAsync(kind);
        await using var server = new BenchmarkServer(kind, place.ConnectionString);
        server.StartServer();
        await using var echo = await ProbeServer.EchoAsync();
        await using var entities = await ProbeServer.ByEntitiesAsync(server);
        var shop = new Shop(server);
        await shop.OpenAsync(MerchantCount);

        // Compiles the code and fills the caches of both.
        await LoadGenerator.RunAsync(server.EndPoint, await shop.ApprovedAsync(4_000 * scale, MerchantCount), 64);
        await LoadGenerator.RunAsync(echo.EndPoint, await shop.ApprovedAsync(4_000 * scale, MerchantCount), 64);

        await output.WriteLineAsync($"{kind}, {Environment.ProcessorCount} cores, load and server in one process, durable commits");
        await output.WriteLineAsync("connections |  charges/s    p50 ms    p99 ms |     echo/s    p50 ms    p99 ms | charges / echo");
        foreach (var (connections, count) in Rows)
            await RowAsync(server, echo, shop, connections, count * scale, output);

        await output.WriteLineAsync();
        var spread = (await LoadGenerator.RunAsync(server.EndPoint, await shop.ApprovedAsync(20_000 * scale, MerchantCount), 64)).Expect(201);
        var hot = (await LoadGenerator.RunAsync(server.EndPoint, await shop.ApprovedAsync(20_000 * scale, 1), 64)).Expect(201);
        await output.WriteLineAsync(Invariant($"one hot merchant / {MerchantCount} merchants, 64 connections: {hot.PerSecond:0} / {spread.PerSecond:0} = {hot.PerSecond / spread.PerSecond:0.00}"));
        var perEntity = (await LoadGenerator.RunAsync(entities.EndPoint, await shop.ApprovedAsync(2_000 * scale, MerchantCount), 64)).Expect(201);
        await output.WriteLineAsync(Invariant($"Entity Framework, one transaction for each request, no token check, 64 connections: {perEntity.PerSecond:0}; the charge path is {spread.PerSecond / perEntity.PerSecond:0.0} x"));
        if (kind == DatabaseKind.PostgreSql)
        {
            var raw = await RawInserts.PerSecondAsync(place.ConnectionString, clients: 8, 10_000 * scale);
            await output.WriteLineAsync(Invariant($"hand-written SQL, one commit for each charge, 8 clients, no HTTP: {raw:0}; the charge path at 64 connections is {spread.PerSecond / raw:0.00} x"));
        }
    }

    /// <summary>Charges and echo in turn, twice, because a machine's speed drifts; the better of each counts.</summary>
    private static async Task RowAsync(BenchmarkServer server, ProbeServer echo, Shop shop, int connections, int count, TextWriter output)
    {
        Load? charges = null, echoes = null;
        for (var turn = 0; turn < 2; turn++)
        {
            charges = Better(charges, (await LoadGenerator.RunAsync(server.EndPoint, await shop.ApprovedAsync(count, MerchantCount), connections)).Expect(201));
            echoes = Better(echoes, (await LoadGenerator.RunAsync(echo.EndPoint, await shop.ApprovedAsync(count, MerchantCount), connections)).Expect(200));
        }
        await output.WriteLineAsync(Invariant(
            $"{connections,11} | {charges!.PerSecond,10:0} {charges.Median,9:0.00} {charges.Percentile99,9:0.00} | {echoes!.PerSecond,10:0} {echoes.Median,9:0.00} {echoes.Percentile99,9:0.00} | {charges.PerSecond / echoes.PerSecond,14:0.000}"));
    }

    private static Load Better(Load? one, Load other) => one is null || other.PerSecond > one.PerSecond ? other : one;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Where a benchmark's database lives while it runs.</summary>
internal sealed class Place : IAsyncDisposable
{
    private readonly PostgreSqlCluster? cluster;
    private readonly string? folder;

    private Place(string connectionString, PostgreSqlCluster? cluster, string? folder)
    {
        ConnectionString = connectionString;
        this.cluster = cluster;
        this.folder = folder;
    }

    public string ConnectionString { get; }

    public static async Task<Place> OpenAsync(DatabaseKind kind)
    {
        if (kind == DatabaseKind.Sqlite)
        {
            var made = Directory.CreateTempSubdirectory("fletscollect-benchmark-").FullName;
            return new Place($"Data Source={Path.Combine(made, "benchmark.db")}", null, made);
        }
        var started = await PostgreSqlCluster.StartAsync(durable: true);
        return new Place(new NpgsqlConnectionStringBuilder(started.ConnectionString) { Database = "benchmark", MaxPoolSize = 80, MaxAutoPrepare = 50 }.ConnectionString, started, null);
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (cluster is not null)
            await cluster.DisposeAsync();
        if (folder is not null)
            Directory.Delete(folder, recursive: true);
    }
}
