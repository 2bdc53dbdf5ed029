using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace FletsCollect.Server.Provider.SenderConstraint;

/// <summary>A public key with the one algorithm that it is for: a P-256 key verifies ES256, an RSA key PS256. Requests may share it.</summary>
internal sealed class SignatureKey
{
    private readonly ECDsa? ecdsa;
    private readonly RSA? rsa;

    public SignatureKey(ECDsa key)
    {
        ecdsa = key;
    }

    private SignatureKey(RSA key)
    {
        rsa = key;
    }

    /// <summary>Reads a key as a proof's header has it; the point is checked to lie on the curve.</summary>
    /// <exception cref="CryptographicException">It is no key, or on another curve.</exception>
    public static SignatureKey Of(JsonWebKey key) => key.Kty == JsonWebAlgorithmsKeyTypes.RSA
        ? new SignatureKey(RSA.Create(new RSAParameters { Modulus = Base64UrlEncoder.DecodeBytes(key.N), Exponent = Base64UrlEncoder.DecodeBytes(key.E) }))
        : new SignatureKey(ECDsa.Create(new ECParameters
        {
            Curve = key.Crv == JsonWebKeyECTypes.P256 ? ECCurve.NamedCurves.nistP256 : throw new CryptographicException($"ES256 is made on P-256, not on {key.Crv}."),
            Q = new ECPoint { X = Base64UrlEncoder.DecodeBytes(key.X), Y = Base64UrlEncoder.DecodeBytes(key.Y) },
        }));

    public bool Verifies(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        ecdsa?.VerifyData(data, signature, HashAlgorithmName.SHA256)
        ?? rsa!.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
}
