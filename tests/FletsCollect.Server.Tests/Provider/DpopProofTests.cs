using FletsCollect.Server.Provider.SenderConstraint;

namespace FletsCollect.Server.Tests.Provider;

/// <summary>The edges of a proof: to the second, and the ways to write one address (RFC 9449 §4.3).</summary>
public sealed class DpopProofTests
{
    private static readonly Uri Target = new("https://pay.example/connect/token");

    [Theory]
    [InlineData("https://pay.example:443/connect/token")]
    [InlineData("HTTPS://PAY.example/connect/token")]
    [InlineData("https://pay.example/connect/token?x=1#y")]
    [InlineData("https://pay.example/connect/%74oken")]
    public void Address_may_be_written_in_any_way_that_means_the_same(string address) => Assert.Equal("", Problem(address));

    [Theory]
    [InlineData("http://pay.example/connect/token")]
    [InlineData("https://pay.example:8443/connect/token")]
    [InlineData("https://pay.example/connect/token/")]
    [InlineData("https://pay.example/Connect/token")]
    [InlineData("https://pay.example.evil.example/connect/token")]
    [InlineData("/connect/token")]
    public void Other_address_is_refused(string address) => Assert.Equal("htu of the DPoP proof is not this request's address.", Problem(address));

    [Theory]
    [InlineData(10, true)]
    [InlineData(11, false)]
    [InlineData(-60, true)]
    [InlineData(-61, false)]
    public void Clock_may_differ_by_this_many_seconds(int seconds, bool isTaken) =>
        Assert.Equal(isTaken ? "" : "iat of the DPoP proof is not now.", Problem(Target.AbsoluteUri, seconds));

    private static string Problem(string address, int seconds = 0)
    {
        using var merchant = new MerchantClient(Target, TimeProvider.System);
        var now = TimeProvider.System.GetUtcNow();
        var text = merchant.Proof("POST", "connect/token", change: claims =>
        {
            claims["htu"] = address;
            claims["iat"] = now.ToUnixTimeSeconds() + seconds;
        });
        var (_, problem) = DpopProof.Read(text, "POST", Target, accessToken: null, DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()).UtcDateTime);
        return problem;
    }
}
