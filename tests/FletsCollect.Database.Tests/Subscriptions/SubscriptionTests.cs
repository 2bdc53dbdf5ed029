using FletsCollect.Charges;
using FletsCollect.Database.Tests.Lines;
using FletsCollect.Lines;
using FletsCollect.Server.Database;
using FletsCollect.Subscriptions;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Database.Tests.Subscriptions.Monthly;

namespace FletsCollect.Database.Tests.Subscriptions;

/// <summary>A subscription from its start to its end, by whoever moves it.</summary>
public sealed class SubscriptionTests(Databases databases)
{
    [Theory, EveryDatabase]
    public async Task Approval_alone_charges_nothing_and_the_start_charges_the_first_period(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var grant = await home.ApproveMonthlyAsync(database);
        await database.RenewAsync();
        Assert.Equal(0, await database.ReadAsync(db => db.Charges.CountAsync()));

        var subscription = Done(await home.TryStartAsync(database, grant));

        Assert.Equal((SubscriptionStatus.Active, Day("2026-12-01"), Day("2026-11-30")), (subscription.Status, subscription.NextChargeOn!.Value, subscription.PaidThrough!.Value));
        Assert.Equal([Day("2026-11-10")], await database.ChargedAsync(subscription));
        Assert.Equal(["subscription.created"], await database.EventsAsync(subscription));
        await database.AssertBooksAsync();
    }

    [Theory, EveryDatabase]
    public async Task Start_that_lies_ahead_is_charged_by_the_renewal_on_its_day(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var subscription = await home.SubscribeAsync(database, Calendar(Day("2026-12-15")));
        database.MoveTo(Day("2026-12-14"), 23.99);
        await database.RenewAsync();
        Assert.Empty(await database.ChargedAsync(subscription));

        database.MoveTo(Day("2026-12-15"));
        await database.RenewAsync();

        Assert.Equal([Day("2026-12-15")], await database.CountedOnAsync(subscription));
    }

    [Theory, EveryDatabase]
    public async Task Consent_starts_one_subscription(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var grant = await home.ApproveMonthlyAsync(database);
        Done(await home.TryStartAsync(database, grant));

        Assert.Equal(ChargeRefusal.GrantConsumed, Refused(await home.TryStartAsync(database, grant)));
        Assert.Equal(1, await database.ReadAsync(db => db.Charges.CountAsync()));
    }

    [Theory, EveryDatabase]
    public async Task Consent_that_nobody_started_in_its_first_period_is_outside_the_schedule(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var grant = await home.ApproveMonthlyAsync(database);
        database.MoveTo(Day("2026-12-01"));

        Assert.Equal(ChargeRefusal.OutsideSchedule, Refused(await home.TryStartAsync(database, grant)));
    }

    [Theory, EveryDatabase]
    public async Task Start_above_the_limit_leaves_nothing_behind(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var grant = await home.ApproveMonthlyAsync(database, amount: 45_000);
        await home.BuyAsync(30_000);
        await home.BuyAsync(30_000);

        Assert.Equal(ChargeRefusal.LimitExceeded, Refused(await home.TryStartAsync(database, grant)));
        Assert.Equal(0, await database.ReadAsync(db => db.Subscriptions.CountAsync()));
        Assert.Equal(ChargeGrantStatus.Authorised, await database.ReadAsync(db => db.ChargeGrants.Where(row => row.Id == grant.Id).Select(row => row.Status).SingleAsync()));
    }

    [Theory, EveryDatabase]
    public async Task Merchant_may_charge_a_period_once_and_only_as_approved(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var waiting = await home.ApproveMonthlyAsync(database);
        var subscription = await home.SubscribeAsync(database, new RecurringSchedule(1, CycleAlignment.Calendar, Day("2026-11-10"), Day("2026-12-31")));

        Assert.Equal(ChargeRefusal.SubscriptionNotStarted, Refused(await home.ChargeCycleAsync(database, waiting.Id)));
        Assert.Equal(ChargeRefusal.PeriodLimitExceeded, Refused(await home.ChargeCycleAsync(database, subscription.GrantId)));
        Assert.Equal(ChargeRefusal.AmountMismatch, Refused(await home.ChargeCycleAsync(database, subscription.GrantId, amount: 991)));
        Assert.Equal(ChargeRefusal.GrantMismatch, Refused(await home.ChargeCycleAsync(database, subscription.GrantId, reference: "another")));
        database.MoveTo(Day("2027-01-01"));
        Assert.Equal(ChargeRefusal.OutsideSchedule, Refused(await home.ChargeCycleAsync(database, subscription.GrantId)));
    }

