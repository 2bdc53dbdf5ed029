using FletsCollect.Charges;
using FletsCollect.Server.Database;
using FletsCollect.Subscriptions;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Database.Tests.Subscriptions.Monthly;

namespace FletsCollect.Database.Tests.Subscriptions;

/// <summary>Whoever comes at once: a period is charged once, and what was cancelled first is not charged.</summary>
public sealed class SubscriptionRaceTests(Databases databases)
{
    [Theory, EveryDatabase]
    public async Task Renewals_on_several_servers_and_the_merchant_charge_each_period_once(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        Subscription[] subscriptions = [await home.SubscribeAsync(database), await home.SubscribeAsync(database), await home.SubscribeAsync(database)];
        database.MoveTo(Day("2026-12-01"));

        var renewals = Enumerable.Range(0, 4).Select(_ => Task.Run(() => database.RenewAsync()));
        var merchant = Enumerable.Range(0, 4).Select(_ => Task.Run(() => home.ChargeCycleAsync(database, subscriptions[0].GrantId)));
        var (runs, charges) = (Task.WhenAll(renewals), Task.WhenAll(merchant));
        await Task.WhenAll(runs, charges);

        foreach (var subscription in subscriptions)
            Assert.Equal([Day("2026-11-10"), Day("2026-12-01")], await database.ChargedAsync(subscription));
        Assert.Equal(3, (await runs).Sum(run => run.Renewed) + (await charges).Count(charge => charge.Succeeded(out _, out _)));
        Assert.All((await charges).Where(charge => !charge.Succeeded(out _, out _)), charge => Assert.Equal(ChargeRefusal.PeriodLimitExceeded, Refused(charge)));
        await database.AssertBooksAsync();
    }

    [Theory, EveryDatabase]
    public async Task Cancellation_that_races_a_renewal_is_before_it_or_after_it(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var subscription = await home.SubscribeAsync(database);
        database.MoveTo(Day("2026-12-01"));

        var renewal = Task.Run(() => database.RenewAsync());
        var cancelled = Done(await Task.Run(() => home.CancelAsync(database, subscription)));
        await renewal;
        await database.RenewAsync();

        // It was cancelled on 1 December, so December is the last month either way.
        Assert.Equal(Day("2026-12-31"), cancelled.EndsOn);
        database.MoveTo(Day("2027-01-01"));
        await database.RenewAsync();
        Assert.Equal([Day("2026-11-10"), Day("2026-12-01")], await database.ChargedAsync(subscription));
        Assert.Equal(SubscriptionStatus.Ended, (await database.NowAsync(subscription)).Status);
        await database.AssertBooksAsync();
    }

    [Theory, EveryDatabase]
    public async Task Revocation_that_races_renewals_is_final(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var subscription = await home.SubscribeAsync(database);
        database.MoveTo(Day("2026-12-01"));

        var renewals = Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => database.RenewAsync())));
        Done(await database.RunAsync<RevokeGrant, Result<ChargeGrant, GrantRevocationRefusal>>(revoke => revoke.ExecuteAsync(
            RevokeGrantCommand.BySubscriber(subscription.GrantId, home.Credential.Id, home.Credential.UserName!), CancellationToken.None)));
        var charged = (await database.ChargedAsync(subscription)).Count;
        await renewals;

        Assert.Equal(charged, (await database.ChargedAsync(subscription)).Count);
        Assert.Equal(SubscriptionStatus.Ended, (await database.NowAsync(subscription)).Status);
        await database.AssertBooksAsync();
    }

    [Theory, EveryDatabase]
    public async Task One_consent_started_many_times_at_once_is_one_subscription(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var grant = await home.ApproveMonthlyAsync(database);

        var starts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => home.TryStartAsync(database, grant))));

        Assert.Single(starts, start => start.Succeeded(out _, out _));
        Assert.Equal(1, await database.ReadAsync(db => db.Charges.CountAsync()));
    }
}
