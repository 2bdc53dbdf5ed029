using System.Net;

namespace FletsCollect.Samples.Network;

/// <summary>One home: a line, an address, and a proxy through which its browsers go.</summary>
public sealed class Home : IAsyncDisposable
{
    private readonly AccountingClient _accounting;
    private readonly ForwardProxy _proxy;
    private string? _sessionId;
    private bool _disposed;

    internal Home(string? lineNumber, IPAddress address, int proxyPort, AccountingClient accounting)
    {
        (LineNumber, Address, _accounting) = (lineNumber, address, accounting);
        _proxy = new ForwardProxy(address, proxyPort);
    }

    /// <summary>The line, or null for somebody who is on none that the provider knows.</summary>
    public string? LineNumber { get; }

    /// <summary>The address that servers see when this home connects.</summary>
    public IPAddress Address { get; }

    /// <summary>
    /// The home's HTTP proxy, for <c>curl --proxy</c>, a browser context's proxy server or <see cref="WebProxy"/>. Chromium goes past a
    /// proxy for localhost unless it gets the bypass list <c>&lt;-loopback&gt;</c>.
    /// </summary>
    public Uri ProxyAddress => _proxy.Address;

    /// <summary>True between a session's start and its end.</summary>
    public bool HasSession => _sessionId is not null;

    /// <summary>The line comes up: Accounting-Request Start, acknowledged by the provider when this returns.</summary>
    public async Task StartSessionAsync(CancellationToken cancellationToken = default)
    {
        var line = LineNumber ?? throw new InvalidOperationException("A home without a line has no session.");
        if (_sessionId is not null)
            throw new InvalidOperationException($"{line} already has a session; end it first.");

        var sessionId = Guid.CreateVersion7().ToString("N");
        await _accounting.SendAsync("Start", line, sessionId, Address, cancellationToken);
        _sessionId = sessionId;
    }

    /// <summary>The line is still up: Interim-Update.</summary>
    public Task UpdateSessionAsync(CancellationToken cancellationToken = default) =>
        _accounting.SendAsync("Interim-Update", LineNumber!, Session(), Address, cancellationToken);

    /// <summary>The line goes down: Stop. From now on the provider must not recognise this home; its proxy still works.</summary>
    public async Task EndSessionAsync(CancellationToken cancellationToken = default)
    {
        await _accounting.SendAsync("Stop", LineNumber!, Session(), Address, cancellationToken);
        _sessionId = null;
    }

    /// <summary>A client that connects from this home, for tests without a browser. It follows no redirect and keeps no cookie.</summary>
    public HttpClient CreateHttpClient() => new(new SocketsHttpHandler
    {
        Proxy = new WebProxy(ProxyAddress) { BypassProxyOnLocal = false },
        UseProxy = true,
        AllowAutoRedirect = false,
        UseCookies = false,
    });

    /// <summary>Ends the session, as far as the provider still answers, and closes the proxy.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;

        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            if (HasSession)
                await EndSessionAsync(patience.Token);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            // The provider was stopped first, as test hosts do; there is nobody left to tell.
        }

        await _proxy.DisposeAsync();
    }

    internal void ForgetSession() => _sessionId = null;

    private string Session() => _sessionId ?? throw new InvalidOperationException("This home has no session.");
}
