using FletsCollect.Audit;
using FletsCollect.Outbox;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Charges;

/// <summary>
/// A change of price: a monthly grant that another one takes the place of, by a new consent (Grant Management for OAuth 2.0, action
/// <c>replace</c>). Everything but price, description and plan stays, so the days of charges stay too, and no period is charged twice.
/// </summary>
/// <param name="Replaced">The grant that stands until the new one is approved.</param>
/// <param name="From">The first Japanese day of the period that is charged at the new price.</param>
public sealed record GrantReplacement(ChargeGrant Replaced, DateOnly From)
{
    /// <summary>
    /// What is replaced, as it is now; null when the merchant has no such grant on which a monthly purchase goes on. Why not is nobody's
    /// business: another merchant's grant looks like one that never was.
    /// </summary>
    /// <param name="db">Where to look; what is found is tracked.</param>
    /// <param name="followers">Know what lives on the grant.</param>
    /// <param name="merchantCode">Who asks.</param>
    /// <param name="grantId">The grant that is named.</param>
    /// <param name="now">The present instant, UTC.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public static async Task<GrantReplacement?> FindAsync(
        FletsCollectDbContext db, IEnumerable<IGrantFollower> followers, string merchantCode, Guid grantId, DateTime now, CancellationToken cancellationToken)
    {
        var grant = await db.ChargeGrants
            .Where(row => row.Id == grantId && row.Status == ChargeGrantStatus.Active)
            .Join(db.Merchants.Where(row => row.Code == merchantCode), row => row.MerchantId, row => row.Id, (row, _) => row)
            .SingleOrDefaultAsync(cancellationToken);
        if (grant is not { Details: RecurringDetails })
            return null;
        foreach (var follower in followers)
        {
            if (await follower.NextChargeAsync(db, grant, now, cancellationToken) is { } from)
                return new GrantReplacement(grant, from);
        }
        return null;
    }

    /// <summary>What is wrong with details that are to take the place of the present ones; null when they change what may be changed.</summary>
    public string? Fault(ChargeDetails details)
    {
        var present = (RecurringDetails)Replaced.Details;
        return details is not RecurringDetails asked ? "Only a monthly purchase can take the place of a monthly purchase."
            : asked.MerchantReference != present.MerchantReference ? "merchant_reference must be that of the grant that is replaced."
            : asked.Schedule != present.Schedule ? "schedule must be that of the grant that is replaced, its start too: the days of charges do not move."
            : null;
    }

    /// <summary>Ends the old grant and its tokens, within the caller's transaction.</summary>
    internal async Task EndReplacedAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        Replaced.Replace();
        await GrantAuthorization.RevokeAsync(db, Replaced.Id, cancellationToken);
        // The reference must be free in the database before the new grant takes it.
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Lets what lived on the old grant go on with the new one, in the same transaction.</summary>
    internal async Task GoOnWithAsync(
        FletsCollectDbContext db, IEnumerable<IGrantFollower> followers, ChargeGrant grant, AuditActor actor, DateTime now, CancellationToken cancellationToken)
    {
        grant.TakePlaceOf(Replaced);
        foreach (var follower in followers)
            await follower.ReplacedAsync(db, Replaced, grant, actor, now, cancellationToken);
        db.Add(AuditEntry.Of(EventTypes.GrantReplaced, actor, Replaced.PublicId, now, new { by = grant.PublicId, before = Replaced.Amount.Amount, now = grant.Amount.Amount }));
        db.Add(OutboxMessage.Of(Replaced.MerchantId, EventTypes.GrantReplaced, Replaced.PublicId, now, new
        {
            GrantId = Replaced.PublicId,
            Replaced.MerchantReference,
            Status = "replaced",
            ReplacedBy = grant.PublicId,
            ReplacedAt = now,
        }));
    }
}

/// <summary>What lives on a grant, and ends or goes on with it in the transaction that changes it.</summary>
public interface IGrantFollower
{
    /// <summary>The grant was taken back.</summary>
    Task RevokedAsync(FletsCollectDbContext db, ChargeGrant grant, AuditActor actor, DateTime now, CancellationToken cancellationToken);

    /// <summary>The day of the next charge, if something goes on on the grant by itself and nothing of it is due or stopped; null otherwise.</summary>
    Task<DateOnly?> NextChargeAsync(FletsCollectDbContext db, ChargeGrant grant, DateTime now, CancellationToken cancellationToken);

    /// <summary>Another grant took the place of this one.</summary>
    Task ReplacedAsync(FletsCollectDbContext db, ChargeGrant grant, ChargeGrant by, AuditActor actor, DateTime now, CancellationToken cancellationToken);
}
