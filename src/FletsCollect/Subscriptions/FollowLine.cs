using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Lines;
using FletsCollect.Outbox;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Subscriptions;

/// <summary>How a line went away.</summary>
public enum LineEnd
{
    /// <summary>The contract ended: what was paid runs on to the end of the month at most.</summary>
    Terminated,

    /// <summary>Another contractor has the line now: it is over at once.</summary>
    Transferred,
}

/// <summary>
/// Lets subscriptions follow what happens to their line (domain.md §4, "Line events"), in the transaction in which it happens to the line.
/// Each may be told again without effect.
/// </summary>
public sealed class FollowLine(TimeProvider clock)
{
    private static readonly AuditActor Actor = new("line");

    /// <summary>The line is suspended or in arrears.</summary>
    public async Task SuspendAsync(FletsCollectDbContext db, LineNumber line, CancellationToken cancellationToken)
    {
        var now = clock.Instant();
        foreach (var subscription in await OfAsync(db, line, SubscriptionStatus.Active, cancellationToken))
        {
            subscription.Suspend();
            SubscriptionNews.Tell(db, subscription, EventTypes.SubscriptionSuspended, Actor, now);
        }
    }

    /// <summary>The line may pay again.</summary>
    public async Task ResumeAsync(FletsCollectDbContext db, LineNumber line, CancellationToken cancellationToken)
    {
        var now = clock.Instant();
        foreach (var subscription in await OfAsync(db, line, SubscriptionStatus.Suspended, cancellationToken))
        {
            subscription.Resume(await ScheduleAsync(db, subscription, cancellationToken), now);
            SubscriptionNews.Tell(db, subscription, EventTypes.SubscriptionResumed, Actor, now);
        }
    }

    /// <summary>The line is gone.</summary>
    public async Task EndAsync(FletsCollectDbContext db, LineNumber line, LineEnd end, CancellationToken cancellationToken)
    {
        var now = clock.Instant();
        foreach (var subscription in await OfAsync(db, line, only: null, cancellationToken))
        {
            if (end == LineEnd.Terminated && subscription.Status == SubscriptionStatus.CancelScheduled)
                continue;
            if (end == LineEnd.Terminated && subscription.LastDayIfCancelled(await ScheduleAsync(db, subscription, cancellationToken), now) is { } lastDay)
            {
                var monthEnd = BillingMonth.At(now).LastDay;
                subscription.ScheduleCancel(lastDay < monthEnd ? lastDay : monthEnd, SubscriptionEndReason.LineTerminated);
                SubscriptionNews.Tell(db, subscription, EventTypes.SubscriptionCancelScheduled, Actor, now);
                continue;
            }
            subscription.Terminate(end == LineEnd.Transferred ? SubscriptionEndReason.LineTransferred : SubscriptionEndReason.LineTerminated, now);
            var grant = await db.ChargeGrants.SingleAsync(row => row.Id == subscription.GrantId, cancellationToken);
            if (grant.Status == ChargeGrantStatus.Active)
                grant.End();
            SubscriptionNews.Tell(db, subscription, EventTypes.SubscriptionEnded, Actor, now);
        }
    }

    private static async Task<List<Subscription>> OfAsync(FletsCollectDbContext db, LineNumber line, SubscriptionStatus? only, CancellationToken cancellationToken) =>
        await db.Subscriptions
            .Where(row => row.Line == line && (only == null ? row.Status != SubscriptionStatus.Ended && row.Status != SubscriptionStatus.AutoTerminated : row.Status == only))
            .OrderBy(row => row.Id)
            .ToListAsync(cancellationToken);

    private static async Task<RecurringSchedule> ScheduleAsync(FletsCollectDbContext db, Subscription subscription, CancellationToken cancellationToken) =>
        ((RecurringDetails)(await db.ChargeGrants.SingleAsync(row => row.Id == subscription.GrantId, cancellationToken)).Details).Schedule;
}
