using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Subscriptions;

/// <summary>
/// What an ID has on no bill yet, and what the next one will come to if nothing more is bought: the purchases that the ID sees
/// (<see cref="VisiblePurchases"/>), without the telco's own fees for the line.
/// </summary>
/// <param name="Month">The month that is still open, and whose bill is meant.</param>
/// <param name="Unbilled">Confirmed purchases of it; those too that came too late for the month before.</param>
/// <param name="Reserved">Held for purchases that their merchants may still confirm.</param>
/// <param name="Renewals">Subscriptions that renew before the month ends.</param>
/// <param name="Credits">Refunds that a bill is to bear.</param>
/// <param name="InPreparation">Purchases of months before it that are over and not frozen yet: another bill.</param>
public sealed record BillForecast(BillingMonth Month, Yen Unbilled, Yen Reserved, Yen Renewals, Yen Credits, Yen InPreparation)
{
    /// <summary>What the bill of <see cref="Month"/> will come to; a credit that is larger goes on to the next one.</summary>
    public Yen Expected
    {
        get
        {
            var sum = Unbilled + Reserved + Renewals - Credits;
            return sum.IsPositive ? sum : Yen.Zero;
        }
    }

    public static async Task<BillForecast> OfAsync(FletsCollectDbContext db, Credential credential, DateTime now, CancellationToken cancellationToken)
    {
        var purchases = VisiblePurchases.To(db, credential);
        var (present, frozen) = (BillingMonth.At(now), await db.BillingCycles.MaxAsync(cycle => (BillingMonth?)cycle.Month, cancellationToken));
        var month = frozen is { } last && last >= present ? last.Next : present;
        // What arrives after its own month was frozen is billed with the next one, so with this.
        var firstDay = frozen >= month.Previous ? DateOnly.MinValue : month.FirstDay;
        var unclaimed =
            from captured in BillableCharges.UnclaimedCaptures(db)
            join charge in purchases on captured.ChargeId equals charge.Id
            select new { captured.BusinessDate, Left = (long)charge.Amount - (long)charge.Removed };
        var unbilled = await unclaimed.Where(row => row.BusinessDate >= firstDay).SumAsync(row => row.Left, cancellationToken);
        var before = await unclaimed.Where(row => row.BusinessDate < firstDay).SumAsync(row => row.Left, cancellationToken);
        var reserved = await purchases.Where(charge => charge.Status == ChargeStatus.Reserved && charge.ExpiresAt > now).SumAsync(charge => (long)charge.Amount, cancellationToken);
        var line = credential.Line;
        var refunds = db.Refunds.Where(refund => refund.Line == line && refund.Status == RefundStatus.Processing && purchases.Any(charge => charge.Id == refund.ChargeId));
        var credits = await refunds.SumAsync(refund => (long)refund.Amount, cancellationToken)
            - await refunds.Join(db.LineInvoiceCredits, refund => refund.Id, credit => credit.RefundId, (_, credit) => (long)credit.Amount).SumAsync(cancellationToken);
        var renewals = await RenewalsAsync(db, credential, month, cancellationToken);
        return new BillForecast(month, new Yen(unbilled), new Yen(reserved), renewals, new Yen(credits), new Yen(before));
    }

    private static async Task<Yen> RenewalsAsync(FletsCollectDbContext db, Credential credential, BillingMonth month, CancellationToken cancellationToken)
    {
        var (id, line, since, isContractor, lastDay) = (credential.Id, credential.Line, credential.IssuedAt, credential.IsContractor, month.LastDay);
        return new Yen(await db.Subscriptions
            .Where(subscription => subscription.Line == line && (subscription.CredentialId == id || (isContractor && subscription.CreatedAt >= since)))
            .Where(subscription => (subscription.Status == SubscriptionStatus.Active || subscription.Status == SubscriptionStatus.CancelScheduled) && subscription.NextChargeOn <= lastDay)
            .SumAsync(subscription => (long)subscription.Amount, cancellationToken));
    }
}
