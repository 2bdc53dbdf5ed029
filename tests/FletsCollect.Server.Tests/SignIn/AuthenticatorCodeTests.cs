using System.Text;
using FletsCollect.Server.SignIn;

namespace FletsCollect.Server.Tests.SignIn;

/// <summary>Codes of authenticator apps, against the vectors of RFC 6238, appendix B (the last six of their eight digits).</summary>
public sealed class AuthenticatorCodeTests
{
    private static readonly byte[] Key = Encoding.ASCII.GetBytes("12345678901234567890");

    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Code_is_that_of_the_standard(long seconds, string code) => Assert.Equal(code, AuthenticatorCode.At(Key, DateTimeOffset.FromUnixTimeSeconds(seconds)));

    [Theory]
    [InlineData(0, true)]
    [InlineData(30, true)]
    [InlineData(-30, true)]
    [InlineData(60, false)]
    [InlineData(-60, false)]
    public void Code_counts_one_step_before_and_after(int off, bool counts)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_234_567_890);

        Assert.Equal(counts, AuthenticatorCode.StepOf(Key, AuthenticatorCode.At(Key, now.AddSeconds(off)), now) is not null);
    }

    [Fact]
    public void Code_may_be_typed_in_full_width_and_with_a_space() =>
        Assert.NotNull(AuthenticatorCode.StepOf(Key, " ００５ ９２４", DateTimeOffset.FromUnixTimeSeconds(1_234_567_890)));

    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foobar", "MZXW6YTBOI")]
    [InlineData("12345678901234567890", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")]
    public void Key_is_written_in_base_32(string text, string written) => Assert.Equal(written, AuthenticatorCode.ToBase32(Encoding.ASCII.GetBytes(text)));
}
