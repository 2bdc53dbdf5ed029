using FletsCollect.Audit;
using FletsCollect.Charges;
using FletsCollect.Outbox;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Subscriptions;

/// <summary>A subscription ends with the consent that it lives on, and goes on with one that takes its place; charges that were made stay.</summary>
internal sealed class FollowGrant : IGrantFollower
{
    public async Task RevokedAsync(FletsCollectDbContext db, ChargeGrant grant, AuditActor actor, DateTime now, CancellationToken cancellationToken)
    {
        if (await FindAsync(db, grant, cancellationToken) is not { IsOver: false } subscription)
            return;
        subscription.End(SubscriptionEndReason.GrantRevoked, now);
        SubscriptionNews.Tell(db, subscription, EventTypes.SubscriptionEnded, actor, now);
    }

    /// <summary>A charge that is due belongs to the present price, and a subscription that was cancelled is not brought back by a new one.</summary>
    public async Task<DateOnly?> NextChargeAsync(FletsCollectDbContext db, ChargeGrant grant, DateTime now, CancellationToken cancellationToken) =>
        await FindAsync(db, grant, cancellationToken) is { Status: SubscriptionStatus.Active } subscription && !subscription.IsChargeDueAt(now) ? subscription.NextChargeOn : null;

    public async Task ReplacedAsync(FletsCollectDbContext db, ChargeGrant grant, ChargeGrant by, AuditActor actor, DateTime now, CancellationToken cancellationToken)
    {
        var subscription = await FindAsync(db, grant, cancellationToken) ?? throw new InvalidOperationException($"{grant.PublicId} is active without a subscription.");
        subscription.ChangePrice(by);
        SubscriptionNews.Tell(db, subscription, EventTypes.SubscriptionPriceChanged, actor, now);
    }

    private static Task<Subscription?> FindAsync(FletsCollectDbContext db, ChargeGrant grant, CancellationToken cancellationToken) =>
        db.Subscriptions.SingleOrDefaultAsync(row => row.GrantId == grant.Id, cancellationToken);
}
