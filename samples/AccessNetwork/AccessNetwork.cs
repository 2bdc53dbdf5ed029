using System.Collections.Concurrent;
using System.Net;

namespace FletsCollect.Samples.Network;

/// <summary>
/// Plays the access network: homes with a line, a real source address each, and accounting records to the provider as the operator's
/// AAA sends them. Browsers and tests use a home by its proxy.
/// </summary>
/// <remarks>
/// The addresses are real loopback addresses (127.0.1.1 and up), which Linux and Windows accept without set-up; macOS needs
/// <c>sudo ifconfig lo0 alias 127.0.1.1</c> for each. No header says who is calling, so nothing has to be trusted.
/// </remarks>
public sealed class AccessNetwork : IAsyncDisposable
{
    // One sequence per process: two networks of one test run that talk to one provider must not share an address.
    private static int s_lastAddress;
    private static int s_lastAccessServer;

    private readonly AccountingClient _accounting;
    private readonly ConcurrentBag<Home> _homes = [];

    /// <summary>An access network whose AAA reports to a provider.</summary>
    /// <param name="provider">The provider's base address, such as <c>http://localhost:5080/</c>.</param>
    /// <param name="aaaKey">The bearer key of the AAA.</param>
    /// <param name="clock">The clock that stamps the records; default: the system's.</param>
    public AccessNetwork(Uri provider, string aaaKey, TimeProvider? clock = null)
    {
        // A label of this access server, so that its restart ends only its own sessions.
        var number = Interlocked.Increment(ref s_lastAccessServer);
        AccessServer = new IPAddress([127, 1, (byte)(number / 256), (byte)(number % 256)]);
        _accounting = new AccountingClient(provider, aaaKey, AccessServer, clock ?? TimeProvider.System);
    }

    /// <summary>The NAS-IP-Address of every record of this network.</summary>
    public IPAddress AccessServer { get; }

    /// <summary>Opens a home on a line: its proxy listens and its session has started when this returns.</summary>
    /// <param name="lineNumber">The line, such as <c>CAF0000000001</c>.</param>
    /// <param name="proxyPort">The port of the home's proxy on 127.0.0.1; 0 takes a free one.</param>
    /// <param name="cancellationToken">Ends the waiting for the provider.</param>
    public async Task<Home> StartHomeAsync(string lineNumber, int proxyPort = 0, CancellationToken cancellationToken = default)
    {
        var home = Open(lineNumber, proxyPort);
        await home.StartSessionAsync(cancellationToken);
        return home;
    }

    /// <summary>Opens a home that the provider knows nothing of: somebody on the Internet.</summary>
    /// <param name="proxyPort">The port of the home's proxy on 127.0.0.1; 0 takes a free one.</param>
    public Task<Home> StartHomeWithoutSessionAsync(int proxyPort = 0) => Task.FromResult(Open(lineNumber: null, proxyPort));

    /// <summary>The access server restarts: Accounting-Off and -On end all sessions of this network at once, as RFC 2866 has it.</summary>
    public async Task RestartAccessServerAsync(CancellationToken cancellationToken = default)
    {
        await _accounting.SendRestartAsync(cancellationToken);
        foreach (var home in _homes)
            home.ForgetSession();
    }

    /// <summary>Ends all sessions, as far as the provider still answers, and closes all proxies.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var home in _homes)
            await home.DisposeAsync();
        _accounting.Dispose();
    }

    private Home Open(string? lineNumber, int proxyPort)
    {
        var number = Interlocked.Increment(ref s_lastAddress) - 1;
        var home = new Home(lineNumber, new IPAddress([127, 0, (byte)(1 + (number / 250)), (byte)(1 + (number % 250))]), proxyPort, _accounting);
        _homes.Add(home);
        return home;
    }
}
