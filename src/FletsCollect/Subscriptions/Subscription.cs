using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Lines;

namespace FletsCollect.Subscriptions;

/// <summary>
/// A monthly purchase that goes on: what a recurring grant became when its merchant started it. The provider charges each period itself.
/// </summary>
public sealed class Subscription : IMerchantOwned
{
    private Subscription() { }

    /// <summary>A subscription that begins now, or waits for the first day of its schedule.</summary>
    public Subscription(ChargeGrant grant, DateTime now)
    {
        var details = (RecurringDetails)grant.Details;
        Id = Guid.CreateVersion7();
        GrantId = grant.Id;
        MerchantId = grant.MerchantId;
        CredentialId = grant.CredentialId;
        Line = grant.Line;
        MerchantReference = grant.MerchantReference;
        Description = grant.Description;
        Amount = grant.Amount;
        Plan = details.Plan;
        CreatedAt = now;
        Await(details.Schedule.At(0));
    }

    public Guid Id { get; private set; }

    /// <summary>The consent that it lives on; unique. Another one takes its place when the price changes.</summary>
    public Guid GrantId { get; private set; }

    public Guid MerchantId { get; private set; }

    public Guid CredentialId { get; private set; }

    public LineNumber Line { get; private set; }

    public string MerchantReference { get; private set; } = "";

    public string Description { get; private set; } = "";

    /// <summary>The tax-included price of each period that is not charged yet.</summary>
    public Yen Amount { get; private set; }

    /// <summary>The merchant's plan, by its code.</summary>
    public string? Plan { get; private set; }

    public SubscriptionStatus Status { get; private set; }

    public DateTime CreatedAt { get; private set; }

    /// <summary>The number of the period that is charged next, in the schedule of the grant.</summary>
    public int NextCycle { get; private set; }

    /// <summary>The day on which the next charge falls due; null when there will be none.</summary>
    public DateOnly? NextChargeOn { get; private set; }

    /// <summary>The last day of what was paid; null before the first charge.</summary>
    public DateOnly? PaidThrough { get; private set; }

    /// <summary>Its last day, once that is known: it was cancelled, or its last period was charged.</summary>
    public DateOnly? EndsOn { get; private set; }

    public SubscriptionEndReason? EndReason { get; private set; }

    public DateTime? EndedAt { get; private set; }

    /// <summary>Since when the charge that is due fails; null while none does.</summary>
    public DateTime? FailingSince { get; private set; }

    /// <summary>When the provider next has something to do with it; null when never. The one thing that the renewal looks for.</summary>
    public DateTime? DueAt { get; private set; }

    /// <summary>Counts the changes of this row; a writer that read an older version is refused.</summary>
    public int Version { get; private set; }

    public string PublicId => FletsCollect.PublicId.Format(FletsCollect.PublicId.Subscription, Id);

    public bool IsOver => Status is SubscriptionStatus.Ended or SubscriptionStatus.AutoTerminated;

    /// <summary>True when the next period has begun and is to be charged.</summary>
    public bool IsChargeDueAt(DateTime now) =>
        Status is SubscriptionStatus.Active or SubscriptionStatus.CancelScheduled && NextChargeOn <= BusinessDate.At(now);

    /// <summary>True when its last day has passed and nothing is left to charge.</summary>
    public bool IsEndDueAt(DateTime now) => !IsOver && NextChargeOn is null && EndsOn < BusinessDate.At(now);

    /// <summary>A period was charged: it waits for the next one, or for its end.</summary>
    public void Charged(Cycle cycle, RecurringSchedule schedule)
    {
        if (cycle.Number != NextCycle)
            throw new InvalidOperationException($"{PublicId} awaits period {NextCycle}, not {cycle.Number}.");
        PaidThrough = cycle.LastDay;
        FailingSince = null;
        if (schedule.After(cycle) is { } next && !(next.FirstDay > EndsOn))
            Await(next);
        else
            AwaitEnd(cycle, schedule);
        Version++;
    }

    /// <summary>What its first period costs was paid by an earlier subscription to the same plan.</summary>
    public void JoinAgain(RecurringSchedule schedule) => Charged(schedule.At(0), schedule);

    /// <summary>A new consent took the place of the old one: from the next charge on it is another price, on the same days.</summary>
    public void ChangePrice(ChargeGrant grant)
    {
        if (Status != SubscriptionStatus.Active)
            throw new InvalidOperationException($"{PublicId} is {Status}; its price stays.");
        (GrantId, Amount, Description, Plan) = (grant.Id, grant.Amount, grant.Description, ((RecurringDetails)grant.Details).Plan);
        Version++;
    }

