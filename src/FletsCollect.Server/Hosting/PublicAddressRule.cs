using System.Net;
using System.Net.Sockets;

namespace FletsCollect.Server.Hosting;

/// <summary>
/// Which addresses a merchant may have us call: those that the IANA special-purpose registries (RFC 6890) call globally reachable, and on
/// a developer's machine loopback too.
/// </summary>
public sealed class PublicAddressRule
{
    public static readonly PublicAddressRule PublicOnly = new(loopback: false);
    public static readonly PublicAddressRule PublicOrLoopback = new(loopback: true);

    /// <summary>Everything in IPv4 that is not somebody's place on the Internet.</summary>
    private static readonly IPNetwork[] NotPublicIPv4 = Parse(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
        "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4");

    /// <summary>IPv6 that is handed out to the world; all else is local, multicast or not assigned.</summary>
    private static readonly IPNetwork GlobalIPv6 = IPNetwork.Parse("2000::/3");

    /// <summary>What within it is not: Teredo and other protocol assignments, documentation, and 6to4, which hides an IPv4 address.</summary>
    private static readonly IPNetwork[] NotPublicIPv6 = Parse("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    /// <summary>Translators' prefix (RFC 6052): behind it stands the IPv4 address in the last four bytes.</summary>
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    private readonly bool loopback;

    private PublicAddressRule(bool loopback) => this.loopback = loopback;

    public bool Allows(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return Allows(address.MapToIPv4());
        if (IPAddress.IsLoopback(address))
            return loopback;
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return !Array.Exists(NotPublicIPv4, network => network.Contains(address));
        if (Translated.Contains(address))
            return Allows(new IPAddress(address.GetAddressBytes().AsSpan(12)));
        return GlobalIPv6.Contains(address) && !Array.Exists(NotPublicIPv6, network => network.Contains(address));
    }

    /// <summary>
    /// What is wrong with an address that a merchant gives, before anything is sent there; null when nothing is. What its name resolves to
    /// is looked at each time that it is called.
    /// </summary>
    public string? Problem(Uri address)
    {
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttps && !(loopback && address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
            return "The address must be an absolute https address.";
        if (address.UserInfo.Length > 0)
            return "The address must not hold a user name or password.";
        if (address.Fragment.Length > 0)
            return "The address must not have a fragment.";
        // The host as the parser reads it: 2130706433 and 0x7f.1 are 127.0.0.1 to it as they are to a socket.
        return IPAddress.TryParse(address.IdnHost, out var literal) && !Allows(literal) ? "The address is not on the public Internet." : null;
    }

    private static IPNetwork[] Parse(params ReadOnlySpan<string> networks)
    {
        var parsed = new IPNetwork[networks.Length];
        for (var index = 0; index < networks.Length; index++)
            parsed[index] = IPNetwork.Parse(networks[index]);
        return parsed;
    }
}
