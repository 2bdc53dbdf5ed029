using FletsCollect.Database.Tests;
using FletsCollect.Server.Provider.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Server.Tests;

/// <summary>
/// Two servers on one database behind one address, each request to the other one than the request before. Tests use them as they use
/// one.
/// </summary>
public class TwoServers : RunningServer
{
    private readonly Dictionary<string, string> shared;
    private readonly RunningServer second;
    private readonly RoundRobin front;

    public TwoServers(TimeProvider clock)
        : this(clock, LoopbackPort.Free(), LoopbackPort.Free(), new Dictionary<string, string>(StringComparer.Ordinal))
    {
    }

    private TwoServers(TimeProvider clock, int port, int tlsPort, Dictionary<string, string> shared)
        : base(clock, settings: shared)
    {
        this.shared = shared;
        shared["Provider:Issuer"] = $"http://localhost:{port}/";
        shared["Database:ConnectionString"] = ConnectionString;
        MutualTlsAddress = new Uri($"https://localhost:{tlsPort}/");
        shared["Provider:MutualTls:Address"] = MutualTlsAddress.AbsoluteUri;
        shared["Provider:MutualTls:Authorities:0"] = AuthorityFile();
        shared["Network:Proxies:0"] = "127.0.0.1";
        shared["Network:Proxies:1"] = "::1";
        shared["Network:ClientCertificateHeader"] = RoundRobin.CertificateHeader;
        second = new RunningServer(clock, settings: shared);
        front = new RoundRobin(port, tlsPort, [Address, second.Address]);
    }

    /// <summary>Both servers' own services.</summary>
    internal IReadOnlyList<IServiceProvider> Each => [Services, second.Services];

    /// <summary>Sends every request from now on to one server, by its number.</summary>
    internal void SendTo(int server) => front.Only = server;

    protected override async Task FollowClientsAsync()
    {
        foreach (var services in Each)
            await services.GetRequiredService<RegisteredClients>().FollowAsync(CancellationToken.None);
    }

    /// <summary>None of Kestrel's own: TLS ends in front of both servers.</summary>
    protected override IReadOnlyDictionary<string, string> MutualTlsSettings() => new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Sets both servers up alike, before they start.</summary>
    protected void Share(string setting, string value) => shared[setting] = value;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await second.InitializeAsync();
        await front.StartAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await front.DisposeAsync();
        await second.DisposeAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
