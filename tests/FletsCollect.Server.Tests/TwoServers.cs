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

    internal TwoServers(TimeProvider clock)
        : this(clock, FreePort(), new Dictionary<string, string>(StringComparer.Ordinal))
    {
    }

    private TwoServers(TimeProvider clock, int port, Dictionary<string, string> shared)
        : base(clock, settings: shared)
    {
        this.shared = shared;
        shared["Provider:Issuer"] = $"http://localhost:{port}/";
        shared["Database:ConnectionString"] = ConnectionString;
        second = new RunningServer(clock, settings: shared);
        front = new RoundRobin(port, [Address, second.Address]);
    }

    /// <summary>Both servers' own services.</summary>
    internal IReadOnlyList<IServiceProvider> Each => [Services, second.Services];

    /// <summary>Sends every request from now on to one server, by its number.</summary>
    internal void SendTo(int server) => front.Only = server;

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
