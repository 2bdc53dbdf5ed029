using System.Buffers.Text;
using System.Security.Cryptography;
using FletsCollect.Audit;
using FletsCollect.Calendars;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OpenIddict.EntityFrameworkCore.Models;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace FletsCollect.Keys;

/// <summary>What makes a new key due.</summary>
public enum KeyRotationReason
{
    /// <summary>The age of the present one.</summary>
    Schedule,

    /// <summary>The operator: the next key is published now and makes tokens after the usual notice.</summary>
    Ordered,

    /// <summary>The operator, who fears that a key is known: the next one makes tokens from now on.</summary>
    OrderedAtOnce,
}

/// <summary>The keys after a rotation, and how many it made, brought forward and removed.</summary>
public sealed record KeyRotation(IReadOnlyList<ProviderKey> Keys, int Made, int BroughtForward, int Removed)
{
    public bool Changed => Made + BroughtForward + Removed > 0;
}

/// <summary>A key to be made.</summary>
internal sealed record DueKey(ProviderKeyUse Use, int Generation, DateTime ActiveFrom);

/// <summary>
/// Makes the keys that are due, the first ones included, and removes those that nothing needs any more. Any number of servers may do it
/// at once: the next generation is inserted once.
/// </summary>
public sealed class RotateKeys(
    UnitOfWork unitOfWork, IDbContextFactory<FletsCollectDbContext> contexts, IDataProtectionProvider protection, IOptions<KeyRotationOptions> options, TimeProvider clock)
{
    private readonly IDataProtector protector = protection.CreateProtector("FletsCollect.ProviderKeys.v1");

    public async Task<KeyRotation> ExecuteAsync(KeyRotationReason reason, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(cancellationToken);
        var now = clock.Instant();
        if (reason == KeyRotationReason.Schedule && !Due(found, reason, now).Any() && !found.Any(key => IsPast(key, now)))
            return new KeyRotation(found, 0, 0, 0);

        // Protecting may write a new ring key on a connection of its own, which an open transaction would keep waiting on SQLite.
        var made = Enum.GetValues<ProviderKeyUse>().ToDictionary(use => use, use => Base64Url.EncodeToString(protector.Protect(Make(use))));
        return await unitOfWork.CommitAsync((db, token) => RotateAsync(db, reason, made, token), cancellationToken);
    }

    public byte[] Unprotect(ProviderKey key) => protector.Unprotect(Base64Url.DecodeFromChars(key.ProtectedMaterial));

    private async Task<IReadOnlyList<ProviderKey>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.ProviderKeys.AsNoTracking().ToListAsync(cancellationToken);
    }

    private async Task<KeyRotation> RotateAsync(FletsCollectDbContext db, KeyRotationReason reason, Dictionary<ProviderKeyUse, string> material, CancellationToken cancellationToken)
    {
        var now = clock.Instant();
        var keys = await db.ProviderKeys.ToListAsync(cancellationToken);
        var forward = reason == KeyRotationReason.OrderedAtOnce ? BringForward(db, keys, now) : 0;
        var due = forward > 0 ? [] : Due(keys, reason, now).ToList();
        foreach (var next in due)
        {
            keys.Find(key => key.Use == next.Use && key.Generation == next.Generation - 1)?.RetireAt(next.ActiveFrom);
            var key = new ProviderKey(next, material[next.Use], now);
            keys.Add(key);
            db.Add(key);
            Record(db, "provider-key.made", key, now);
        }
        var removed = 0;
        foreach (var key in keys.Where(key => IsPast(key, now)).ToList())
        {
            if (await IsNeededAsync(db, key.RetiredAt!.Value, now, cancellationToken))
                continue;
            keys.Remove(key);
            db.Remove(key);
            Record(db, "provider-key.removed", key, now);
            removed++;
        }
        return new KeyRotation(keys, due.Count, forward, removed);
    }

    /// <summary>A key that waits for its day begins now, and the one before it ends.</summary>
    private static int BringForward(FletsCollectDbContext db, List<ProviderKey> keys, DateTime now)
    {
        var waiting = keys.Where(key => key.StateAt(now) == ProviderKeyState.Published).ToList();
        foreach (var key in waiting)
        {
            key.BeginAt(now);
            keys.Find(other => other.Use == key.Use && other.Generation == key.Generation - 1)?.RetireAt(now);
            Record(db, "provider-key.brought-forward", key, now);
        }
        return waiting.Count;
    }

    private IEnumerable<DueKey> Due(IReadOnlyCollection<ProviderKey> keys, KeyRotationReason reason, DateTime now)
    {
        foreach (var use in Enum.GetValues<ProviderKeyUse>())
        {
            var latest = keys.Where(key => key.Use == use).MaxBy(key => key.Generation);
            if (latest is null)
                yield return new DueKey(use, 1, now);
            else if (use != ProviderKeyUse.PairwiseSubject && latest.StateAt(now) != ProviderKeyState.Published && IsDue(latest, reason, now))
                yield return new DueKey(use, latest.Generation + 1, reason == KeyRotationReason.OrderedAtOnce ? now : now + options.Value.PublishedBefore);
        }
    }

    private bool IsDue(ProviderKey latest, KeyRotationReason reason, DateTime now) =>
        reason != KeyRotationReason.Schedule || now >= latest.ActiveFrom + options.Value.Every - options.Value.PublishedBefore;

    private bool IsPast(ProviderKey key, DateTime now) => key.RetiredAt is { } retired && now >= retired + options.Value.KeptAfter;

    /// <summary>
    /// True while a token lives that the key may have made: a refresh token can live for years. A server that has not read the keys again
    /// goes on for a moment after the key's end.
    /// </summary>
    private Task<bool> IsNeededAsync(FletsCollectDbContext db, DateTime retiredAt, DateTime now, CancellationToken cancellationToken)
    {
        var lastMade = retiredAt + options.Value.ReadEvery + options.Value.ReadEvery;
        return db.Set<OpenIddictEntityFrameworkCoreToken<Guid>>().AnyAsync(
            token => token.Status == Statuses.Valid && token.CreationDate <= lastMade && (token.ExpirationDate == null || token.ExpirationDate > now),
            cancellationToken);
    }

    private static void Record(FletsCollectDbContext db, string action, ProviderKey key, DateTime now) =>
        db.Add(AuditEntry.Of(action, AuditActor.Operator, $"{key.Use} {key.Generation}", now, new { key.ActiveFrom, key.RetiredAt }));

    private static byte[] Make(ProviderKeyUse use)
    {
        if (use != ProviderKeyUse.Signing)
            return RandomNumberGenerator.GetBytes(32);
        using var signing = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return signing.ExportPkcs8PrivateKey();
    }
}
