using System.Text.Json;
using System.Text.Json.Nodes;
using FletsCollect.Merchant;
using FletsCollect.Merchant.Protocol;

namespace FletsCollect.Tests.Merchant;

public sealed class ChargeDetailsTests
{
    private static readonly Uri s_endpoint = new("http://localhost:5080/v1/charges");
    private static readonly Purchase s_purchase = new("ORD-0001", "有料オプション 30日", 315);

    [Theory]
    [InlineData("type", "\"urn:fletscollect:charge-once:v2\"")]
    [InlineData("actions", """["charge","refund"]""")]
    [InlineData("locations", """["http://localhost:5080/v1/charges","https://other.example/"]""")]
    [InlineData("merchant_reference", "\"ORD-0002\"")]
    [InlineData("description", "\"有料オプション 60日\"")]
    [InlineData("amount", """{"currency":"JPY","value":"316","mode":"exact"}""")]
    [InlineData("amount", """{"currency":"JPY","value":"315","mode":"maximum"}""")]
    [InlineData("amount", """{"currency":"JPY","value":315,"mode":"exact"}""")]
    [InlineData("amount", """{"currency":"JPY","value":"315","mode":"exact","max":"9"}""")]
    [InlineData("capture", """{"mode":"deferred"}""")]
    [InlineData("grant_id", "\"\"")]
    public void Any_changed_member_is_refused(string member, string value)
    {
        var granted = Granted();
        granted[0]![member] = JsonNode.Parse(value);

        Assert.Null(Read(granted, out var difference));
        Assert.Contains(member, difference, StringComparison.Ordinal);
    }

    [Fact]
    public void Members_that_the_provider_adds_are_fine()
    {
        var granted = Granted();
        granted[0]!["consent_hash"] = "abc";

        Assert.Equal("gr_1", Read(granted, out _));
    }

    [Fact]
    public void Object_instead_of_an_array_and_two_elements_are_refused()
    {
        Assert.Null(Read(Granted()[0]!.DeepClone(), out _));
        Assert.Null(Read(new JsonArray(Granted()[0]!.DeepClone(), Granted()[0]!.DeepClone()), out _));
        Assert.Null(ChargeDetails.ReadGrantId(granted: null, s_purchase, s_endpoint, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ORD 1")]
    [InlineData("注文1")]
    [InlineData("ORD-1\n")]
    public void Reference_has_the_providers_characters(string reference) =>
        Assert.Throws<ArgumentException>(() => new Purchase(reference, "品", 1));

    [Theory]
    [InlineData("")]
    [InlineData("a\u202Eb")]
    [InlineData("a\nb")]
    [InlineData("か\u3099")]
    public void Description_is_plain_normalised_text(string description) =>
        Assert.Throws<ArgumentException>(() => new Purchase("ORD-1", description, 1));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1_000_000_000)]
    public void Amount_is_a_positive_number_of_at_most_nine_digits(long amount) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Purchase("ORD-1", "品", amount));

    private static JsonArray Granted()
    {
        var details = JsonNode.Parse(ChargeDetails.Write(s_purchase, s_endpoint))!.AsArray();
        details[0]!["grant_id"] = "gr_1";
        return details;
    }

    private static string? Read(JsonNode granted, out string? difference) =>
        ChargeDetails.ReadGrantId(JsonSerializer.SerializeToElement(granted), s_purchase, s_endpoint, out difference);
}
