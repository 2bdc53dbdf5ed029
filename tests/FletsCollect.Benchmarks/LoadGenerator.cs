using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FletsCollect.Benchmarks;

/// <summary>Sends prepared HTTP/1.1 requests over a number of kept connections as fast as they are answered, one after another on each.</summary>
internal static class LoadGenerator
{
    public static async Task<Load> RunAsync(IPEndPoint server, IReadOnlyList<byte[]> requests, int connections)
    {
        var next = -1;
        var latencies = new double[requests.Count];
        var statuses = new int[requests.Count];
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(ConnectAsync)));
        var elapsed = Stopwatch.GetElapsedTime(started);
        Array.Sort(latencies);
        return new Load(
            requests.Count / elapsed.TotalSeconds, latencies[latencies.Length / 2], latencies[(int)(latencies.Length * 0.99)],
            statuses.GroupBy(status => status).ToDictionary(group => group.Key, group => group.Count()));

        async Task ConnectAsync()
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(server);
            var buffer = new byte[16 * 1024];
            for (var i = Interlocked.Increment(ref next); i < requests.Count; i = Interlocked.Increment(ref next))
            {
                var sent = Stopwatch.GetTimestamp();
                await socket.SendAsync(requests[i]);
                statuses[i] = await ReadAsync(socket, buffer);
                latencies[i] = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
            }
        }
    }

    /// <summary>Reads one answer to its end and gives its status.</summary>
    private static async Task<int> ReadAsync(Socket socket, byte[] buffer)
    {
        var length = 0;
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length));
            if (read == 0)
                throw new InvalidOperationException("The server closed the connection.");
            length += read;
            if (EndOf(buffer.AsSpan(0, length)) is { } status)
                return status;
        }
    }

    private static int? EndOf(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return null;
        var headers = answer[..head];
        var status = int.Parse(headers[9..12], System.Globalization.CultureInfo.InvariantCulture);
        var at = headers.IndexOf("Content-Length: "u8);
        if (at < 0)
            return answer.EndsWith("0\r\n\r\n"u8) ? status : null;
        var digits = headers[(at + 16)..];
        var end = digits.IndexOf((byte)'\r');
        var body = int.Parse(end < 0 ? digits : digits[..end], System.Globalization.CultureInfo.InvariantCulture);
        return answer.Length >= head + 4 + body ? status : null;
    }

    /// <summary>A request as it goes over the wire.</summary>
    public static byte[] Post(IPEndPoint server, string path, string body, params (string Name, string Value)[] headers)
    {
        var text = new StringBuilder($"POST {path} HTTP/1.1\r\nHost: localhost:{server.Port}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n");
        foreach (var (name, value) in headers)
            text.Append(name).Append(": ").Append(value).Append("\r\n");
        return Encoding.UTF8.GetBytes(text.Append("\r\n").Append(body).ToString());
    }
}

/// <summary>What a run of requests came to; times in milliseconds.</summary>
internal sealed record Load(double PerSecond, double Median, double Percentile99, IReadOnlyDictionary<int, int> Statuses)
{
    /// <summary>Fails loudly when not every answer was the expected one: a figure over errors would mean nothing.</summary>
    public Load Expect(int status) => Statuses.Count == 1 && Statuses.ContainsKey(status)
        ? this
        : throw new InvalidOperationException($"Expected {status} only, got {string.Join(", ", Statuses.Select(answer => $"{answer.Value} x {answer.Key}"))}.");
}
