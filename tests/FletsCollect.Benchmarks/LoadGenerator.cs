using System.Diagnostics;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace FletsCollect.Benchmarks;

/// <summary>Sends prepared HTTP/1.1 requests over a number of kept connections as fast as they are answered, one after another on each.</summary>
internal static class LoadGenerator
{
    /// <param name="server">Where to.</param>
    /// <param name="requests">What is sent, each once.</param>
    /// <param name="connections">Over so many connections, which are open before the time begins.</param>
    /// <param name="shown">The certificate that they show, over TLS; null without TLS.</param>
    public static async Task<Load> RunAsync(IPEndPoint server, IReadOnlyList<byte[]> requests, int connections, X509Certificate2? shown = null)
    {
        var next = -1;
        var opened = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => KeptConnection.OpenAsync(server, shown)));
        var latencies = new double[requests.Count];
        var statuses = new int[requests.Count];
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(opened.Select(connection => Task.Run(() => SendAsync(connection))));
        var elapsed = Stopwatch.GetElapsedTime(started);
        Array.Sort(latencies);
        return new Load(
            requests.Count / elapsed.TotalSeconds, latencies[latencies.Length / 2], latencies[(int)(latencies.Length * 0.99)],
            statuses.GroupBy(status => status).ToDictionary(group => group.Key, group => group.Count()));

        async Task SendAsync(KeptConnection connection)
        {
            using var closed = connection;
            for (var i = Interlocked.Increment(ref next); i < requests.Count; i = Interlocked.Increment(ref next))
            {
                var sent = Stopwatch.GetTimestamp();
                statuses[i] = await connection.SendAsync(requests[i]);
                latencies[i] = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
            }
        }
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
