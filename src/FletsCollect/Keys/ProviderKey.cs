namespace FletsCollect.Keys;

/// <summary>
/// A secret of the OpenID Connect provider. Kept in the database, so that all servers share it, and protected with the Data Protection
/// ring, so that a copy of the table alone is of no use.
/// </summary>
public sealed class ProviderKey
{
    private ProviderKey() { }

    public ProviderKey(ProviderKeyUse use, string protectedMaterial, DateTime now)
    {
        Id = Guid.CreateVersion7();
        Use = use;
        ProtectedMaterial = protectedMaterial;
        CreatedAt = now;
    }

    public Guid Id { get; private set; }

    /// <summary>What it is for; unique, so two servers that start at once on an empty database end up with one key.</summary>
    public ProviderKeyUse Use { get; private set; }

    /// <summary>The key, protected; base64url.</summary>
    public string ProtectedMaterial { get; private set; } = "";

    public DateTime CreatedAt { get; private set; }
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
