using FletsCollect.Charges;
using FletsCollect.Subscriptions;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Reconciliation;

/// <summary>What must hold between subscriptions, the consents that they live on, and the periods that were charged.</summary>
internal static class SubscriptionInvariants
{
    public static async Task<IReadOnlyList<Finding>> CheckAsync(FletsCollectDbContext db, CancellationToken cancellationToken) =>
        [.. await PeriodsAsync(db, cancellationToken), .. await ConsentsAsync(db, cancellationToken)];

    private static async Task<List<Finding>> PeriodsAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var periods = from cycle in db.SubscriptionCycles.AsNoTracking()
                      join subscription in db.Subscriptions.AsNoTracking() on cycle.SubscriptionId equals subscription.Id
                      join row in db.Charges.AsNoTracking() on cycle.ChargeId equals row.Id into charges
                      from charge in charges.DefaultIfEmpty()
                      join consent in db.ChargeGrants.AsNoTracking() on charge.GrantId equals consent.Id into consents
                      from grant in consents.DefaultIfEmpty()
                      select new { subscription, cycle, charge, grant };
        await foreach (var period in periods.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            // An earlier period may rest on a consent that was replaced since, of the same contract.
            if (period.charge is null || period.grant is null || period.charge.Amount != period.grant.Amount
                || period.charge.MerchantId != period.subscription.MerchantId || period.charge.MerchantReference != period.subscription.MerchantReference
                || (period.grant.Id == period.subscription.GrantId ? period.grant.Amount != period.subscription.Amount : period.grant.Status != ChargeGrantStatus.Replaced))
                findings.Add(new Finding(Invariant.Subscription, period.subscription.PublicId, $"The period from {period.cycle.FirstDay:yyyy-MM-dd} was not charged as the subscription says."));
        }
        var astray = from charge in db.Charges.AsNoTracking()
                     join subscription in db.Subscriptions.AsNoTracking() on charge.GrantId equals subscription.GrantId
                     where !db.SubscriptionCycles.Any(cycle => cycle.ChargeId == charge.Id)
                     select charge.Id;
        foreach (var id in await astray.ToListAsync(cancellationToken))
            findings.Add(new Finding(Invariant.Subscription, PublicId.Format(PublicId.Charge, id), "The charge of a subscription belongs to no period."));
        return findings;
    }

    private static async Task<List<Finding>> ConsentsAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var pairs = from subscription in db.Subscriptions.AsNoTracking()
                    join grant in db.ChargeGrants.AsNoTracking() on subscription.GrantId equals grant.Id
                    select new { subscription, grant.Status };
        await foreach (var pair in pairs.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (pair.subscription.IsOver == (pair.Status == ChargeGrantStatus.Active))
                findings.Add(new Finding(Invariant.Subscription, pair.subscription.PublicId, $"The subscription is {pair.subscription.Status} and its consent is {pair.Status}."));
        }
        return findings;
    }
}
