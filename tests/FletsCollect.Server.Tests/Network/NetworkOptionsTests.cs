using System.ComponentModel.DataAnnotations;
using FletsCollect.Server.Network;

namespace FletsCollect.Server.Tests.Network;

/// <summary>Settings that would open a door, or none, are refused before the server starts, with what to do.</summary>
public sealed class NetworkOptionsTests
{
    private static readonly string Key = new('k', 32);

    public static TheoryData<NetworkOptions, string> Wrong => new()
    {
        { new() { AccountingKeys = [new() { Name = "a", Key = new string('k', 31) }] }, "Network:AccountingKeys:0:Key is shorter than 32" },
        { new() { AccountingKeys = [new() { Name = "a", Key = Key }, new() { Key = Key }] }, "Network:AccountingKeys:1 has no Name" },
        { new() { AccountingKeys = [new() { Name = "a", Key = Key }, new() { Name = "a", Key = Key }] }, "name 'a' twice" },
        { new() { AccountingKeys = [new() { Name = "a", Key = Key, NotBefore = DateTimeOffset.UnixEpoch, NotAfter = DateTimeOffset.UnixEpoch }] }, "never in force" },
        { new() { AccountingCertificates = [new() { Name = "a", Sha256 = "00" }] }, "no SHA-256 fingerprint" },
        { new() { AccountingCertificates = [new() { Sha256 = new string('0', 64) }] }, "has no Name" },
        { new() { Proxies = ["proxy.example"] }, "neither an address nor a prefix" },
        { new() { ClientCertificateHeader = "Client-Cert" }, "counts only from proxies" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Setting_that_is_wrong_says_where_and_what_to_do(NetworkOptions options, string problem)
    {
        List<ValidationResult> results = [];

        Assert.False(Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true));

        Assert.Contains(results, result => result.ErrorMessage!.Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Settings_without_anything_are_sound()
    {
        var options = new NetworkOptions();

        Assert.True(Validator.TryValidateObject(options, new ValidationContext(options), null, validateAllProperties: true));
    }
}
