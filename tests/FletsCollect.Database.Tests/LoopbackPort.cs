using System.Net;
using System.Net.Sockets;

namespace FletsCollect.Database.Tests;

/// <summary>A port of this machine for a server that has to be told one.</summary>
internal static class LoopbackPort
{
    /// <summary>A TCP port that nobody listens on now.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
