using System.Data.Common;
using System.Net;
using FletsCollect.Database.Tests;
using FletsCollect.Server.Database;
using FletsCollect.Server.Hosting.Throttling;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FletsCollect.Benchmarks;

/// <summary>The real server on a real port and a database of its own, with the demo's merchant.</summary>
internal sealed class BenchmarkServer : WebApplicationFactory<Program>
{
    private readonly Setup setup;
    private readonly string connectionString;
    private readonly int port = LoopbackPort.Free();
    private readonly int mutualTlsPort = LoopbackPort.Free();

    public BenchmarkServer(Setup setup, string connectionString)
    {
        this.setup = setup;
        this.connectionString = connectionString;
        UseKestrel(kestrel =>
        {
            kestrel.ListenLocalhost(port);
            kestrel.ListenLocalhost(mutualTlsPort, Certificates.Ask);
        });
    }

    public Uri Issuer => new($"http://localhost:{port}/");

    public IPEndPoint EndPoint => new(IPAddress.Loopback, port);

    /// <summary>Where merchants show certificates.</summary>
    public IPEndPoint MutualTlsEndPoint => new(IPAddress.Loopback, mutualTlsPort);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseSetting("Provider:Issuer", Issuer.AbsoluteUri);
        builder.UseSetting("Provider:MutualTls:Address", $"https://localhost:{mutualTlsPort}/");
        builder.UseSetting("Database:Kind", setup.Kind.ToString());
        builder.UseSetting("Database:ConnectionString", connectionString);
        builder.UseSetting("Jobs:Enabled", "false");
        // One merchant at one address is all the load there is.
        foreach (var rule in Enum.GetNames<ThrottleRule>())
            builder.UseSetting($"Throttling:{rule}:Permits", "10000000");
        if (setup.Kind == DatabaseKind.Sqlite)
            builder.ConfigureTestServices(services => services.ConfigureDbContext<FletsCollectDbContext>(context => context.AddInterceptors(new Synchronous(setup.Synchronous))));
        builder.ConfigureLogging(logging => logging.ClearProviders());
    }

    /// <summary>Sets how surely SQLite commits, after the product did.</summary>
    private sealed class Synchronous(string mode) : DbConnectionInterceptor
    {
        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            using var command = connection.CreateCommand();
#pragma warning disable CA2100 // One of two words of this program's own.
            command.CommandText = $"PRAGMA synchronous={mode}";
#pragma warning restore CA2100
            command.ExecuteNonQuery();
        }

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            ConnectionOpened(connection, eventData);
            return Task.CompletedTask;
        }
    }
}
