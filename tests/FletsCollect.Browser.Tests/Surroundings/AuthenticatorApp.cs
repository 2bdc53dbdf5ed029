using System.Globalization;
using System.Security.Cryptography;

namespace FletsCollect.Browser.Tests.Surroundings;

/// <summary>An app on somebody's phone that was given a key and shows its codes (RFC 6238).</summary>
/// <param name="key">The key as a page shows it, in base 32.</param>
public sealed class AuthenticatorApp(string key)
{
#pragma warning disable CA5350 // RFC 6238 says SHA-1 unless both sides agree on another.
    /// <summary>What it shows now, or will show so many half minutes later.</summary>
    public string Code(int stepsAhead = 0)
    {
        var counter = BitConverter.GetBytes(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30 + stepsAhead);
        Array.Reverse(counter);
        var hash = HMACSHA1.HashData(FromBase32(key), counter);
        var at = hash[^1] & 15;
        var number = (hash[at] & 0x7F) << 24 | hash[at + 1] << 16 | hash[at + 2] << 8 | hash[at + 3];
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
#pragma warning restore CA5350

    private static byte[] FromBase32(string text)
    {
        var bits = string.Concat(text.Select(letter => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(index => Convert.ToByte(bits.Substring(index * 8, 8), 2))];
    }
}
