using System.Net;
using System.Net.Sockets;

namespace FletsCollect.Server.Network;

/// <summary>The reverse proxies in front of this server, by address or prefix.</summary>
internal sealed class KnownProxies(IEnumerable<string> proxies)
{
    private readonly IPNetwork[] networks = [.. proxies.Select(Parse)];

    public bool Contains(IPAddress? address)
    {
        if (address is { IsIPv4MappedToIPv6: true })
            address = address.MapToIPv4();
        return address is not null && Array.Exists(networks, network => network.Contains(address));
    }

    private static IPNetwork Parse(string proxy) =>
        IPAddress.TryParse(proxy, out var address)
            ? new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128)
            : IPNetwork.Parse(proxy);
}

/// <summary>
/// Puts the client's address and scheme in the place of the proxy's own, from the one header that the proxies write. Walks back from the
/// nearest proxy to the first address that is none: what stands before that was written by the client, and is nothing.
/// </summary>
/// <remarks>
/// When a proxy's word cannot be read (an obfuscated identifier, <c>unknown</c>, a malformed header) the address is unknown, not the
/// proxy's: nobody is on the line of a proxy.
/// </remarks>
internal sealed class ClientAddress(ForwardedBy header, KnownProxies proxies)
{
    /// <summary>Proxies that one request may pass; more is a circle or a forgery.</summary>
    private const int MostHops = 8;

    public Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        if (proxies.Contains(http.Connection.RemoteIpAddress))
            Apply(http, ForwardedHops.Read(http.Request.Headers, header));
        return next(http);
    }

    private void Apply(HttpContext http, IReadOnlyList<ForwardedHop> hops)
    {
        // A proxy that names nobody asks for itself, as it does to see whether this server lives.
        if (hops.Count == 0)
            return;
        var reached = hops.Count;
        IPAddress? client;
        do
            client = hops[--reached].Address;
        while (reached > 0 && hops.Count - reached <= MostHops && proxies.Contains(client));
        http.Connection.RemoteIpAddress = hops.Count - reached <= MostHops ? client : null;
        if (hops[reached].Scheme is { } scheme)
            http.Request.Scheme = scheme;
    }
}
