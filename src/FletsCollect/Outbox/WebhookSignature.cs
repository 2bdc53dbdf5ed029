using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FletsCollect.Outbox;

/// <summary>Signs a message as Standard Webhooks 1.0 says: HMAC-SHA256 over id, time and body, so that none of them can be exchanged.</summary>
public static class WebhookSignature
{
    /// <summary>How a secret begins; base64 of its bytes follows.</summary>
    public const string SecretPrefix = "whsec_";

    /// <summary>The value of <c>webhook-signature</c>: one signature for each secret that is valid now.</summary>
    /// <param name="secrets"><c>whsec_…</c>, the newest first.</param>
    /// <param name="id">The value of <c>webhook-id</c>.</param>
    /// <param name="timestamp">The value of <c>webhook-timestamp</c>: seconds since 1970.</param>
    /// <param name="body">The body as it is sent.</param>
    public static string Sign(IEnumerable<string> secrets, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.")), .. body];
        return string.Join(' ', secrets.Select(secret => "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret[SecretPrefix.Length..]), signed))));
    }
}
