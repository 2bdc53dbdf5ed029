using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Subscribers;

/// <summary>
/// A merchant that an ID signed in to without buying anything, so that its holder sees where it was used. A purchase leaves its grant
/// instead.
/// </summary>
public sealed class MerchantSignIn
{
    private MerchantSignIn() { }

    private MerchantSignIn(Guid credentialId, Guid merchantId, DateTime now)
    {
        CredentialId = credentialId;
        MerchantId = merchantId;
        FirstAt = LastAt = now;
    }

    public Guid CredentialId { get; private set; }

    public Guid MerchantId { get; private set; }

    public DateTime FirstAt { get; private set; }

    public DateTime LastAt { get; private set; }

    /// <summary>Notes a sign-in, in the caller's transaction.</summary>
    public static async Task RememberAsync(FletsCollectDbContext db, Guid credentialId, Guid merchantId, DateTime now, CancellationToken cancellationToken)
    {
        var again = await Rows(db, credentialId, merchantId).ExecuteUpdateAsync(set => set.SetProperty(row => row.LastAt, now), cancellationToken);
        if (again == 0)
            db.Add(new MerchantSignIn(credentialId, merchantId, now));
    }

    /// <summary>Forgets the sign-ins at a merchant; false when there were none.</summary>
    public static async Task<bool> ForgetAsync(FletsCollectDbContext db, Guid credentialId, Guid merchantId, CancellationToken cancellationToken) =>
        await Rows(db, credentialId, merchantId).ExecuteDeleteAsync(cancellationToken) == 1;

    private static IQueryable<MerchantSignIn> Rows(FletsCollectDbContext db, Guid credentialId, Guid merchantId) =>
        db.MerchantSignIns.Where(row => row.CredentialId == credentialId && row.MerchantId == merchantId);
}
