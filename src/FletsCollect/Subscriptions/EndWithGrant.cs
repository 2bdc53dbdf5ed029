using FletsCollect.Audit;
using FletsCollect.Charges;
using FletsCollect.Outbox;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Subscriptions;

/// <summary>A subscription ends with the consent that it lives on; charges that were made stay.</summary>
internal sealed class EndWithGrant : IGrantFollower
{
    public async Task RevokedAsync(FletsCollectDbContext db, ChargeGrant grant, AuditActor actor, DateTime now, CancellationToken cancellationToken)
    {
        if (await db.Subscriptions.SingleOrDefaultAsync(row => row.GrantId == grant.Id, cancellationToken) is not { IsOver: false } subscription)
            return;
        subscription.End(SubscriptionEndReason.GrantRevoked, now);
        SubscriptionNews.Tell(db, subscription, EventTypes.SubscriptionEnded, actor, now);
    }
}
