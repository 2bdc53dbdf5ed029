using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FletsCollect.Server.Tests.SignIn;

/// <summary>
/// A device with one passkey and the browser around it (WebAuthn Level 3): takes the options that a page gives its script, and gives back
/// what the script would put into the form.
/// </summary>
internal sealed class SoftPasskey(Uri page) : IDisposable
{
    private const byte UserPresent = 0x01;
    private const byte UserVerified = 0x04;
    private const byte HasAttestedCredential = 0x40;

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] id = RandomNumberGenerator.GetBytes(32);
    private string user = "";
    private uint uses;

    /// <summary>Where the browser says that it is.</summary>
    public string Origin { get; init; } = page.GetLeftPart(UriPartial.Authority);

    /// <summary>False for a device that asks for no finger, face or PIN.</summary>
    public bool KnowsItsUser { get; init; } = true;

    /// <summary>Makes the passkey (§7.1), without attestation.</summary>
    public string Create(string options)
    {
        var asked = JsonNode.Parse(options)!;
        user = asked["user"]!["id"]!.GetValue<string>();
        var attested = AuthenticatorData(HasAttestedCredential, [.. new byte[16], 0, (byte)id.Length, .. id, .. PublicKey()]);
        // A CBOR map of three: fmt "none", attStmt {}, authData.
        byte[] attestation = [0xA3, .. CborText("fmt"), .. CborText("none"), .. CborText("attStmt"), 0xA0, .. CborText("authData"), 0x58, (byte)attested.Length, .. attested];
        return Answer(new JsonObject
        {
            ["clientDataJSON"] = Base64Url.EncodeToString(ClientData("webauthn.create", asked)),
            ["attestationObject"] = Base64Url.EncodeToString(attestation),
            ["transports"] = new JsonArray("internal"),
        });
    }

    /// <summary>Uses the passkey (§7.2).</summary>
    public string Get(string options)
    {
        var client = ClientData("webauthn.get", JsonNode.Parse(options)!);
        var authenticator = AuthenticatorData(0, []);
        return Answer(new JsonObject
        {
            ["clientDataJSON"] = Base64Url.EncodeToString(client),
            ["authenticatorData"] = Base64Url.EncodeToString(authenticator),
            ["signature"] = Base64Url.EncodeToString(key.SignData([.. authenticator, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
            ["userHandle"] = user,
        });
    }

    public void Dispose() => key.Dispose();

    private string Answer(JsonObject response) => new JsonObject
    {
        ["id"] = Base64Url.EncodeToString(id),
        ["rawId"] = Base64Url.EncodeToString(id),
        ["type"] = "public-key",
        ["authenticatorAttachment"] = "platform",
        ["clientExtensionResults"] = new JsonObject(),
        ["response"] = response,
    }.ToJsonString();

    private byte[] ClientData(string type, JsonNode asked) =>
        JsonSerializer.SerializeToUtf8Bytes(new { type, challenge = asked["challenge"]!.GetValue<string>(), origin = Origin, crossOrigin = false });

    private byte[] AuthenticatorData(byte flags, byte[] attested)
    {
        var counter = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(counter, ++uses);
        var known = KnowsItsUser ? UserPresent | UserVerified : UserPresent;
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(page.Host)), (byte)(flags | known), .. counter, .. attested];
    }

    /// <summary>A COSE key (RFC 9053 §7.1): EC2, ES256, P-256, x, y.</summary>
    private byte[] PublicKey()
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!];
    }

    private static byte[] CborText(string text) => [(byte)(0x60 + text.Length), .. Encoding.UTF8.GetBytes(text)];
}
