using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace FletsCollect.Server.SignIn;

/// <summary>Codes of authenticator apps (TOTP, RFC 6238: 30 seconds, six digits, HMAC-SHA-1, which is what every app knows).</summary>
internal static class AuthenticatorCode
{
    public const int Digits = 6;

    private const int StepSeconds = 30;

    /// <summary>One step before and after: clocks differ, and typing takes time (RFC 6238 §5.2).</summary>
    private const int Tolerance = 1;

    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>The step whose code was typed; null when it is none of those that count now.</summary>
    public static long? StepOf(byte[] key, string typed, DateTimeOffset now)
    {
        var code = OneForm.Of(typed).Replace(" ", "", StringComparison.Ordinal);
        var present = now.ToUnixTimeSeconds() / StepSeconds;
        long? found = null;
        for (var step = present - Tolerance; step <= present + Tolerance; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(System.Text.Encoding.UTF8.GetBytes(At(key, step)), System.Text.Encoding.UTF8.GetBytes(code)))
                found = step;
        }
        return found;
    }

    public static string At(byte[] key, DateTimeOffset instant) => At(key, instant.ToUnixTimeSeconds() / StepSeconds);

    /// <summary>The key as apps take it (RFC 4648 §6, no padding).</summary>
    public static string ToBase32(ReadOnlySpan<byte> key)
    {
        var text = new System.Text.StringBuilder();
        var (bits, count) = (0, 0);
        foreach (var one in key)
        {
            (bits, count) = ((bits << 8 | one) & 0xFFFF, count + 8);
            while (count >= 5)
                text.Append(Base32[bits >> (count -= 5) & 31]);
        }
        return count == 0 ? text.ToString() : text.Append(Base32[bits << (5 - count) & 31]).ToString();
    }

#pragma warning disable CA5350 // RFC 6238 says SHA-1 unless both sides agree on another, and apps do not.
    private static string At(byte[] key, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(key, counter, hash);
        var number = BinaryPrimitives.ReadUInt32BigEndian(hash[(hash[^1] & 15)..]) & 0x7FFF_FFFF;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
#pragma warning restore CA5350
}
