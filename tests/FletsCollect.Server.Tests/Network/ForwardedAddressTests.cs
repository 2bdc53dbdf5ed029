using System.Net;
using FletsCollect.Server.Network;
using Microsoft.AspNetCore.Http;

namespace FletsCollect.Server.Tests.Network;

/// <summary>
/// Whose request it is behind reverse proxies: what the nearest proxies wrote counts, what stands before that is the client's invention.
/// The proxies here are 127.0.0.1, ::1 and 198.51.100.0/24.
/// </summary>
public sealed class ForwardedAddressTests
{
    private const string Unknown = "unknown";
    private const string Proxy = "127.0.0.1";

    [Theory]
    [InlineData("192.0.2.50", "192.0.2.50")]
    [InlineData("192.0.2.50:4711", "192.0.2.50")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    [InlineData("[2001:db8::1]", "2001:db8::1")]
    [InlineData("[2001:DB8:0::1]:4711", "2001:db8::1")]
    [InlineData("::ffff:192.0.2.50", "192.0.2.50")]
    [InlineData("[::ffff:192.0.2.50]:80", "192.0.2.50")]
    [InlineData("  192.0.2.50\t", "192.0.2.50")]
    public void Address_is_read_in_each_of_its_spellings(string value, string client) => Assert.Equal(client, XForwardedFor(value).Address);

    [Theory]
    [InlineData("203.0.113.9, 192.0.2.50", "192.0.2.50")]
    [InlineData("203.0.113.9, 192.0.2.50, 198.51.100.7", "192.0.2.50")]
    [InlineData("192.0.2.50, ::ffff:198.51.100.7, ::1", "192.0.2.50")]
    [InlineData("127.0.0.1, 192.0.2.50", "192.0.2.50")]
    [InlineData("garbage, 192.0.2.50", "192.0.2.50")]
    [InlineData("198.51.100.7", "198.51.100.7")]
    public void Nearest_address_that_is_no_proxy_is_the_clients(string value, string client) => Assert.Equal(client, XForwardedFor(value).Address);

    [Fact]
    public void Header_in_several_lines_is_one_list() => Assert.Equal("192.0.2.50", XForwardedFor("203.0.113.9", "192.0.2.50", "198.51.100.7").Address);

    [Theory]
    [InlineData("unknown")]
    [InlineData("_hidden")]
    [InlineData("localhost")]
    [InlineData("192.0.2.50, ")]
    [InlineData("192.0.2.50 192.0.2.51")]
    [InlineData("192.0.2.256")]
    [InlineData("127.1")]
    [InlineData("3221225986")]
    [InlineData("0xC0000232")]
    [InlineData("192.0.2.050")]
    [InlineData("192.0.2.50/32")]
    [InlineData("192.0.2.50:port")]
    [InlineData("[192.0.2.50]")]
    [InlineData("[2001:db8::1")]
    [InlineData("[2001:db8::1]x")]
    [InlineData("fe80::1%eth0")]
    [InlineData("192.0.2.50, garbage, 198.51.100.7")]
    [InlineData("\"192.0.2.50\"")]
    public void Proxys_word_that_is_no_address_is_nobodys_line(string value) => Assert.Equal(Unknown, XForwardedFor(value).Address);

    [Fact]
    public void More_hops_than_there_can_be_are_nobodys_line() =>
        Assert.Equal(Unknown, XForwardedFor("192.0.2.50, " + string.Join(", ", Enumerable.Repeat("198.51.100.7", 8))).Address);

    [Fact]
    public void As_many_hops_as_there_can_be_lead_to_the_client() =>
        Assert.Equal("192.0.2.50", XForwardedFor("192.0.2.50, " + string.Join(", ", Enumerable.Repeat("198.51.100.7", 7))).Address);

    [Theory]
    [InlineData("192.0.2.7")]
    [InlineData("::ffff:192.0.2.7")]
    [InlineData("2001:db8::7")]
    public void Header_from_anybody_but_a_proxy_is_nothing(string stranger)
    {
        var seen = Seen(ForwardedBy.XForwardedFor, stranger, ("X-Forwarded-For", ["192.0.2.50"]), ("Forwarded", ["for=192.0.2.50"]), ("X-Forwarded-Proto", ["https"]));

        Assert.Equal((IPAddress.Parse(stranger).ToString(), "http"), seen);
    }

    [Fact]
    public void Proxy_on_an_IPv6_socket_is_known_by_its_IPv4_address() =>
        Assert.Equal("192.0.2.50", Seen(ForwardedBy.XForwardedFor, "::ffff:127.0.0.1", ("X-Forwarded-For", ["192.0.2.50"])).Address);

    [Fact]
    public void Proxy_that_names_nobody_asks_for_itself() => Assert.Equal((Proxy, "http"), Seen(ForwardedBy.XForwardedFor, Proxy));

    [Fact]
    public void Header_that_the_proxies_do_not_write_is_nothing_even_through_them()
    {
        Assert.Equal("192.0.2.50", Seen(ForwardedBy.XForwardedFor, Proxy, ("X-Forwarded-For", ["192.0.2.50"]), ("Forwarded", ["for=203.0.113.9"])).Address);
        Assert.Equal("192.0.2.50", Seen(ForwardedBy.Forwarded, Proxy, ("X-Forwarded-For", ["203.0.113.9"]), ("Forwarded", ["for=192.0.2.50"])).Address);
        Assert.Equal(Proxy, Seen(ForwardedBy.XForwardedFor, Proxy, ("Forwarded", ["for=203.0.113.9"])).Address);
    }

    [Theory]
    [InlineData("192.0.2.50", "https", "https")]
    [InlineData("192.0.2.50", "HTTPS", "https")]
    [InlineData("192.0.2.50", "http, https", "https")]
    [InlineData("192.0.2.50, 198.51.100.7", "https, http", "https")]
    [InlineData("192.0.2.50, 198.51.100.7", "https", "https")]
    [InlineData("203.0.113.9, 192.0.2.50", "https, http", "http")]
    [InlineData("192.0.2.50", "gopher", "http")]
    [InlineData("192.0.2.50", "", "http")]
    public void Scheme_is_the_one_by_which_the_client_came(string addresses, string schemes, string scheme) =>
        Assert.Equal(("192.0.2.50", scheme), Seen(ForwardedBy.XForwardedFor, Proxy, ("X-Forwarded-For", [addresses]), ("X-Forwarded-Proto", [schemes])));

    [Theory]
    [InlineData("for=192.0.2.50", "192.0.2.50", "http")]
    [InlineData("For=\"192.0.2.50:4711\"", "192.0.2.50", "http")]
    [InlineData("for=\"[2001:db8::1]\"", "2001:db8::1", "http")]
    [InlineData("for=\"[2001:db8::1]:4711\";proto=https", "2001:db8::1", "https")]
    [InlineData("for=\"[::ffff:192.0.2.50]:_port\"", "192.0.2.50", "http")]
    [InlineData("for=192.0.2.50;proto=https;by=203.0.113.43;host=\"a;b,c\"", "192.0.2.50", "https")]
    [InlineData("PROTO=HTTPS ; by=_proxy ; FOR=\"192.0.2.5\\0\"", "192.0.2.50", "https")]
    [InlineData("for=203.0.113.9, for=192.0.2.50;proto=https, for=198.51.100.7;proto=http", "192.0.2.50", "https")]
    [InlineData("for=_hidden, for=192.0.2.50", "192.0.2.50", "http")]
    public void Standard_header_is_read_to_the_letter(string value, string client, string scheme) => Assert.Equal((client, scheme), Forwarded(value));

    [Theory]
    [InlineData("for=unknown")]
    [InlineData("for=_hidden")]
    [InlineData("for=\"_secret:4711\"")]
    [InlineData("proto=https")]
    [InlineData("for=2001:db8::1")]
    [InlineData("for=\"2001:db8::1\"")]
    [InlineData("for=[2001:db8::1]")]
    [InlineData("for=192.0.2.50:4711")]
    [InlineData("for=192.0.2.50;for=203.0.113.9")]
    [InlineData("for=192.0.2.50;proto=http;proto=https")]
    [InlineData("for=")]
    [InlineData("for")]
    [InlineData("=192.0.2.50")]
    [InlineData("for =192.0.2.50")]
    [InlineData("for=192.0.2.50 x")]
    [InlineData("for=192.0.2.50,")]
    [InlineData("for=192.0.2.50;")]
    [InlineData(",")]
    [InlineData("for=\"192.0.2.50\\")]
    [InlineData("for=192.0.2.50, for=garbage, for=198.51.100.7")]
    public void Standard_header_that_names_no_address_is_nobodys_line(string value) => Assert.Equal(Unknown, Forwarded(value).Address);

    [Theory]
    [InlineData("for=203.0.113.9;x=\"")]
    [InlineData("for=203.0.113.9;x=\"\\")]
    [InlineData("for=203.0.113.9;\"")]
    public void Quotation_mark_that_a_client_leaves_open_swallows_nothing_that_the_proxy_adds(string sent)
    {
        Assert.Equal(Unknown, Forwarded(sent + ", for=192.0.2.50;proto=https").Address);
        Assert.Equal(Unknown, Forwarded(sent + ", for=\"[2001:db8::1]:4711\";host=\"\"").Address);
        Assert.Equal(Unknown, Forwarded(sent, "for=\"[2001:db8::1]\"").Address);
    }

    private static (string Address, string Scheme) XForwardedFor(params string[] values) => Seen(ForwardedBy.XForwardedFor, Proxy, ("X-Forwarded-For", values));

    private static (string Address, string Scheme) Forwarded(params string[] values) => Seen(ForwardedBy.Forwarded, Proxy, ("Forwarded", values));

    private static (string Address, string Scheme) Seen(ForwardedBy header, string peer, params (string Name, string[] Values)[] headers)
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = IPAddress.Parse(peer);
        http.Request.Scheme = "http";
        foreach (var (name, values) in headers)
            http.Request.Headers[name] = values;
        var reached = false;
        var passed = new ClientAddress(header, new KnownProxies(["127.0.0.1", "::1", "198.51.100.0/24"])).InvokeAsync(http, _ =>
        {
            reached = true;
            return Task.CompletedTask;
        });
        Assert.True(passed.IsCompletedSuccessfully && reached);
        return (http.Connection.RemoteIpAddress?.ToString() ?? Unknown, http.Request.Scheme);
    }
}
