using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace FletsCollect.Merchant;

/// <summary>
/// Verifies webhooks before anything is believed of them (Standard Webhooks 1.0). Events may come twice and in any order: keep the
/// <see cref="FletsEvent.Id"/> of what you have handled.
/// </summary>
public static class FletsWebhook
{
    /// <summary>How far the sender's clock and yours may be apart; older messages may be replays.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>Larger bodies are not read: no event comes near.</summary>
    public const int MostBytes = 32 * 1024;

    private const string SecretPrefix = "whsec_";

    /// <summary>Reads and verifies the request of a webhook; null when it is not from the provider. Answer null with 400.</summary>
    /// <param name="request">The request, its body not yet read.</param>
    /// <param name="secret">The endpoint's secret, <c>whsec_…</c>.</param>
    /// <param name="clock">The present time; default: the system's.</param>
    /// <param name="cancellationToken">Gives up reading.</param>
    public static async Task<FletsEvent?> VerifyAsync(HttpRequest request, string secret, TimeProvider? clock = null, CancellationToken cancellationToken = default)
    {
        var body = new byte[MostBytes + 1];
        var length = await request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken);
        return length > MostBytes
            ? null
            : Verify(request.Headers["webhook-id"].ToString(), request.Headers["webhook-timestamp"].ToString(), request.Headers["webhook-signature"].ToString(), body.AsSpan(0, length), secret, clock);
    }

    /// <summary>Verifies a webhook by its three headers and its body, byte for byte as it came; null when it is not from the provider.</summary>
    public static FletsEvent? Verify(string id, string timestamp, string signatures, ReadOnlySpan<byte> body, string secret, TimeProvider? clock = null)
    {
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return null;
        var now = (clock ?? TimeProvider.System).GetUtcNow().ToUnixTimeSeconds();
        if (Math.Abs(now - seconds) > (long)Tolerance.TotalSeconds || !IsSigned(id, timestamp, signatures, body, KeyOf(secret)))
            return null;
        var read = Read(body);
        // The id outside is signed too; the one inside must be the same, so that either may be kept.
        return read?.Id == id ? read : null;
    }

    private static bool IsSigned(string id, string timestamp, string signatures, ReadOnlySpan<byte> body, byte[] key)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        var expected = Encoding.ASCII.GetBytes("v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed)));
        var found = false;
        // All are compared, each in constant time: while a secret is rotated there are several.
        foreach (var signature in signatures.Split(' '))
            found |= CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(signature), expected);
        return found;
    }

    private static byte[] KeyOf(string secret)
    {
        var key = new byte[64];
        if (secret.StartsWith(SecretPrefix, StringComparison.Ordinal) && Convert.TryFromBase64String(secret[SecretPrefix.Length..], key, out var length) && length >= 24)
            return key[..length];
        throw new ArgumentException("The secret is not one of a webhook endpoint. Copy the whole 'whsec_…' text that its creation answered.", nameof(secret));
    }

    private static FletsEvent? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, FletsEventJson.Default.FletsEvent);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
