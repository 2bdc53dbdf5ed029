using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace FletsCollect.Server.Provider.SenderConstraint;

/// <summary>A JSON Web Signature in compact form (RFC 7515 §7.1), taken apart and not believed yet.</summary>
/// <param name="Header">The header as it was sent, base64url.</param>
/// <param name="Signed">What the signature covers: header and payload as they were sent, ASCII.</param>
/// <param name="Signature">The signature.</param>
internal sealed record CompactJws(string Header, byte[] Signed, byte[] Signature)
{
    /// <summary>A member that is named twice means one thing to one reader and another to the next, so it is refused.</summary>
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>False when the text does not have three parts of base64url.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out CompactJws? jws)
    {
        jws = null;
        var first = text.IndexOf('.', StringComparison.Ordinal);
        var last = text.LastIndexOf('.');
        if (first <= 0 || last <= first + 1 || text.AsSpan(first + 1, last - first - 1).Contains('.') || !Ascii.IsValid(text) || !Base64Url.IsValid(text.AsSpan(last + 1)))
            return false;
        jws = new CompactJws(text[..first], Encoding.ASCII.GetBytes(text, 0, last), Base64Url.DecodeFromChars(text.AsSpan(last + 1)));
        return true;
    }

    /// <exception cref="FormatException">It is not base64url.</exception>
    /// <exception cref="JsonException">It is not one JSON value, or names a member twice.</exception>
    public JsonDocument ReadHeader() => JsonDocument.Parse(Base64Url.DecodeFromChars(Header), Strict);

    /// <inheritdoc cref="ReadHeader"/>
    public JsonDocument ReadPayload() => JsonDocument.Parse(Base64Url.DecodeFromUtf8(Signed.AsSpan(Header.Length + 1)), Strict);

    /// <summary>True when a key made the signature by ES256 or PS256 (RFC 7518 §3.4, §3.5), whichever is the key's own.</summary>
    public bool IsSignedBy(SignatureKey key) => key.Verifies(Signed, Signature);
}
