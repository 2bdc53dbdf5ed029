namespace FletsCollect.Keys;

/// <summary>
/// A secret of the OpenID Connect provider. Kept in the database, so that all servers share it, and protected with the Data Protection
/// ring, so that a copy of the table alone is of no use.
/// </summary>
public sealed class ProviderKey
{
    private ProviderKey() { }

    internal ProviderKey(DueKey due, string protectedMaterial, DateTime now)
    {
        Id = Guid.CreateVersion7();
        Use = due.Use;
        Generation = due.Generation;
        ProtectedMaterial = protectedMaterial;
        CreatedAt = now;
        ActiveFrom = due.ActiveFrom;
    }

    public Guid Id { get; private set; }

    /// <summary>What it is for.</summary>
    public ProviderKeyUse Use { get; private set; }

    /// <summary>1, 2, 3 …; unique for each use, so of several servers that make the next key at once one succeeds.</summary>
    public int Generation { get; private set; }

    /// <summary>The key, protected; base64url.</summary>
    public string ProtectedMaterial { get; private set; } = "";

    /// <summary>When it was made, and with that published.</summary>
    public DateTime CreatedAt { get; private set; }

    /// <summary>From when on it makes tokens.</summary>
    public DateTime ActiveFrom { get; private set; }

    /// <summary>From when on the next key makes tokens; null while there is no next key.</summary>
    public DateTime? RetiredAt { get; private set; }

    public ProviderKeyState StateAt(DateTime now) =>
        now < ActiveFrom ? ProviderKeyState.Published
        : RetiredAt is { } retired && now >= retired ? ProviderKeyState.Retired
        : ProviderKeyState.Active;

    internal void BeginAt(DateTime instant) => ActiveFrom = instant;

    internal void RetireAt(DateTime instant) => RetiredAt = instant;
}

/// <summary>Where a key is in its life. The clock alone decides: nobody has to be there at the moment.</summary>
public enum ProviderKeyState
{
    /// <summary>To be seen by everybody who checks tokens, and makes none yet.</summary>
    Published,

    /// <summary>Makes tokens.</summary>
    Active,

    /// <summary>Checks the tokens that it made, and makes no more.</summary>
    Retired,
}

/// <summary>What the provider's keys are for.</summary>
public enum ProviderKeyUse
{
    /// <summary>ES256, signs tokens; PKCS#8.</summary>
    Signing,

    /// <summary>A 256-bit secret that encrypts codes and other artifacts that only the provider reads.</summary>
    Encryption,

    /// <summary>A 256-bit secret from which each merchant's name for a subscriber is derived. It never changes: the names would.</summary>
    PairwiseSubject,
}