    /// <summary>The charge that is due could not be made; it is tried again later.</summary>
    public void Failed(DateTime now, TimeSpan retryAfter)
    {
        FailingSince ??= now;
        DueAt = now + retryAfter;
        Version++;
    }

    /// <summary>The line is suspended.</summary>
    public void Suspend()
    {
        Move(SubscriptionMove.Suspend);
        DueAt = null;
    }

    /// <summary>
    /// The line is back: the period that is running is charged in full, as at a sign-up, unless it was paid already; those that passed are not.
    /// </summary>
    public void Resume(RecurringSchedule schedule, DateTime now)
    {
        Move(SubscriptionMove.Resume);
        FailingSince = null;
        var today = BusinessDate.At(now);
        if (EndsOn < today || (schedule.End < today))
            (NextChargeOn, EndsOn, EndReason, DueAt) = (null, schedule.End ?? EndsOn, EndReason ?? SubscriptionEndReason.TermOver, now);
        else if (NextChargeOn is not null)
            Await(schedule.On(today) is { } current && current.Number > NextCycle ? current : schedule.At(NextCycle));
        else if (EndsOn is { } end)
            DueAt = BusinessDate.StartOf(end.AddDays(1));
    }

    /// <summary>
    /// The last day if it is cancelled now: the end of the period that was paid, or that is running and will be. Null when there is nothing
    /// to run to the end of: while it is suspended, before its start, and while the charge that is due fails.
    /// </summary>
    public DateOnly? LastDayIfCancelled(RecurringSchedule schedule, DateTime now) =>
        Status == SubscriptionStatus.Active && FailingSince is null ? schedule.On(BusinessDate.At(now))?.LastDay : null;

    /// <summary>Cancelled: it runs to a last day, and until then that can be taken back.</summary>
    public void ScheduleCancel(DateOnly lastDay, SubscriptionEndReason reason)
    {
        Move(SubscriptionMove.ScheduleCancel);
        EndsOn = lastDay;
        EndReason = reason;
        if (NextChargeOn > EndsOn)
            (NextChargeOn, DueAt) = (null, BusinessDate.StartOf(EndsOn.Value.AddDays(1)));
    }

    /// <summary>The cancellation is taken back: it goes on as if there had been none.</summary>
    public void UndoCancel(RecurringSchedule schedule)
    {
        Move(SubscriptionMove.UndoCancel);
        (EndsOn, EndReason) = (null, null);
        var next = schedule.At(NextCycle);
        if (next.FirstDay > schedule.End)
            AwaitEnd(schedule.At(NextCycle - 1), schedule);
        else
            Await(next);
    }

    /// <summary>It is over.</summary>
    public void End(SubscriptionEndReason reason, DateTime now) => Finish(SubscriptionMove.End, reason, now);

    /// <summary>It cannot go on.</summary>
    public void Terminate(SubscriptionEndReason reason, DateTime now) => Finish(SubscriptionMove.Terminate, reason, now);

    private void Finish(SubscriptionMove move, SubscriptionEndReason reason, DateTime now)
    {
        Move(move);
        EndReason = reason;
        EndedAt = now;
        EndsOn ??= BusinessDate.At(now);
        (NextChargeOn, DueAt, FailingSince) = (null, null, null);
    }

    private void Await(Cycle cycle) => (NextCycle, NextChargeOn, DueAt) = (cycle.Number, cycle.FirstDay, BusinessDate.StartOf(cycle.FirstDay));

    private void AwaitEnd(Cycle last, RecurringSchedule schedule)
    {
        NextCycle = last.Number + 1;
        NextChargeOn = null;
        EndReason ??= schedule.End is null ? null : SubscriptionEndReason.TermOver;
        EndsOn ??= last.LastDay;
        DueAt = BusinessDate.StartOf(EndsOn.Value.AddDays(1));
    }

    private void Move(SubscriptionMove move)
    {
        Status = SubscriptionTransitions.Next(Status, move)
            ?? throw new InvalidOperationException($"A subscription that is {Status} has no edge for {move}.");
        Version++;
    }
}

/// <summary>One period of a subscription that was charged, append only: its key keeps a period from being charged twice.</summary>
public sealed class SubscriptionCycle
{
    private SubscriptionCycle() { }

    internal SubscriptionCycle(Subscription subscription, Cycle cycle, Charge charge)
    {
        SubscriptionId = subscription.Id;
        FirstDay = cycle.FirstDay;
        LastDay = cycle.LastDay;
        ChargeId = charge.Id;
    }

    public Guid SubscriptionId { get; private set; }

    public DateOnly FirstDay { get; private set; }

    public DateOnly LastDay { get; private set; }

    public Guid ChargeId { get; private set; }
}
