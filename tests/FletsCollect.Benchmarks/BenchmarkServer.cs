using System.Net;
using FletsCollect.Database.Tests;
using FletsCollect.Server.Database;
using FletsCollect.Server.Hosting.Throttling;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace FletsCollect.Benchmarks;

/// <summary>The real server on a real port and a database of its own, with the demo's merchant.</summary>
internal sealed class BenchmarkServer : WebApplicationFactory<Program>
{
    private readonly DatabaseKind kind;
    private readonly string connectionString;
    private readonly int port = LoopbackPort.Free();

    public BenchmarkServer(DatabaseKind kind, string connectionString)
    {
        this.kind = kind;
        this.connectionString = connectionString;
        UseKestrel(port);
    }

    public Uri Issuer => new($"http://localhost:{port}/");

    public IPEndPoint EndPoint => new(IPAddress.Loopback, port);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseSetting("Provider:Issuer", Issuer.AbsoluteUri);
        builder.UseSetting("Database:Kind", kind.ToString());
        builder.UseSetting("Database:ConnectionString", connectionString);
        builder.UseSetting("Jobs:Enabled", "false");
        // One merchant at one address is all the load there is.
        foreach (var rule in Enum.GetNames<ThrottleRule>())
            builder.UseSetting($"Throttling:{rule}:Permits", "10000000");
        builder.ConfigureLogging(logging => logging.ClearProviders());
    }
}
