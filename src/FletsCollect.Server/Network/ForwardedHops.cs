using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FletsCollect.Server.Network;

/// <summary>The header in which the proxies say whom they speak for. One of them: what they do not write, their clients can.</summary>
public enum ForwardedBy
{
    /// <summary><c>X-Forwarded-For</c> with <c>X-Forwarded-Proto</c>.</summary>
    XForwardedFor,

    /// <summary><c>Forwarded</c> (RFC 7239).</summary>
    Forwarded,
}

/// <summary>One hop: whom a proxy had its request from.</summary>
/// <param name="Address">The address; null when it is hidden or unreadable.</param>
/// <param name="Scheme"><c>http</c> or <c>https</c>; null when it is not said.</param>
internal readonly record struct ForwardedHop(IPAddress? Address, string? Scheme);

/// <summary>Reads the hops of a request, the nearest proxy's last, from one or several header lines.</summary>
internal static class ForwardedHops
{
    private static readonly ForwardedHop[] Unreadable = [default];

    public static IReadOnlyList<ForwardedHop> Read(IHeaderDictionary headers, ForwardedBy header) => header switch
    {
        ForwardedBy.XForwardedFor => ReadLists(headers["X-Forwarded-For"].ToString(), headers["X-Forwarded-Proto"].ToString()),
        ForwardedBy.Forwarded => ReadElements(headers["Forwarded"].ToString()),
        _ => throw new ArgumentOutOfRangeException(nameof(header), header, "Unknown header."),
    };

    /// <summary>Two lists that the proxies lengthen at the end. Where the schemes are fewer, the first is for all hops before it.</summary>
    private static ForwardedHop[] ReadLists(string addresses, string schemes)
    {
        if (addresses.Length == 0)
            return [];
        var nodes = addresses.Split(',', StringSplitOptions.TrimEntries);
        var said = schemes.Length == 0 ? [] : schemes.Split(',', StringSplitOptions.TrimEntries);
        return
        [
            .. nodes.Select((node, place) =>
            {
                var fromEnd = Math.Min(nodes.Length - place, said.Length);
                return new ForwardedHop(AddressOf(node, bareIPv6: true), fromEnd == 0 ? null : SchemeOf(said[^fromEnd]));
            }),
        ];
    }

    /// <summary>
    /// The grammar of RFC 7239 §4 to the letter. A client that leaves a quotation mark open makes the whole header unreadable, and so
    /// cannot swallow what a proxy adds after it.
    /// </summary>
    private static IReadOnlyList<ForwardedHop> ReadElements(string text)
    {
        List<ForwardedHop> hops = [];
        string? node = null, scheme = null;
        var at = 0;
        while (at < text.Length)
        {
            SkipSpace(text, ref at);
            var name = Token(text, ref at);
            if (name.Length == 0 || at == text.Length || text[at++] != '=' || Value(text, ref at) is not { } value)
                return Unreadable;
            switch (name.ToUpperInvariant())
            {
                case "FOR" when node is null:
                    node = value;
                    break;
                case "PROTO" when scheme is null:
                    scheme = value;
                    break;
                case "FOR" or "PROTO":
                    return Unreadable;
                default:
                    // "by", "host" and extensions say nothing that is asked for here.
                    break;
            }
            SkipSpace(text, ref at);
            if (at == text.Length || text[at] == ',')
            {
                hops.Add(new ForwardedHop(node is null ? null : AddressOf(node, bareIPv6: false), scheme is null ? null : SchemeOf(scheme)));
                (node, scheme) = (null, null);
            }
            else if (text[at] != ';')
            {
                return Unreadable;
            }
            if (at < text.Length && ++at == text.Length)
                return Unreadable;
        }
        return hops;
    }

    private static void SkipSpace(string text, ref int at)
    {
        while (at < text.Length && text[at] is ' ' or '\t')
            at++;
    }

    private static string Token(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || "!#$%&'*+-.^_`|~".Contains(text[at], StringComparison.Ordinal)))
            at++;
        return text[start..at];
    }

    /// <summary>A token or a quoted string; null when it is neither.</summary>
    private static string? Value(string text, ref int at)
    {
        if (at == text.Length || text[at] != '"')
            return Token(text, ref at) is { Length: > 0 } token ? token : null;
        var value = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] == '"')
            {
                at++;
                return value.ToString();
            }
            if (text[at] == '\\' && ++at == text.Length)
                return null;
            value.Append(text[at]);
        }
        return null;
    }

    /// <summary>The address of a node, which may have a port, and brackets if it is IPv6.</summary>
    private static IPAddress? AddressOf(string node, bool bareIPv6)
    {
        if (node.StartsWith('['))
        {
            var end = node.IndexOf(']', StringComparison.Ordinal);
            return end > 0 && IsPort(node[(end + 1)..]) ? Parse(node[1..end], AddressFamily.InterNetworkV6) : null;
        }
        if (node.Count(character => character == ':') > 1)
            return bareIPv6 ? Parse(node, AddressFamily.InterNetworkV6) : null;
        var colon = node.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? Parse(node, AddressFamily.InterNetwork) : IsPort(node[colon..]) ? Parse(node[..colon], AddressFamily.InterNetwork) : null;
    }

    /// <summary>True for nothing, for a colon and a number, and for a colon and an obfuscated port (RFC 7239 §6).</summary>
    private static bool IsPort(string text) =>
        text.Length == 0 || (text.Length is > 1 and <= 40 && text[0] == ':' && (text.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0 || text[1] == '_'));

    private static IPAddress? Parse(string text, AddressFamily family)
    {
        // Scopes, and the spellings such as 127.1 or 0x7f000001 that the parser takes as well, are no addresses of a proxy's client.
        if (text.Contains('%', StringComparison.Ordinal) || !IPAddress.TryParse(text, out var address) || address.AddressFamily != family)
            return null;
        if (family == AddressFamily.InterNetwork)
            return string.Equals(address.ToString(), text, StringComparison.Ordinal) ? address : null;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    private static string? SchemeOf(string said) => said.ToUpperInvariant() switch
    {
        "HTTPS" => Uri.UriSchemeHttps,
        "HTTP" => Uri.UriSchemeHttp,
        _ => null,
    };
}