    [Theory, EveryDatabase]
    public async Task Month_turns_at_midnight_in_Japan_to_the_second(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var subscription = await home.SubscribeAsync(database);
        database.MoveTo(Day("2026-12-01"));
        database.Clock.AdjustTime(database.Clock.GetUtcNow().AddSeconds(-1));

        Assert.Equal(ChargeRefusal.PeriodLimitExceeded, Refused(await home.ChargeCycleAsync(database, subscription.GrantId)));
        database.Clock.Advance(TimeSpan.FromSeconds(1));
        Done(await home.ChargeCycleAsync(database, subscription.GrantId));
        await database.RenewAsync();

        Assert.Equal([Day("2026-11-10"), Day("2026-12-01")], await database.CountedOnAsync(subscription));
    }

    [Theory, EveryDatabase]
    public async Task Cancelled_subscription_runs_to_the_end_of_the_month_and_can_be_taken_back_until_then(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var kept = await home.SubscribeAsync(database);
        var gone = await home.SubscribeAsync(database);
        Assert.Equal(Day("2026-11-30"), Done(await home.CancelAsync(database, kept)).EndsOn);
        Done(await home.CancelAsync(database, gone, SubscriptionParty.Desk("suzuki", "phone call")));
        Assert.Equal(SubscriptionRefusal.AlreadyCancelled, Refused(await home.CancelAsync(database, gone)));
        database.MoveTo(Day("2026-11-30"), 23.9);
        Assert.Equal(SubscriptionStatus.Active, Done(await home.UndoAsync(database, kept)).Status);

        database.MoveTo(Day("2026-12-01"));
        Assert.Equal(SubscriptionRefusal.Over, Refused(await home.UndoAsync(database, gone)));
        await database.RenewAsync();

        Assert.Equal(2, (await database.ChargedAsync(kept)).Count);
        Assert.Single(await database.ChargedAsync(gone));
        Assert.Equal((SubscriptionStatus.Ended, SubscriptionEndReason.CancelledByDesk), ((await database.NowAsync(gone)).Status, (await database.NowAsync(gone)).EndReason!.Value));
        Assert.Equal(["subscription.created", "subscription.cancel_scheduled", "subscription.cancel_undone", "subscription.renewed"], await database.EventsAsync(kept));
        Assert.Equal(["subscription.created", "subscription.cancel_scheduled", "subscription.ended"], await database.EventsAsync(gone));
        Assert.Equal(SubscriptionRefusal.Over, Refused(await home.CancelAsync(database, gone)));
        await database.AssertBooksAsync();
    }

    [Theory, EveryDatabase]
    public async Task Cancelling_before_the_first_charge_ends_it_at_once_and_charges_nothing(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var subscription = await home.SubscribeAsync(database, Anniversary(Day("2026-12-15")));

        Assert.Equal(SubscriptionStatus.Ended, Done(await home.CancelAsync(database, subscription)).Status);
        database.MoveTo(Day("2027-02-01"));
        await database.RenewAsync();

        Assert.Empty(await database.ChargedAsync(subscription));
    }

    [Theory, EveryDatabase]
    public async Task Nobody_cancels_the_subscription_of_somebody_else(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var neighbour = await Household.AddAsync(database);
        var subscription = await home.SubscribeAsync(database);

        Assert.Equal(SubscriptionRefusal.NotFound, Refused(await neighbour.CancelAsync(database, subscription)));
        Assert.Equal(SubscriptionRefusal.NotFound, Refused(await home.CancelAsync(database, subscription, SubscriptionParty.Merchant(neighbour.Merchant.Id, neighbour.Merchant.Code))));
        Assert.Equal(SubscriptionRefusal.NotCancelled, Refused(await home.UndoAsync(database, subscription)));
    }

