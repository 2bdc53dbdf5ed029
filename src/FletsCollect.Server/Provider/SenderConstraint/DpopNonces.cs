using System.Buffers.Binary;
using System.Security.Cryptography;
using FletsCollect.Server.Hosting;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace FletsCollect.Server.Provider.SenderConstraint;

/// <summary>
/// The nonces that this server gives for DPoP proofs (RFC 9449 §8 and §9), for operators who want proofs that nobody can make ahead of
/// time, whatever a client's clock says. A nonce says when it was given, protected by the keys that all servers share, so any of them takes
/// what another gave and nothing is stored: that a proof is shown once is seen to by its <c>jti</c>.
/// </summary>
internal sealed class DpopNonces(IDataProtectionProvider protection, IOptions<ProviderOptions> options, TimeProvider clock)
{
    private readonly IDataProtector protector = protection.CreateProtector("FletsCollect.DpopNonce");

    /// <summary>True when every proof needs a nonce.</summary>
    public bool AreRequired => options.Value.DpopNonceRequired;

    /// <summary>
    /// True when a proof with this nonce is taken. Sends a new nonce with the answer when it is not, and also while the given one still
    /// counts but has lived for half of its time, so that a busy client is never turned away (§8.2).
    /// </summary>
    public bool Take(string? nonce, HttpResponse response)
    {
        if (!AreRequired)
            return true;
        var age = GivenAt(nonce) is { } given ? clock.GetUtcNow() - given : TimeSpan.MaxValue;
        if (age > options.Value.DpopNonceLifetime / 2)
            response.Headers[ChargeToken.NonceHeader] = New();
        return age <= options.Value.DpopNonceLifetime;
    }

    private string New()
    {
        Span<byte> at = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(at, clock.GetUtcNow().UtcTicks);
        return WebEncoders.Base64UrlEncode(protector.Protect(at.ToArray()));
    }

    private DateTimeOffset? GivenAt(string? nonce)
    {
        if (string.IsNullOrEmpty(nonce))
            return null;
        try
        {
            return new DateTimeOffset(BinaryPrimitives.ReadInt64BigEndian(protector.Unprotect(WebEncoders.Base64UrlDecode(nonce))), TimeSpan.Zero);
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            // Made up, or older than the keys.
            return null;
        }
    }
}
