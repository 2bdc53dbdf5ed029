using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FletsCollect.Samples.Network;

/// <summary>
/// An HTTP forward proxy whose outgoing connections come from one address. It understands the request's head and relays bytes after
/// that: CONNECT becomes a tunnel, any other request is forwarded with <c>Connection: close</c>, so that a connection carries one
/// request and bodies of every kind (chunked, streamed, 100-continue) need no interpretation. It reaches loopback servers only.
/// </summary>
internal sealed class ForwardProxy : IAsyncDisposable
{
    private readonly IPAddress _source;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _accepting;

    public ForwardProxy(IPAddress source, int port)
    {
        _source = source;
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Dispose();
        await _accepting;
        // Not disposed: connections that are still ending hold its token, and it owns nothing else.
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_closing.Token));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                client.NoDelay = true;
                var browser = client.GetStream();
                if (await ProxyRequest.ReadAsync(browser, _closing.Token) is not { } request)
                    return;

                using var upstream = await ConnectAsync(request);
                if (upstream is null)
                {
                    await AnswerAsync(browser, "502 Bad Gateway", $"No connection to {request.Host}:{request.Port}.");
                    return;
                }

                var server = upstream.GetStream();
                if (request.IsTunnel)
                    await browser.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), _closing.Token);
                await server.WriteAsync(request.Forwarded, _closing.Token);
                await RelayAsync(client, upstream);
            }
            catch (FormatException exception)
            {
                await AnswerAsync(client.GetStream(), "400 Bad Request", exception.Message);
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // One side is gone; closing both is all there is to do.
            }
        }
    }

    private async Task<TcpClient?> ConnectAsync(ProxyRequest request)
    {
        if (!IsLoopback(request.Host))
            return null;

        var upstream = new TcpClient(AddressFamily.InterNetwork) { NoDelay = true };
        try
        {
            upstream.Client.Bind(new IPEndPoint(_source, 0));
            // localhost is often ::1 first, which an IPv4 source cannot reach; servers on localhost listen on both.
            var target = IPAddress.TryParse(request.Host, out var address) && address.AddressFamily is AddressFamily.InterNetwork
                ? address
                : IPAddress.Loopback;
            await upstream.ConnectAsync(target, request.Port, _closing.Token);
            return upstream;
        }
        catch (SocketException)
        {
            upstream.Dispose();
            return null;
        }
        catch
        {
            upstream.Dispose();
            throw;
        }
    }

    private async Task RelayAsync(TcpClient client, TcpClient upstream)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        var up = CopyAsync(client, upstream, ended.Token);
        var down = CopyAsync(upstream, client, ended.Token);
        // The server's end is the end of the answer. The browser's end alone may be a half-close while the answer is still on its way.
        if (await Task.WhenAny(up, down) == up && up.IsCompletedSuccessfully)
            await down;
        await ended.CancelAsync();
        await Task.WhenAll(up, down);
    }

    private static async Task CopyAsync(TcpClient from, TcpClient to, CancellationToken cancellationToken)
    {
        await from.GetStream().CopyToAsync(to.GetStream(), cancellationToken);
        to.Client.Shutdown(SocketShutdown.Send);
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private async Task AnswerAsync(NetworkStream browser, string status, string text)
    {
        var body = Encoding.UTF8.GetBytes(text);
        var head = $"HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n";
        await browser.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. body], _closing.Token);
    }
}
