using System.Security.Cryptography;
using FletsCollect.Merchant;

namespace FletsCollect.Tests.Merchant;

public sealed class FletsPayOptionsTests
{
    [Fact]
    public void Complete_options_are_accepted() => Assert.Empty(Failures(_ => { }));

    [Theory]
    [InlineData("http://localhost:5080")]
    [InlineData("http://provider.example/")]
    [InlineData("provider")]
    [InlineData("")]
    public void Issuer_is_https_or_loopback_with_a_trailing_slash(string issuer) =>
        Assert.Contains("FletsPay:Issuer", Assert.Single(Failures(options => options.Issuer = issuer)), StringComparison.Ordinal);

    [Theory]
    [InlineData("http://shop.example/flets/callback")]
    [InlineData("/flets/callback")]
    [InlineData("https://shop.example/flets/callback?x=1")]
    public void Redirect_address_is_absolute_https_and_bare(string address) =>
        Assert.Contains("FletsPay:RedirectUri", Assert.Single(Failures(options => options.RedirectUri = address)), StringComparison.Ordinal);

    [Fact]
    public void Key_that_cannot_sign_is_refused_without_being_shown()
    {
        using var wrongCurve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        foreach (var pem in (string[])["nonsense", wrongCurve.ExportPkcs8PrivateKeyPem(), key.ExportSubjectPublicKeyInfoPem()])
        {
            var failure = Assert.Single(Failures(options => options.SigningKey = pem));
            Assert.Contains("openssl genpkey", failure, StringComparison.Ordinal);
            Assert.DoesNotContain(pem, failure, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Everything_that_is_missing_is_named_at_once() =>
        Assert.Equal(5, new FletsPayOptionsValidator().Validate(name: null, new FletsPayOptions()).Failures!.Count());

    private static IEnumerable<string> Failures(Action<FletsPayOptions> change)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var options = new FletsPayOptions
        {
            Issuer = "http://localhost:5080/",
            ClientId = "hatena-demo",
            RedirectUri = "http://localhost:5090/flets/callback",
            SigningKeyId = "hatena-demo-1",
            SigningKey = key.ExportPkcs8PrivateKeyPem(),
        };
        change(options);
        return new FletsPayOptionsValidator().Validate(name: null, options).Failures ?? [];
    }
}