    [Theory, EveryDatabase]
    public async Task Joining_again_in_the_same_month_is_free_by_taking_the_cancellation_back(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var subscription = await home.SubscribeAsync(database);
        Done(await home.CancelAsync(database, subscription));

        Done(await home.UndoAsync(database, subscription));

        Assert.Single(await database.ChargedAsync(subscription));
        Assert.Equal(Day("2026-12-01"), (await database.NowAsync(subscription)).NextChargeOn);
    }

    [Theory, EveryDatabase]
    public async Task Joining_a_plan_again_by_a_new_consent_is_free_in_the_month_that_was_paid_and_only_there(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var first = await JoinAsync("premium");
        Done(await home.CancelAsync(database, first));

        var again = await JoinAsync("premium");
        var other = await JoinAsync("basic");
        Assert.Equal(2, await database.ReadAsync(db => db.Charges.CountAsync()));
        Assert.Equal((Day("2026-11-30"), Day("2026-12-01")), (again.PaidThrough, again.NextChargeOn));
        Assert.Single(await database.ChargedAsync(other));

        // What was given back was not paid.
        var charge = await database.ReadAsync(db => db.SubscriptionCycles.Where(cycle => cycle.SubscriptionId == other.Id).Select(cycle => cycle.ChargeId).SingleAsync());
        Done(await home.RefundAsync(charge, 1));
        Done(await home.CancelAsync(database, other));
        Assert.Single(await database.ChargedAsync(await JoinAsync("basic")));

        database.MoveTo(Day("2026-12-01"));
        await database.RenewAsync();
        Assert.Equal([Day("2026-12-01")], await database.ChargedAsync(again));
        await database.AssertBooksAsync();

        async Task<Subscription> JoinAsync(string plan)
        {
            var details = new RecurringDetails($"join-{Guid.CreateVersion7():N}", "動画プラン", new Yen(990), Calendar(Day("2026-11-10")), plan);
            return Done(await home.TryStartAsync(database, Done(await home.ApproveAsync(details))));
        }
    }

    [Theory, EveryDatabase]
    public async Task Term_ends_after_its_last_period(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var subscription = await home.SubscribeAsync(database, new RecurringSchedule(1, CycleAlignment.Calendar, Day("2026-11-10"), Day("2026-12-31")));
        database.MoveTo(Day("2027-03-05"));

        await database.RenewAsync();

        Assert.Equal([Day("2026-11-10"), Day("2026-12-01")], await database.ChargedAsync(subscription));
        Assert.Equal((SubscriptionStatus.Ended, SubscriptionEndReason.TermOver), ((await database.NowAsync(subscription)).Status, (await database.NowAsync(subscription)).EndReason!.Value));
        await database.AssertBooksAsync();
    }

    [Theory, EveryDatabase]
    public async Task Suspended_line_is_not_charged_for_what_passes_and_charged_for_the_period_in_which_it_is_back(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var subscription = await home.SubscribeAsync(database);
        await database.HappenAsync(home.Line, new LineSuspended());
        database.MoveTo(Day("2027-02-10"));
        await database.RenewAsync();
        Assert.Equal(ChargeRefusal.PayerUnavailable, Refused(await home.ChargeCycleAsync(database, subscription.GrantId)));

        await database.HappenAsync(home.Line, new LineResumed());
        await database.RenewAsync();

        Assert.Equal([Day("2026-11-10"), Day("2027-02-01")], await database.ChargedAsync(subscription));
        Assert.Equal(["subscription.created", "subscription.suspended", "subscription.resumed", "subscription.renewed"], await database.EventsAsync(subscription));
        await database.AssertBooksAsync();
    }

    [Theory, EveryDatabase]
    public async Task Line_that_ends_takes_its_subscriptions_along(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var terminated = await home.SubscribeAsync(database);
        var other = await Household.AddAsync(database);
        var transferred = await other.SubscribeAsync(database);

        await database.HappenAsync(home.Line, new LineTerminated());
        await database.HappenAsync(other.Line, new LineTransferred("0000009999", Day("2026-11-10"), Day("1990-01-01")));

        Assert.Equal(SubscriptionStatus.AutoTerminated, (await database.NowAsync(transferred)).Status);
        Assert.Equal((SubscriptionStatus.CancelScheduled, Day("2026-11-30")), ((await database.NowAsync(terminated)).Status, (await database.NowAsync(terminated)).EndsOn!.Value));
        Assert.Equal(SubscriptionRefusal.LineEnds, Refused(await home.UndoAsync(database, terminated)));
        database.MoveTo(Day("2026-12-01"));
        await database.RenewAsync();
        Assert.Equal(SubscriptionStatus.Ended, (await database.NowAsync(terminated)).Status);
        await database.AssertBooksAsync();
    }

