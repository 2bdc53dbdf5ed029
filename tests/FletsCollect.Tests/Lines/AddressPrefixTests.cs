using System.Net;
using CsCheck;
using FletsCollect.Lines;

namespace FletsCollect.Tests.Lines;

/// <summary>One spelling for each address and prefix that an access network hands out.</summary>
public sealed class AddressPrefixTests
{
    [Theory]
    [InlineData("198.51.100.7", "198.51.100.7/32")]
    [InlineData("198.51.100.7/32", "198.51.100.7/32")]
    [InlineData("::ffff:198.51.100.7", "198.51.100.7/32")]
    [InlineData("2001:DB8:0:0::1", "2001:db8::1/128")]
    [InlineData("2001:db8:1:ab00::/56", "2001:db8:1:ab00::/56")]
    [InlineData("fe80::1%5", "fe80::1/128")]
    public void Address_or_prefix_is_read_in_its_one_spelling(string text, string canonical)
    {
        Assert.True(AddressPrefix.TryParse(text, out var prefix));
        Assert.Equal(canonical, prefix.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("home")]
    [InlineData("198.51.100.256")]
    [InlineData("198.51.100.0/24")]
    [InlineData("2001:db8::/32")]
    [InlineData("2001:db8:1:ab01::/56")]
    [InlineData("0.0.0.0/0")]
    [InlineData("::/0")]
    public void What_is_malformed_or_too_wide_or_has_host_bits_is_not_read(string? text) => Assert.False(AddressPrefix.TryParse(text, out _));

    [Fact]
    public void Prefixes_that_cover_an_address_begin_with_the_longest() =>
        Assert.Equal(
            ["2001:db8:1:abcd::1/128", "2001:db8:1:abcd::/64", "2001:db8:1:abc0::/60", "2001:db8:1:ab00::/56", "2001:db8:1:a000::/52", "2001:db8:1::/48"],
            AddressPrefix.Covering(IPAddress.Parse("2001:db8:1:abcd::1")).Select(prefix => prefix.ToString()));

    [Fact]
    public void Every_prefix_that_covers_an_address_contains_it() =>
        Gen.Byte.Array[16].Select(bytes => new IPAddress(bytes)).Where(address => !address.IsIPv4MappedToIPv6).Sample(address =>
            AddressPrefix.Covering(address).All(prefix => prefix.Network.Contains(address)));

    [Fact]
    public void Every_prefix_is_read_back_from_its_text() =>
        Gen.Byte.Array[16].Select(bytes => new IPAddress(bytes)).Sample(address =>
            AddressPrefix.Covering(address).All(prefix => AddressPrefix.TryParse(prefix.ToString(), out var again) && again == prefix));
}
