using FletsCollect.Charges;

namespace FletsCollect.Subscriptions;

/// <summary>
/// Tells the charges of monthly purchases from those of what is charged once. By the period that each was made for: a charge's own
/// number does not tell, because the first period has the number 0 too.
/// </summary>
public static class PeriodCharges
{
    public static IQueryable<Charge> OfPeriods(this IQueryable<Charge> charges, FletsCollectDbContext db) =>
        charges.Where(charge => db.SubscriptionCycles.Any(period => period.ChargeId == charge.Id));

    public static IQueryable<Charge> OfOnce(this IQueryable<Charge> charges, FletsCollectDbContext db) =>
        charges.Where(charge => !db.SubscriptionCycles.Any(period => period.ChargeId == charge.Id));
}
