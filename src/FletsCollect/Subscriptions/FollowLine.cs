using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Lines;
using FletsCollect.Outbox;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Subscriptions;

/// <summary>
/// Lets subscriptions follow what happens to their line (domain.md §4, "Line events"): suspended while it may not pay, for whatever reason,
/// over at once when another contractor has it, and at the end of the month at most when the contract ended.
/// </summary>
internal sealed class FollowLine : ILineFollower
{
    private static readonly AuditActor Actor = new("line");

    public async Task FollowAsync(FletsCollectDbContext db, LineStep step, CancellationToken cancellationToken)
    {
        var (line, now) = (step.Line.Number, step.Now);
        if (step.Fact is LineTransferred or LineTerminated)
            await EndAsync(db, line, step.Fact, now, cancellationToken);
        else if (step.StoppedPaying)
            await SuspendAsync(db, line, now, cancellationToken);
        else if (step.MayPayAgain)
            await ResumeAsync(db, line, now, cancellationToken);
    }

    private static async Task SuspendAsync(FletsCollectDbContext db, LineNumber line, DateTime now, CancellationToken cancellationToken)
    {
        foreach (var subscription in await OfAsync(db, line, SubscriptionStatus.Active, cancellationToken))
        {
            subscription.Suspend();
            SubscriptionNews.Tell(db, subscription, EventTypes.SubscriptionSuspended, Actor, now);
        }
    }

    private static async Task ResumeAsync(FletsCollectDbContext db, LineNumber line, DateTime now, CancellationToken cancellationToken)
    {
        foreach (var subscription in await OfAsync(db, line, SubscriptionStatus.Suspended, cancellationToken))
        {
            subscription.Resume(await ScheduleAsync(db, subscription, cancellationToken), now);
            SubscriptionNews.Tell(db, subscription, EventTypes.SubscriptionResumed, Actor, now);
        }
    }

    private static async Task EndAsync(FletsCollectDbContext db, LineNumber line, LineFact end, DateTime now, CancellationToken cancellationToken)
    {
        foreach (var subscription in await OfAsync(db, line, only: null, cancellationToken))
        {
            if (end is LineTerminated && subscription.Status == SubscriptionStatus.CancelScheduled)
                continue;
            if (end is LineTerminated && subscription.LastDayIfCancelled(await ScheduleAsync(db, subscription, cancellationToken), now) is { } lastDay)
            {
                var monthEnd = BillingMonth.At(now).LastDay;
                subscription.ScheduleCancel(lastDay < monthEnd ? lastDay : monthEnd, SubscriptionEndReason.LineTerminated);
                SubscriptionNews.Tell(db, subscription, EventTypes.SubscriptionCancelScheduled, Actor, now);
                continue;
            }
            subscription.Terminate(end is LineTransferred ? SubscriptionEndReason.LineTransferred : SubscriptionEndReason.LineTerminated, now);
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
