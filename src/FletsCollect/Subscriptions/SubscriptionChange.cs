using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Subscriptions;

/// <summary>
/// That a subscription began, went from one status to another or changed its plan; append only. The counts of each plan's day are made of
/// these alone, so a day that is counted late has what it had.
/// </summary>
public sealed class SubscriptionChange
{
    private SubscriptionChange() { }

    public Guid Id { get; private set; }

    public Guid SubscriptionId { get; private set; }

    public Guid MerchantId { get; private set; }

    /// <summary>The day in Japan.</summary>
    public DateOnly Day { get; private set; }

    public DateTime RecordedAt { get; private set; }

    /// <summary>Null when it began.</summary>
    public SubscriptionStatus? FromStatus { get; private set; }

    public string? FromPlan { get; private set; }

    public SubscriptionStatus ToStatus { get; private set; }

    public string? ToPlan { get; private set; }

    /// <summary>Adds what is new about a subscription in this unit of work, and nothing when its status and plan are what they were.</summary>
    internal static void Note(FletsCollectDbContext db, Subscription subscription, DateTime now)
    {
        var entry = db.Entry(subscription);
        // Two changes in one unit: the second goes on from the first, of which the database knows nothing yet.
        var earlier = db.ChangeTracker.Entries<SubscriptionChange>().Where(row => row.State == EntityState.Added).Select(row => row.Entity).LastOrDefault(row => row.SubscriptionId == subscription.Id);
        (SubscriptionStatus? status, string? plan) = earlier is not null ? (earlier.ToStatus, earlier.ToPlan)
            : entry.State == EntityState.Added ? ((SubscriptionStatus?)null, (string?)null)
            : ((SubscriptionStatus?)entry.OriginalValues.GetValue<SubscriptionStatus>(nameof(Subscription.Status)), entry.OriginalValues.GetValue<string?>(nameof(Subscription.Plan)));
        if (status == subscription.Status && plan == subscription.Plan)
            return;
        db.Add(new SubscriptionChange
        {
            Id = Guid.CreateVersion7(),
            SubscriptionId = subscription.Id,
            MerchantId = subscription.MerchantId,
            Day = BusinessDate.At(now),
            RecordedAt = now,
            FromStatus = status,
            FromPlan = plan,
            ToStatus = subscription.Status,
            ToPlan = subscription.Plan,
        });
    }
}
