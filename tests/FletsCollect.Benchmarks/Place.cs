using FletsCollect.Database.Tests;
using FletsCollect.Server.Database;
using Npgsql;

namespace FletsCollect.Benchmarks;

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
        return new Place(new NpgsqlConnectionStringBuilder(started.ConnectionString) { Database = "benchmark", MaxPoolSize = 80, CommandTimeout = 300, Timeout = 300 }.ConnectionString, started, null);
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
