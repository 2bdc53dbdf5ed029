using FletsCollect.Charges;
using FletsCollect.Merchants;
using FletsCollect.Subscriptions;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>A subscription of the ID that is signed in, with its seller and the terms that were agreed to.</summary>
public sealed record OwnSubscription(Subscription Subscription, Merchant Merchant, ChargeGrant Grant)
{
    public RecurringSchedule Schedule => ((RecurringDetails)Grant.Details).Schedule;

    /// <summary>The one that the address names; null when it is somebody else's, or nobody's.</summary>
    public static async Task<OwnSubscription?> FindAsync(FletsCollectDbContext db, Guid credentialId, string publicId, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(PublicId.Subscription, publicId, out var id))
            return null;
        var found = await (
            from subscription in db.Subscriptions.AsNoTracking()
            where subscription.Id == id && subscription.CredentialId == credentialId
            join merchant in db.Merchants.AsNoTracking() on subscription.MerchantId equals merchant.Id
            join grant in db.ChargeGrants.AsNoTracking() on subscription.GrantId equals grant.Id
            select new { subscription, merchant, grant }).SingleOrDefaultAsync(cancellationToken);
        return found is null ? null : new OwnSubscription(found.subscription, found.merchant, found.grant);
    }
}
