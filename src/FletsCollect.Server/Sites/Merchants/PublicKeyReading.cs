using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace FletsCollect.Server.Sites.Merchants;

/// <summary>Why a text is not taken as a public key.</summary>
public enum PublicKeyFault
{
    /// <summary>It has the private half, which must not leave the merchant's systems; nothing of it was stored.</summary>
    PrivateKey,

    /// <summary>Neither PEM nor a JSON Web Key, or a broken one.</summary>
    NotAKey,

    /// <summary>Another kind than P-256 (ES256) or RSA of at least 2048 bits (PS256), or for another use.</summary>
    KindUnfit,

    /// <summary>A set of several keys; they are added one by one.</summary>
    SeveralKeys,
}

/// <summary>Reads a public key as people paste it: PEM (SubjectPublicKeyInfo), or a JSON Web Key (RFC 7517), alone or as a set of one.</summary>
internal static class PublicKeyReading
{
    private const int SmallestRsa = 2048;
    private const string P256 = "1.2.840.10045.3.1.7";

    /// <summary>The members of a JSON Web Key that are secret (RFC 7518 §6.2.2, §6.3.2, §6.4.1).</summary>
    private static readonly string[] SecretMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    /// <summary>The key with nothing but what verifying needs; its id is what it said, or its thumbprint (RFC 7638).</summary>
    public static (JsonWebKey? Key, PublicKeyFault? Fault) Read(string text)
    {
        text = text.Trim();
        try
        {
            var (key, fault) = text.StartsWith('{') ? OfJson(text) : OfPem(text);
            if (key is { Kid: null or "" })
                key.Kid = Base64UrlEncoder.Encode(key.ComputeJwkThumbprint());
            return (key, fault);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException or JsonException or FormatException or InvalidOperationException)
        {
            return (null, PublicKeyFault.NotAKey);
        }
    }

    private static (JsonWebKey? Key, PublicKeyFault? Fault) OfPem(string text)
    {
        if (text.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            return (null, PublicKeyFault.PrivateKey);
        if (!PemEncoding.TryFind(text, out var fields) || text[fields.Label] != "PUBLIC KEY")
            return (null, PublicKeyFault.NotAKey);
        var der = Convert.FromBase64String(text[fields.Base64Data]);
        // The algorithm decides which of the two reads it; an elliptic key of another curve is a key, and of the wrong kind.
        return PublicKey.CreateFromSubjectPublicKeyInfo(der, out _).Oid.Value switch
        {
            "1.2.840.10045.2.1" => OfEllipticCurve(der),
            "1.2.840.113549.1.1.1" => OfRsa(der),
            _ => (null, PublicKeyFault.KindUnfit),
        };
    }

    private static (JsonWebKey? Key, PublicKeyFault? Fault) OfEllipticCurve(byte[] der)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(der, out _);
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return parameters.Curve.Oid.Value == P256 ? (Elliptic(parameters.Q), null) : (null, PublicKeyFault.KindUnfit);
    }

    private static (JsonWebKey? Key, PublicKeyFault? Fault) OfRsa(byte[] der)
    {
        using var key = RSA.Create();
        key.ImportSubjectPublicKeyInfo(der, out _);
        return key.KeySize >= SmallestRsa ? (Rsa(key.ExportParameters(includePrivateParameters: false)), null) : (null, PublicKeyFault.KindUnfit);
    }

    private static (JsonWebKey? Key, PublicKeyFault? Fault) OfJson(string text)
    {
        using var document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
        var root = document.RootElement;
        if (root.TryGetProperty("keys", out var keys))
        {
            if (keys.GetArrayLength() != 1)
                return (null, PublicKeyFault.SeveralKeys);
            root = keys[0];
        }
        if (SecretMembers.Any(member => root.TryGetProperty(member, out _)))
            return (null, PublicKeyFault.PrivateKey);
        string? Said(string member) => root.TryGetProperty(member, out var value) ? value.GetString() : null;
        if (Said("use") is not (null or "sig"))
            return (null, PublicKeyFault.KindUnfit);
        JsonWebKey read;
        if (Said("kty") == JsonWebAlgorithmsKeyTypes.EllipticCurve && Said("crv") == JsonWebKeyECTypes.P256 && Said("alg") is (null or SecurityAlgorithms.EcdsaSha256))
        {
            var point = new ECPoint { X = Base64UrlEncoder.DecodeBytes(Said("x")), Y = Base64UrlEncoder.DecodeBytes(Said("y")) };
            // Creating it checks that the point lies on the curve.
            using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
            read = Elliptic(key.ExportParameters(includePrivateParameters: false).Q);
        }
        else if (Said("kty") == JsonWebAlgorithmsKeyTypes.RSA && Said("alg") is (null or SecurityAlgorithms.RsaSsaPssSha256))
        {
            using var key = RSA.Create(new RSAParameters { Modulus = Base64UrlEncoder.DecodeBytes(Said("n")), Exponent = Base64UrlEncoder.DecodeBytes(Said("e")) });
            if (key.KeySize < SmallestRsa)
                return (null, PublicKeyFault.KindUnfit);
            read = Rsa(key.ExportParameters(includePrivateParameters: false));
        }
        else
        {
            return (null, Said("kty") is null ? PublicKeyFault.NotAKey : PublicKeyFault.KindUnfit);
        }
        read.Kid = Said("kid");
        return (read, null);
    }

    private static JsonWebKey Elliptic(ECPoint point) => new()
    {
        Kty = JsonWebAlgorithmsKeyTypes.EllipticCurve,
        Crv = JsonWebKeyECTypes.P256,
        Use = "sig",
        Alg = SecurityAlgorithms.EcdsaSha256,
        X = Base64UrlEncoder.Encode(point.X),
        Y = Base64UrlEncoder.Encode(point.Y),
    };

    private static JsonWebKey Rsa(RSAParameters parameters) => new()
    {
        Kty = JsonWebAlgorithmsKeyTypes.RSA,
        Use = "sig",
        Alg = SecurityAlgorithms.RsaSsaPssSha256,
        N = Base64UrlEncoder.Encode(parameters.Modulus),
        E = Base64UrlEncoder.Encode(parameters.Exponent),
    };
}
