using System.Net;
using System.Net.Sockets;

namespace FletsCollect.Samples.Demo;

internal static class Ports
{
    /// <returns>A sentence with the remedy for the first address that somebody else listens on, or null.</returns>
    public static string? FindBusy(params Uri[] addresses)
    {
        foreach (var address in addresses)
        {
            if (IsFree(IPAddress.Loopback, address.Port) && (!Socket.OSSupportsIPv6 || IsFree(IPAddress.IPv6Loopback, address.Port)))
                continue;
            return $"""
                Port {address.Port} is in use, so {address} cannot start. Is another demo running? ポート{address.Port}は使用中です。
                  who has it:  Linux  ss -ltnp 'sport = :{address.Port}'    macOS  lsof -iTCP:{address.Port} -sTCP:LISTEN    Windows  netstat -ano | findstr :{address.Port}
                  free it:     end that process (kill <pid>), then start the demo again
                """;
        }

        return null;
    }

    private static bool IsFree(IPAddress loopback, int port)
    {
        try
        {
            using var listener = new TcpListener(loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.AddressNotAvailable)
        {
            // A machine without ::1 has nobody listening there either.
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
