using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Subscribers;

/// <summary>
/// How often a secret was guessed at lately, by whose it is and where the guesses come from, so that whoever guesses loses the right to
/// guess from there and its owner loses nothing. In the database, so that all servers count together. An attempt is counted before it is
/// judged, or many at once would all be judged before one was counted; the right secret takes its counts away.
/// </summary>
public sealed class FailedAttempt
{
    /// <summary>Attempts on one secret from one place within the window.</summary>
    public const int MostFromOnePlace = 10;

    /// <summary>Attempts on one secret from everywhere: a backstop against guesses from very many places. Never asked of the secret's own line.</summary>
    public const int MostFromEverywhere = 100;

    /// <summary>The place that stands for all of them.</summary>
    public const string Everywhere = "everywhere";

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private FailedAttempt() { }

    private FailedAttempt(string key, DateTime now)
    {
        Key = key;
        Restart(now);
    }

    /// <summary>A hash of secret and place: people type passwords into the wrong field, and this table is no place to read them.</summary>
    public string Key { get; private set; } = "";

    public int Count { get; private set; }

    /// <summary>When the counting ends and everything is forgotten.</summary>
    public DateTime Until { get; private set; }

    /// <summary>
    /// Counts an attempt and gives how many more there may be; null when there may be no more, not even this one. Works in the caller's
    /// transaction.
    /// </summary>
    /// <param name="db">The caller's unit of work.</param>
    /// <param name="secret">What is guessed at, as kind and name: <c>password:FC0123456789</c>.</param>
    /// <param name="place">Where from.</param>
    /// <param name="most">How many attempts there may be within the window.</param>
    /// <param name="now">The present instant, UTC.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public static async Task<int?> CountAsync(FletsCollectDbContext db, string secret, string place, int most, DateTime now, CancellationToken cancellationToken)
    {
        var key = KeyOf(secret, place);
        var counted = await db.FailedAttempts
            .Where(row => row.Key == key && row.Until > now && row.Count < most)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Count, row => row.Count + 1), cancellationToken);
        var attempt = await db.FailedAttempts.SingleOrDefaultAsync(row => row.Key == key, cancellationToken);
        if (counted == 1)
            return most - attempt!.Count;
        if (attempt is null)
            db.Add(new FailedAttempt(key, now));
        else if (attempt.Until <= now)
            attempt.Restart(now);
        else
            return null;
        return most - 1;
    }

    /// <summary>Forgets the attempts: the secret was given.</summary>
    public static Task ForgetAsync(FletsCollectDbContext db, string secret, string place, CancellationToken cancellationToken)
    {
        var key = KeyOf(secret, place);
        return db.FailedAttempts.Where(row => row.Key == key).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Takes one attempt back: it was right, and says nothing of those before it.</summary>
    public static Task TakeBackAsync(FletsCollectDbContext db, string secret, string place, CancellationToken cancellationToken)
    {
        var key = KeyOf(secret, place);
        return db.FailedAttempts.Where(row => row.Key == key && row.Count > 0).ExecuteUpdateAsync(set => set.SetProperty(row => row.Count, row => row.Count - 1), cancellationToken);
    }

    /// <summary>An ID's password, as a secret that is guessed at.</summary>
    public static string PasswordOf(string? normalizedUserName) => $"password:{normalizedUserName}";

    private static string KeyOf(string secret, string place) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"{secret}\n{place}")));

    private void Restart(DateTime now)
    {
        Count = 1;
        Until = now + Window;
    }
}
