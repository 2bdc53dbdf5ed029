using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace FletsCollect.Samples.Network;

/// <summary>The head of a request to a proxy, and the bytes that go on to the server.</summary>
/// <param name="Host">The server's name or address.</param>
/// <param name="Port">Its port.</param>
/// <param name="IsTunnel">True for CONNECT.</param>
/// <param name="Forwarded">The rewritten head, if it is not a tunnel, and what was already read behind it.</param>
internal sealed record ProxyRequest(string Host, int Port, bool IsTunnel, ReadOnlyMemory<byte> Forwarded)
{
    private const int LongestHead = 64 * 1024;

    // RFC 9110 section 7.6.1, and the old name that browsers still send to proxies.
    private static readonly HashSet<string> s_hopByHop = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Proxy-Connection", "Keep-Alive", "Proxy-Authorization", "Proxy-Authenticate", "TE", "Trailer", "Upgrade",
    };

    /// <returns>Null if the browser closed the connection without a request.</returns>
    public static async Task<ProxyRequest?> ReadAsync(NetworkStream browser, CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestHead];
        var length = 0;
        int end;
        while ((end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (length == buffer.Length)
                throw new FormatException("The request's head is longer than 64 KB.");
            var read = await browser.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read is 0)
                return null;
            length += read;
        }

        // Latin-1 keeps every byte as it is.
        var lines = Encoding.Latin1.GetString(buffer, 0, end).Split("\r\n");
        return Parse(lines, buffer.AsSpan((end + 4)..length));
    }

    private static ProxyRequest Parse(string[] lines, ReadOnlySpan<byte> behind)
    {
        if (lines[0].Split(' ') is not [var method, var target, var version])
            throw new FormatException("The request line is not METHOD TARGET VERSION.");

        if (method is "CONNECT")
        {
            var colon = target.LastIndexOf(':');
            if (colon < 1 || !int.TryParse(target.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
                throw new FormatException("CONNECT needs host:port.");
            return new(target[..colon].Trim('[', ']'), port, IsTunnel: true, behind.ToArray());
        }

        if (!Uri.TryCreate(target, UriKind.Absolute, out var uri) || uri.Scheme is not "http")
            throw new FormatException("This is a proxy: ask for an absolute http address, or CONNECT.");

        // The target's own spelling goes on, because a parsed and re-written path may be escaped differently.
        var path = target.IndexOf('/', "http://".Length) is var slash && slash > 0 ? target[slash..] : "/";
        var named = Named(lines);
        var head = new StringBuilder($"{method} {path} {version}\r\n");
        foreach (var line in lines.Skip(1))
        {
            var name = line.Split(':', 2)[0];
            if (!s_hopByHop.Contains(name) && !named.Contains(name))
                head.Append(line).Append("\r\n");
        }

        head.Append("Connection: close\r\n\r\n");
        return new(uri.Host.Trim('[', ']'), uri.Port, IsTunnel: false, (byte[])[.. Encoding.Latin1.GetBytes(head.ToString()), .. behind]);
    }

    /// <summary>Headers that the browser's Connection header declares to be for the next hop only.</summary>
    private static HashSet<string> Named(string[] lines) => lines.Skip(1)
        .Where(line => line.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase))
        .SelectMany(line => line["Connection:".Length..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        .ToHashSet(StringComparer.OrdinalIgnoreCase);
}
