using FletsCollect.Charges;
using FletsCollect.Subscribers;
using FletsCollect.Subscriptions;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>Every monthly purchase of this ID: those that go on first, then those that are over.</summary>
public sealed class SubscriptionsModel(FletsCollectDbContext db, CredentialRules rules, TimeProvider clock) : AccountListPage(db, rules, clock)
{
    private const int PageSize = 20;

    public sealed record Row(Subscription Subscription, string Merchant, RecurringSchedule Schedule);

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var found = await (
            from subscription in Db.Subscriptions.AsNoTracking()
            where subscription.CredentialId == Person.CredentialId
            join merchant in Db.Merchants on subscription.MerchantId equals merchant.Id
            join grant in Db.ChargeGrants on subscription.GrantId equals grant.Id
            orderby subscription.Status == SubscriptionStatus.Ended || subscription.Status == SubscriptionStatus.AutoTerminated ? 1 : 0, subscription.Id descending
            select new { subscription, merchant.DisplayName, grant.Details })
            .Skip((PageNumber - 1) * PageSize).Take(PageSize + 1)
            .ToListAsync(cancellationToken);
        var rows = Cut(found, PageSize);
        Rows = [.. rows.Select(row => new Row(row.subscription, row.DisplayName, ((RecurringDetails)row.Details).Schedule))];
    }
}
