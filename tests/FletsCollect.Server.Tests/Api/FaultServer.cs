using System.Net;
using FletsCollect.Database.Tests;
using FletsCollect.Reconciliation;
using FletsCollect.Server.Database;
using FletsCollect.Server.Hosting.Throttling;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace FletsCollect.Server.Tests.Api;

/// <summary>A server within the test, beside which another program may run on the same database and under the same name.</summary>
internal sealed class FaultServer : IAsyncDisposable
{
    private readonly RunningServer server;

    private FaultServer(RunningServer server, PostgreSqlCluster? cluster)
    {
        this.server = server;
        Cluster = cluster;
    }

    /// <summary>The database server; null for SQLite.</summary>
    public PostgreSqlCluster? Cluster { get; }

    public IServiceProvider Services => server.Services;

    /// <summary>The address that tokens are for, at which the other program listens.</summary>
    public Uri Issuer => server.Issuer;

    /// <summary>Where this one listens.</summary>
    public IPEndPoint EndPoint => new(IPAddress.Loopback, server.Address.Port);

    /// <summary>The settings of the other program.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <param name="kind">The database.</param>
    /// <param name="issuer">The address under which both are known.</param>
    /// <param name="durable">True when the database itself is to be stopped.</param>
    public static async Task<FaultServer> OpenAsync(DatabaseKind kind, Uri issuer, bool durable)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Provider:Issuer"] = issuer.AbsoluteUri, ["Database:Kind"] = kind.ToString(), ["Jobs:Enabled"] = "false" };
        foreach (var rule in Enum.GetNames<ThrottleRule>())
            settings[$"Throttling:{rule}:Permits"] = "1000000";
        PostgreSqlCluster? cluster = null;
        if (kind == DatabaseKind.PostgreSql)
        {
            cluster = await PostgreSqlCluster.StartAsync(durable);
            settings["Database:ConnectionString"] = DatabaseSetup.PostgreSqlConnectionString(new NpgsqlConnectionStringBuilder(cluster.ConnectionString) { Database = $"faults_{Guid.CreateVersion7():N}", Timeout = 60 }.ConnectionString);
        }
        var running = new RunningServer(TimeProvider.System, settings: settings);
        await running.InitializeAsync();
        settings.TryAdd("Database:ConnectionString", running.ConnectionString);
        return new FaultServer(running, cluster)
        {
            Settings = settings.ToDictionary(setting => setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value, StringComparer.Ordinal),
        };
    }

    public Task<T> ReadAsync<T>(Func<FletsCollectDbContext, Task<T>> read) => server.DatabaseAsync(read);

    /// <summary>What the books' own checks find.</summary>
    public async Task<IReadOnlyList<Finding>> VerifyAsync()
    {
        await using var scope = Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<VerifyBooks>().ExecuteAsync(CancellationToken.None);
    }

    /// <summary>Forgets connections that the database does not know any more.</summary>
    public void ForgetConnections()
    {
        using var connection = new NpgsqlConnection(Settings["Database__ConnectionString"]);
        NpgsqlConnection.ClearPool(connection);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        if (Cluster is not null)
        {
            NpgsqlConnection.ClearAllPools();
            await Cluster.DisposeAsync();
        }
    }
}
