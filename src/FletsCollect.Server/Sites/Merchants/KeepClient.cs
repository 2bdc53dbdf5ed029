using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Merchants;
using FletsCollect.Server.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;

namespace FletsCollect.Server.Sites.Merchants;

/// <summary>Why a merchant's registration was not changed.</summary>
public enum KeepClientRefusal
{
    /// <summary>The contract ends or has ended.</summary>
    MerchantEnding,
    PrivateKey,
    NotAKey,
    KeyKindUnfit,
    SeveralKeys,

    /// <summary>A key id has 1 to 100 visible ASCII characters.</summary>
    KeyIdUnfit,

    /// <summary>Another key has that id, or it is this very key.</summary>
    KeyTaken,
    TooManyKeys,
    KeyNotFound,

    /// <summary>Without a key the merchant's systems could not sign in; the next one is added first.</summary>
    LastKey,

    /// <summary>A client is registered with its first key; addresses come after.</summary>
    KeyFirst,
    AddressUnfit,
    AddressTaken,
    TooManyAddresses,
    AddressNotFound,

    /// <summary>Somebody else changed the registration at the same moment.</summary>
    ChangedMeanwhile,
}

/// <summary>
/// Changes a merchant's own registration: its public keys, of which several count at once so that they can be changed over, and its exact
/// redirect addresses. Each change leaves an audit entry in the same save.
/// </summary>
public sealed class KeepClient(FletsCollectDbContext db, IOpenIddictApplicationManager applications, IHostEnvironment host, TimeProvider clock)
{
    public const int MostKeys = 5;
    public const int MostAddresses = 10;
    public const int LongestAddress = 500;

    private const int LongestKeyId = 100;

    /// <summary>Adds a public key; the first one registers the client.</summary>
    /// <param name="merchant">Whose.</param>
    /// <param name="text">PEM or JSON Web Key.</param>
    /// <param name="keyId">The id by which assertions name it; null or empty for the key's own, or its thumbprint.</param>
    /// <param name="by">Who.</param>
    /// <param name="cancellationToken">Gives up before anything is stored.</param>
    public Task<KeepClientRefusal?> AddKeyAsync(Merchant merchant, string text, string? keyId, AuditActor by, CancellationToken cancellationToken)
    {
        var (key, fault) = PublicKeyReading.Read(text);
        if (key is null)
            return Task.FromResult<KeepClientRefusal?>(Explain(fault!.Value));
        if (!string.IsNullOrWhiteSpace(keyId))
            key.Kid = keyId.Trim();
        if (key.Kid.Length > LongestKeyId || key.Kid.Any(character => character is <= ' ' or > '~'))
            return Task.FromResult<KeepClientRefusal?>(KeepClientRefusal.KeyIdUnfit);
        return ChangeAsync(
            merchant, "client-key.added", new { kid = key.Kid, kty = key.Kty }, by,
            client =>
            {
                var keys = (client.JsonWebKeySet ??= new JsonWebKeySet()).Keys;
                if (keys.Any(present => present.Kid == key.Kid || (present.X is not null && present.X == key.X) || (present.N is not null && present.N == key.N)))
                    return KeepClientRefusal.KeyTaken;
                if (keys.Count >= MostKeys)
                    return KeepClientRefusal.TooManyKeys;
                keys.Add(key);
                return null;
            },
            cancellationToken);
    }

    public Task<KeepClientRefusal?> RemoveKeyAsync(Merchant merchant, string? keyId, AuditActor by, CancellationToken cancellationToken) => ChangeAsync(
        merchant, "client-key.removed", new { kid = keyId }, by,
        client =>
        {
            if (client.JsonWebKeySet?.Keys is not { } keys || keys.FirstOrDefault(present => present.Kid == keyId) is not { } key)
                return KeepClientRefusal.KeyNotFound;
            if (keys.Count == 1)
                return KeepClientRefusal.LastKey;
            keys.Remove(key);
            return null;
        },
        cancellationToken);

    /// <summary>Adds an address to which browsers may return; requests have to name it exactly as it is shown.</summary>
    public Task<KeepClientRefusal?> AddAddressAsync(Merchant merchant, string? text, AuditActor by, CancellationToken cancellationToken)
    {
        if (AddressOf(text) is not { } address)
            return Task.FromResult<KeepClientRefusal?>(KeepClientRefusal.AddressUnfit);
        return ChangeAsync(
            merchant, "client-redirect.added", new { address = address.AbsoluteUri }, by,
            client => client.JsonWebKeySet is null ? KeepClientRefusal.KeyFirst
                : client.RedirectUris.Count >= MostAddresses ? KeepClientRefusal.TooManyAddresses
                : client.RedirectUris.Add(address) ? null
                : KeepClientRefusal.AddressTaken,
            cancellationToken);
    }

    public Task<KeepClientRefusal?> RemoveAddressAsync(Merchant merchant, string? text, AuditActor by, CancellationToken cancellationToken) => ChangeAsync(
        merchant, "client-redirect.removed", new { address = text }, by,
        client => client.RedirectUris.RemoveWhere(present => present.OriginalString == text) > 0 ? null : KeepClientRefusal.AddressNotFound,
        cancellationToken);

    /// <summary>An https address without fragment or user (RFC 6749 §3.1.2, FAPI 2.0 §5.3.2.2); plain http on this machine alone, and in Development alone.</summary>
    private Uri? AddressOf(string? typed) =>
        typed?.Trim() is { Length: > 0 and <= LongestAddress } text && Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address.Fragment.Length == 0 && !text.Contains('#', StringComparison.Ordinal) && address.UserInfo.Length == 0 && !text.Contains('*', StringComparison.Ordinal)
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback && host.IsDevelopment()))
            ? new Uri(address.AbsoluteUri)
            : null;

    private async Task<KeepClientRefusal?> ChangeAsync(
        Merchant merchant, string action, object detail, AuditActor by, Func<OpenIddictApplicationDescriptor, KeepClientRefusal?> change, CancellationToken cancellationToken)
    {
        if (merchant.Status is MerchantStatus.Terminating or MerchantStatus.Closed)
            return KeepClientRefusal.MerchantEnding;
        var application = await applications.FindByClientIdAsync(merchant.Code, cancellationToken);
        var client = MerchantRegistration.Of(merchant.Code, merchant.DisplayName);
        if (application is not null)
        {
            client = new OpenIddictApplicationDescriptor();
            await applications.PopulateAsync(client, application, cancellationToken);
        }
        if (change(client) is { } refusal)
            return refusal;
        // The store saves this context, so the entry is written with the change or not at all.
        var entry = db.Add(AuditEntry.Of(action, by, merchant.Code, clock.Instant(), detail));
        try
        {
            if (application is null)
                await applications.CreateAsync(client, cancellationToken);
            else
                await applications.UpdateAsync(application, client, cancellationToken);
            return null;
        }
        catch (Exception exception) when (exception is OpenIddictExceptions.ConcurrencyException or DbUpdateException)
        {
            entry.State = EntityState.Detached;
            return KeepClientRefusal.ChangedMeanwhile;
        }
    }

    private static KeepClientRefusal Explain(PublicKeyFault fault) => fault switch
    {
        PublicKeyFault.PrivateKey => KeepClientRefusal.PrivateKey,
        PublicKeyFault.NotAKey => KeepClientRefusal.NotAKey,
        PublicKeyFault.KindUnfit => KeepClientRefusal.KeyKindUnfit,
        PublicKeyFault.SeveralKeys => KeepClientRefusal.SeveralKeys,
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "Unknown fault."),
    };
}
