using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace FletsCollect.Subscribers;

/// <summary>
/// A one-time code that the desk has posted to the contract's address, for somebody who can neither sign in nor get to the line. Only its
/// hash is kept; it is good once and for a few days, and a newer one ends it.
/// </summary>
public sealed class ResetCode
{
    /// <summary>Letters and digits that nobody confuses on paper.</summary>
    private const string Alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>Sixteen of thirty: 78 bits, so a plain hash keeps it.</summary>
    private const int Length = 16;

    private ResetCode() { }

    private ResetCode(Guid credentialId, string hash, DateTime now, DateTime expiresAt)
    {
        CredentialId = credentialId;
        Hash = hash;
        IssuedAt = now;
        ExpiresAt = expiresAt;
    }

    /// <summary>Whose password it sets; there is one code at a time.</summary>
    public Guid CredentialId { get; private set; }

    /// <summary>SHA-256, base64url.</summary>
    public string Hash { get; private set; } = "";

    public DateTime IssuedAt { get; private set; }

    public DateTime ExpiresAt { get; private set; }

    public DateTime? UsedAt { get; private set; }

    /// <summary>Counts the changes of this row: of two that use the code at once, one is refused.</summary>
    public int Version { get; private set; }

    /// <summary>A new code, and the row that knows it again.</summary>
    public static (string Code, ResetCode Row) Create(Guid credentialId, DateTime now, TimeSpan lifetime)
    {
        var text = RandomNumberGenerator.GetString(Alphabet, Length);
        return (string.Join('-', text.Chunk(4).Select(part => new string(part))), new ResetCode(credentialId, HashOf(text), now, now + lifetime));
    }

    /// <summary>Puts a newer code in the place of this one.</summary>
    public void Replace(ResetCode newer)
    {
        (Hash, IssuedAt, ExpiresAt, UsedAt) = (newer.Hash, newer.IssuedAt, newer.ExpiresAt, null);
        Version++;
    }

    public bool Matches(string typed, DateTime now) => UsedAt is null && now < ExpiresAt && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash), Encoding.ASCII.GetBytes(HashOf(typed)));

    public void Use(DateTime now)
    {
        UsedAt = now;
        Version++;
    }

    /// <summary>Hyphens, spaces, width and letter case do not matter.</summary>
    private static string HashOf(string typed)
    {
        var letters = string.Concat(OneForm.Of(typed).ToUpperInvariant().Where(letter => Alphabet.Contains(letter, StringComparison.Ordinal)));
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(letters)));
    }
}
