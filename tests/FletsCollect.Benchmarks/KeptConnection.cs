using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FletsCollect.Benchmarks;

/// <summary>A connection over which HTTP/1.1 requests go one after another, with as little work for the client as can be.</summary>
internal sealed class KeptConnection : IDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] buffer = new byte[16 * 1024];

    private KeptConnection() { }

    public static async Task<KeptConnection> OpenAsync(IPEndPoint server)
    {
        var connection = new KeptConnection();
        try
        {
            await connection.socket.ConnectAsync(server);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Sends a request and gives the status of its answer, once the answer is there to its end.</summary>
    /// <exception cref="IOException">The connection ended first: what became of the request is not known.</exception>
    public async Task<int> SendAsync(byte[] request)
    {
        try
        {
            await socket.SendAsync(request);
            for (var length = 0; ;)
            {
                var read = await socket.ReceiveAsync(buffer.AsMemory(length));
                if (read == 0)
                    throw new IOException("The server closed the connection.");
                length += read;
                if (EndOf(buffer.AsSpan(0, length)) is { } status)
                    return status;
            }
        }
        catch (SocketException exception)
        {
            throw new IOException("The connection broke.", exception);
        }
    }

    public void Dispose() => socket.Dispose();

    /// <summary>A request as it goes over the wire.</summary>
    public static byte[] Post(Uri target, string body, params (string Name, string Value)[] headers)
    {
        var text = new StringBuilder($"POST {target.AbsolutePath} HTTP/1.1\r\nHost: {target.Authority}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n");
        foreach (var (name, value) in headers)
            text.Append(name).Append(": ").Append(value).Append("\r\n");
        return Encoding.UTF8.GetBytes(text.Append("\r\n").Append(body).ToString());
    }

    /// <summary>The status of an answer that is complete; null while more is to come.</summary>
    private static int? EndOf(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return null;
        var headers = answer[..head];
        var status = int.Parse(headers[9..12], CultureInfo.InvariantCulture);
        var at = headers.IndexOf("Content-Length: "u8);
        if (at < 0)
            return answer.EndsWith("0\r\n\r\n"u8) ? status : null;
        var digits = headers[(at + 16)..];
        var end = digits.IndexOf((byte)'\r');
        var body = int.Parse(end < 0 ? digits : digits[..end], CultureInfo.InvariantCulture);
        return answer.Length >= head + 4 + body ? status : null;
    }
}