    [Theory, EveryDatabase]
    public async Task Renewal_that_cannot_be_charged_is_tried_daily_and_given_up_after_a_week(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var subscription = await home.SubscribeAsync(database);
        await database.ChangeAsync(db => db.Lines.Single(line => line.Number == home.Line.Number).Apply(new LineFellIntoArrears()));
        database.MoveTo(Day("2026-12-01"));

        Assert.Equal(new RenewalRun(0, 1, 0), await database.RenewAsync());
        Assert.Equal(new RenewalRun(0, 0, 0), await database.RenewAsync());
        database.MoveTo(Day("2026-12-02"));
        Assert.Equal(new RenewalRun(0, 1, 0), await database.RenewAsync());
        database.MoveTo(Day("2026-12-08"));
        Assert.Equal(new RenewalRun(0, 0, 1), await database.RenewAsync());

        var over = await database.NowAsync(subscription);
        Assert.Equal((SubscriptionStatus.AutoTerminated, SubscriptionEndReason.RenewalFailed), (over.Status, over.EndReason!.Value));
        Assert.Equal(
            ["subscription.created", "subscription.renewal_failed", "subscription.renewal_failed", "subscription.ended"],
            await database.EventsAsync(subscription));
        await database.AssertBooksAsync();
    }

    [Theory, EveryDatabase]
    public async Task Renewal_that_is_over_the_limit_succeeds_once_there_is_room(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var subscription = await home.SubscribeAsync(database, Anniversary(Day("2026-11-10")), amount: 45_000);
        database.MoveTo(Day("2026-12-01"));
        await home.BuyAsync(40_000);
        await home.BuyAsync(40_000);
        database.MoveTo(Day("2026-12-10"));
        Assert.Equal(1, (await database.RenewAsync()).Failed);
        Assert.NotNull((await database.NowAsync(subscription)).FailingSince);
        await database.ChangeAsync(db => db.LineLimits.Where(limit => limit.Line == home.Line.Number).ExecuteUpdate(set => set.SetProperty(limit => limit.Limit, new Yen(200_000))));

        database.MoveTo(Day("2026-12-11"));
        await database.RenewAsync();

        Assert.Equal([Day("2026-11-10"), Day("2026-12-10")], await database.CountedOnAsync(subscription));
        Assert.Null((await database.NowAsync(subscription)).FailingSince);
    }

    [Theory, EveryDatabase]
    public async Task Revoked_consent_ends_the_subscription_and_leaves_what_was_charged(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var subscription = await home.SubscribeAsync(database);

        Done(await database.RunAsync<RevokeGrant, Result<ChargeGrant, GrantRevocationRefusal>>(revoke => revoke.ExecuteAsync(
            RevokeGrantCommand.BySubscriber(subscription.GrantId, home.Credential.Id, home.Credential.UserName!), CancellationToken.None)));
        database.MoveTo(Day("2026-12-01"));
        await database.RenewAsync();

        Assert.Equal(SubscriptionEndReason.GrantRevoked, (await database.NowAsync(subscription)).EndReason);
        Assert.Single(await database.ChargedAsync(subscription));
        Assert.Equal(ChargeRefusal.GrantEnded, Refused(await home.ChargeCycleAsync(database, subscription.GrantId)));
        await database.AssertBooksAsync();
    }

    [Theory, EveryDatabase]
    public async Task Contract_name_is_taken_while_it_lives_and_free_afterwards(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var subscription = Done(await home.TryStartAsync(database, await home.ApproveMonthlyAsync(database, reference: "tv-1")));
        await Assert.ThrowsAsync<InvalidOperationException>(() => home.ApproveMonthlyAsync(database, amount: 1_100, reference: "tv-1"));
        Done(await home.CancelAsync(database, subscription));
        database.MoveTo(Day("2026-12-01"));
        await database.RenewAsync();

        Assert.Equal(SubscriptionStatus.Active, Done(await home.TryStartAsync(database, await home.ApproveMonthlyAsync(database, amount: 1_100, reference: "tv-1"))).Status);
    }
}
