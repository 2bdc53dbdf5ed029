using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using FletsCollect.Server.Tests;

namespace FletsCollect.Benchmarks;

/// <summary>A connection over which HTTP/1.1 requests go one after another, with as little work for the client as can be.</summary>
internal sealed class KeptConnection : IDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] buffer = new byte[16 * 1024];
    private SslStream? tls;

    private KeptConnection() { }

    /// <param name="server">Where to.</param>
    /// <param name="shown">The certificate to show, over TLS; null for a connection without TLS.</param>
    public static async Task<KeptConnection> OpenAsync(IPEndPoint server, X509Certificate2? shown = null)
    {
        var connection = new KeptConnection();
        try
        {
            await connection.socket.ConnectAsync(server);
            if (shown is not null)
                await connection.ShowAsync(shown);
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
            await (tls is null ? socket.SendAsync(request.AsMemory()) : SendAsync(tls, request));
            for (var length = 0; ;)
            {
                var read = await (tls is null ? socket.ReceiveAsync(buffer.AsMemory(length)) : tls.ReadAsync(buffer.AsMemory(length)));
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

    public void Dispose()
    {
        tls?.Dispose();
        socket.Dispose();
    }

    private static async ValueTask<int> SendAsync(SslStream tls, byte[] request)
    {
        await tls.WriteAsync(request);
        return request.Length;
    }

    private async Task ShowAsync(X509Certificate2 certificate)
    {
        tls = new SslStream(new NetworkStream(socket, ownsSocket: false));
        await tls.AuthenticateAsClientAsync(TestCertificates.ShowingOverTls(certificate));
        // With TLS 1.3 this end is done before the server has looked at the certificate; an answer says that it has.
        await SendAsync("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
    }

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
