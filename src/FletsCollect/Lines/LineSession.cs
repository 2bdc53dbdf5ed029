using System.Net;
using System.Net.Sockets;

namespace FletsCollect.Lines;

/// <summary>
/// One access session of a line, as the access network's AAA reports it: it begins with an accounting Start and ends with a Stop, with
/// the restart of its access server, or when interim updates stop coming. Kept after its end as evidence.
/// </summary>
public sealed class LineSession
{
    private LineSession() { }

    public LineSession(LineNumber line, string accountingSessionId, string accessServer, DateTime startedAt, DateTime seenAt)
    {
        Id = Guid.CreateVersion7();
        Line = line;
        AccountingSessionId = accountingSessionId;
        AccessServer = accessServer;
        StartedAt = startedAt;
        LastSeenAt = seenAt;
    }

    public Guid Id { get; private set; }

    public LineNumber Line { get; private set; }

    /// <summary>Acct-Session-Id (RFC 2866 §5.5); unique only together with the access server.</summary>
    public string AccountingSessionId { get; private set; } = "";

    /// <summary>NAS-IP-Address or NAS-Identifier: the access server that holds the session.</summary>
    public string AccessServer { get; private set; } = "";

    public DateTime StartedAt { get; private set; }

    public DateTime LastSeenAt { get; private set; }

    public DateTime? EndedAt { get; private set; }

    public void Seen(DateTime at) => LastSeenAt = at > LastSeenAt ? at : LastSeenAt;

    public void End(DateTime at) => EndedAt ??= at;
}

/// <summary>
/// An address or prefix that an active session owns. The prefix is the key, so an address can belong to one session only: a session
/// that is given another's address takes it over at once.
/// </summary>
public sealed class LineSessionAddress
{
    private LineSessionAddress() { }

    public LineSessionAddress(AddressPrefix prefix, Guid sessionId)
    {
        Prefix = prefix.ToString();
        SessionId = sessionId;
    }

    /// <summary>The canonical text of an <see cref="AddressPrefix"/>.</summary>
    public string Prefix { get; private set; } = "";

    public Guid SessionId { get; private set; }

    public void TakeOver(Guid sessionId) => SessionId = sessionId;
}

/// <summary>
/// An IPv4 address or an IPv6 prefix in one canonical spelling. Only the lengths that access networks hand out are taken, so the longest
/// match is a look-up of a handful of keys, whatever the number of sessions.
/// </summary>
public readonly record struct AddressPrefix
{
    private static readonly int[] LengthsV6 = [128, 64, 60, 56, 52, 48];

    private AddressPrefix(IPNetwork network) => Network = network;

    public IPNetwork Network { get; }

    /// <summary>Reads an address or a prefix; false when it is malformed, has host bits set, or has a length that is not handed out.</summary>
    public static bool TryParse(string? text, out AddressPrefix prefix)
    {
        prefix = default;
        if (text is null)
            return false;
        if (IPAddress.TryParse(text, out var address))
        {
            address = Canonical(address);
            prefix = new AddressPrefix(new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128));
            return true;
        }
        if (!IPNetwork.TryParse(text, out var network) || !IPAddress.TryParse(text.AsSpan(0, text.IndexOf('/', StringComparison.Ordinal)), out var written))
            return false;
        // The parser clears host bits; but a prefix that has some is a mistake in the report, and not ours to guess at.
        if (!network.BaseAddress.Equals(written))
            return false;
        var allowed = network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? [32] : LengthsV6;
        if (!allowed.Contains(network.PrefixLength))
            return false;
        prefix = new AddressPrefix(network);
        return true;
    }

    /// <summary>Every prefix that could own an address, the longest first.</summary>
    public static IReadOnlyList<AddressPrefix> Covering(IPAddress address)
    {
        address = Canonical(address);
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return [new AddressPrefix(new IPNetwork(address, 32))];
        return [.. LengthsV6.Select(length => new AddressPrefix(new IPNetwork(Mask(address, length), length)))];
    }

    public override string ToString() => Network.ToString();

    /// <summary>An IPv4 address that arrived on an IPv6 socket (::ffff:a.b.c.d) is that IPv4 address; a zone index is dropped.</summary>
    private static IPAddress Canonical(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? new IPAddress(address.GetAddressBytes()) : address;
    }

    private static IPAddress Mask(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(length / 8).Clear();
        if (length % 8 != 0)
            bytes[length / 8] = (byte)(address.GetAddressBytes()[length / 8] & (0xFF << (8 - (length % 8))));
        return new IPAddress(bytes);
    }
}
