using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace FletsCollect.Database.Tests;

/// <summary>A port of this machine for a server that has to be told one.</summary>
internal static class LoopbackPort
{
    /// <summary>Below the ports that systems give to whoever connects (RFC 6335 §6 and Linux), so that no connection takes one before its server has it.</summary>
    private const int First = 10_000;

    private const int Last = 32_000;

    private static int latest = RandomNumberGenerator.GetInt32(Last - First);

    /// <summary>A TCP port that nobody listens on now, and that this process gives to nobody else.</summary>
    public static int Free()
    {
        while (true)
        {
            var port = First + Interlocked.Increment(ref latest) % (Last - First);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // The next one.
            }
        }
    }
}
