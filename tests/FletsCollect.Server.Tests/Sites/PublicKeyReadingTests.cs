using System.Security.Cryptography;
using System.Text.Json;
using FletsCollect.Server.Sites.Merchants;
using Microsoft.IdentityModel.Tokens;

namespace FletsCollect.Server.Tests.Sites;

/// <summary>What people paste as a public key.</summary>
public sealed class PublicKeyReadingTests
{
    [Fact]
    public void Key_on_P256_is_read_from_PEM_and_from_JWK_as_the_same_key()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        var (pem, _) = PublicKeyReading.Read(key.ExportSubjectPublicKeyInfoPem());
        var (jwk, _) = PublicKeyReading.Read(Jwk(key, ""));
        var (set, _) = PublicKeyReading.Read($$"""{"keys":[{{Jwk(key, "")}}]}""");

        Assert.Equal((pem!.X, pem.Y, pem.Kid, "ES256"), (jwk!.X, jwk.Y, jwk.Kid, jwk.Alg));
        Assert.Equal(jwk.Kid, set!.Kid);
        Assert.Equal(Base64UrlEncoder.Encode(pem.ComputeJwkThumbprint()), pem.Kid);
    }

    [Fact]
    public void Key_keeps_the_id_that_it_says()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Assert.Equal("mine", PublicKeyReading.Read(Jwk(key, """, "kid": "mine" """)).Key!.Kid);
    }

    [Fact]
    public void RSA_key_of_2048_bits_is_for_PS256_and_a_smaller_one_is_refused()
    {
        using var large = RSA.Create(2048);
        using var small = RSA.Create(1024);

        Assert.Equal("PS256", PublicKeyReading.Read(large.ExportSubjectPublicKeyInfoPem()).Key!.Alg);
        Assert.Equal(PublicKeyFault.KindUnfit, PublicKeyReading.Read(small.ExportSubjectPublicKeyInfoPem()).Fault);
    }

    [Fact]
    public void Private_keys_of_every_form_are_told_from_what_cannot_be_read()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(2048);
        var secret = Base64UrlEncoder.Encode(key.ExportParameters(includePrivateParameters: true).D);

        Assert.All(
            [key.ExportPkcs8PrivateKeyPem(), key.ExportECPrivateKeyPem(), rsa.ExportRSAPrivateKeyPem(), Jwk(key, $""", "d": "{secret}" """), """{"kty":"oct","k":"c2VjcmV0"}"""],
            text => Assert.Equal(PublicKeyFault.PrivateKey, PublicKeyReading.Read(text).Fault));
    }

    [Fact]
    public void Other_curves_and_uses_are_of_the_wrong_kind()
    {
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Assert.Equal(PublicKeyFault.KindUnfit, PublicKeyReading.Read(p384.ExportSubjectPublicKeyInfoPem()).Fault);
        Assert.Equal(PublicKeyFault.KindUnfit, PublicKeyReading.Read(Jwk(key, """, "use": "enc" """)).Fault);
        Assert.Equal(PublicKeyFault.KindUnfit, PublicKeyReading.Read(Jwk(key, """, "alg": "RS256" """)).Fault);
        Assert.Equal(PublicKeyFault.SeveralKeys, PublicKeyReading.Read($$"""{"keys":[{{Jwk(key, "")}},{{Jwk(key, "")}}]}""").Fault);
    }

    [Theory]
    [InlineData("")]
    [InlineData("鍵")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"keys":{}}""")]
    [InlineData("""{"kty":"EC","crv":"P-256"}""")]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA"}""")]
    [InlineData("""{"kty":1}""")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    public void What_is_no_key_is_refused(string text) => Assert.Equal(PublicKeyFault.NotAKey, PublicKeyReading.Read(text).Fault);

    private static string Jwk(ECDsa key, string more)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return $$"""{"kty": "EC", "crv": "P-256", "x": {{JsonSerializer.Serialize(Base64UrlEncoder.Encode(point.X))}}, "y": "{{Base64UrlEncoder.Encode(point.Y)}}" {{more}}}""";
    }
}
