using System.Security.Cryptography;
using FletsCollect.Calendars;
using FletsCollect.Keys;
using FletsCollect.Server.Provider.SenderConstraint;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;
using OpenIddict.Validation;

namespace FletsCollect.Server.Provider;

/// <summary>
/// The provider's keys as this server knows them. They stand in the database, where any server or the operator may add the next one, so
/// each server reads them again every now and then (<see cref="KeyRotationJob"/>) and when it meets a token of a key that it does not
/// know (<see cref="KeyFollowing"/>).
/// </summary>
public sealed class ProviderKeys(
    IServiceScopeFactory scopes, OptionsChange<OpenIddictServerOptions> serverOptions, OptionsChange<OpenIddictValidationOptions> validationOptions, TimeProvider clock) : IDisposable
{
    /// <summary>Between two readings because of unknown keys: a stranger who makes keys up must not keep the database busy.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim one = new(1, 1);
    private volatile KeyRing? ring;

    /// <summary>The secret behind merchants' names for subscribers.</summary>
    public byte[] PairwiseSecret => Ring.PairwiseSecret;

    internal KeyRing Ring => ring ?? throw new InvalidOperationException("The provider's keys are not loaded; ReadAsync runs before the first request.");

    /// <summary>Makes the keys that are due and reads all; OpenIddict gets them when they are not those that it has.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken);
        try
        {
            await ReadAloneAsync(cancellationToken);
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>Reads the keys again, unless this key is known or they were just read.</summary>
    internal async Task MeetAsync(string keyId, CancellationToken cancellationToken)
    {
        if (Ring.Knows(keyId))
            return;
        await one.WaitAsync(cancellationToken);
        try
        {
            if (!Ring.Knows(keyId) && clock.Instant() - Ring.ReadAt >= Pause)
                await ReadAloneAsync(cancellationToken);
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose() => one.Dispose();

    private async Task ReadAloneAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var rotate = scope.ServiceProvider.GetRequiredService<RotateKeys>();
        var rotation = await rotate.ExecuteAsync(KeyRotationReason.Schedule, cancellationToken);
        var before = ring;
        ring = KeyRing.Of(rotation.Keys, before, rotate.Unprotect, clock.Instant());
        if (before is null || before.HasSameOrderAs(ring))
            return;
        // In this order: validation takes its keys from the server's options.
        serverOptions.Raise();
        validationOptions.Raise();
    }
}

/// <summary>All keys at one instant.</summary>
internal sealed class KeyRing
{
    private readonly List<LoadedKey> keys;
    private readonly Dictionary<string, SignatureKey> verifying;

    private KeyRing(List<LoadedKey> keys, DateTime readAt)
    {
        this.keys = keys;
        verifying = Of(ProviderKeyUse.Signing).ToDictionary(key => key.Key.KeyId, key => new SignatureKey(((ECDsaSecurityKey)key.Key).ECDsa), StringComparer.Ordinal);
        ReadAt = readAt;
        PairwiseSecret = ((SymmetricSecurityKey)keys.Single(key => key.Row.Use == ProviderKeyUse.PairwiseSubject).Key).Key;
    }

    public DateTime ReadAt { get; }

    public byte[] PairwiseSecret { get; }

    /// <summary>The keys of one use; the one that makes tokens comes first.</summary>
    public IEnumerable<LoadedKey> Of(ProviderKeyUse use) => keys.Where(key => key.Row.Use == use);

    public bool Knows(string keyId) => keys.Exists(key => key.Key.KeyId == keyId);

    /// <summary>The key of a token's <c>kid</c>, to verify it with; null when it is none of the provider's.</summary>
    public SignatureKey? Verifying(string keyId) => verifying.GetValueOrDefault(keyId);

    public bool HasSameOrderAs(KeyRing other) => keys.Select(key => key.Row.Id).SequenceEqual(other.keys.Select(key => key.Row.Id));

    /// <summary>A key that was loaded before stays the same object: there may be requests that work with it.</summary>
    public static KeyRing Of(IEnumerable<ProviderKey> rows, KeyRing? before, Func<ProviderKey, byte[]> unprotect, DateTime now) =>
        new(
            [.. rows
                .OrderBy(row => row.Use)
                .ThenBy(row => row.StateAt(now) == ProviderKeyState.Active ? 0 : 1)
                .ThenByDescending(row => row.Generation)
                .Select(row => new LoadedKey(row, before?.keys.Find(key => key.Row.Id == row.Id)?.Key ?? Load(row, unprotect(row))))],
            now);

    private static SecurityKey Load(ProviderKey row, byte[] material)
    {
        if (row.Use != ProviderKeyUse.Signing)
            return new SymmetricSecurityKey(material) { KeyId = row.Id.ToString("N") };
        // OpenIddict keeps the key for as long as requests use it, so nothing disposes it.
        var signing = ECDsa.Create();
        signing.ImportPkcs8PrivateKey(material, out _);
        var key = new ECDsaSecurityKey(signing);
        key.KeyId = Base64UrlEncoder.Encode(key.ComputeJwkThumbprint());
        return key;
    }
}

internal sealed record LoadedKey(ProviderKey Row, SecurityKey Key);
