using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Subscribers;

/// <summary>
/// The PIN of a credential: what stands in for the line's proof at a purchase from a line that cannot give one (domain.md §3). Counted
/// before it is judged, so that many guesses at once count as many; after a few wrong ones in a row it is locked until it is set anew.
/// </summary>
public sealed class PurchasePin
{
    public const int Shortest = 6;

    public const int Longest = 12;

    /// <summary>Wrong PINs in a row before it is locked: at 6 digits, one in 200,000 to guess it.</summary>
    public const int MostFailures = 5;

    private PurchasePin() { }

    public PurchasePin(Guid credentialId, string hash, DateTime now)
    {
        CredentialId = credentialId;
        Replace(hash, now);
    }

    public Guid CredentialId { get; private set; }

    /// <summary>As the password hasher made it.</summary>
    public string Hash { get; private set; } = "";

    public DateTime SetAt { get; private set; }

    /// <summary>Tries since the last right one, the one that is under way among them.</summary>
    public int Failures { get; private set; }

    public bool IsLocked => Failures >= MostFailures;

    /// <summary>Sets another PIN, and with it unlocks it.</summary>
    public void Replace(string hash, DateTime now)
    {
        Hash = hash;
        SetAt = now;
        Failures = 0;
    }

    /// <summary>The digits of a typed PIN, full width or not; null when it cannot be a PIN, or one that is tried first.</summary>
    public static string? Read(string? typed)
    {
        var text = OneForm.Of(typed);
        return text.Length is >= Shortest and <= Longest && text.All(char.IsAsciiDigit) && !PasswordRules.IsOneStepOverAndOver(text) ? text : null;
    }

    /// <summary>Counts a try; the PIN to hold it against, or null when there is none or it is locked. Works in the caller's transaction.</summary>
    internal static async Task<PurchasePin?> TryAsync(FletsCollectDbContext db, Guid credentialId, CancellationToken cancellationToken) =>
        await db.PurchasePins.Where(pin => pin.CredentialId == credentialId && pin.Failures < MostFailures)
            .ExecuteUpdateAsync(set => set.SetProperty(pin => pin.Failures, pin => pin.Failures + 1), cancellationToken) == 1
            ? await db.PurchasePins.AsNoTracking().SingleAsync(pin => pin.CredentialId == credentialId, cancellationToken)
            : null;

    internal static Task ForgiveAsync(FletsCollectDbContext db, Guid credentialId, CancellationToken cancellationToken) =>
        db.PurchasePins.Where(pin => pin.CredentialId == credentialId).ExecuteUpdateAsync(set => set.SetProperty(pin => pin.Failures, 0), cancellationToken);

    internal bool Matches(IPasswordHasher<Credential> hasher, string typed) =>
        hasher.VerifyHashedPassword(null!, Hash, OneForm.Of(typed)) != PasswordVerificationResult.Failed;
}
