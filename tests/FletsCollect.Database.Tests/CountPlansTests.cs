using FletsCollect.Database.Tests.Lines;
using FletsCollect.Database.Tests.Subscriptions;
using FletsCollect.Jobs;
using FletsCollect.Lines;
using FletsCollect.Server.Database;
using FletsCollect.Subscriptions;
using FletsCollect.Usage;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Database.Tests.Subscriptions.Monthly;

namespace FletsCollect.Database.Tests;

/// <summary>Each day of each plan has what began, was cancelled, stopped with its line and ended on it, and what stood at its end, on every database.</summary>
public sealed class CountPlansTests(Databases databases)
{
    [Theory, EveryDatabase]
    public async Task Days_that_are_counted_late_have_what_they_had(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var (kept, cancelled) = (await home.SubscribeAsync(database), await home.SubscribeAsync(database));
        database.MoveTo(Day("2026-11-11"), 12);
        Done(await home.CancelAsync(database, cancelled));
        database.MoveTo(Day("2026-11-12"), 12);
        await database.HappenAsync(home.Line, new LineSuspended());
        database.MoveTo(Day("2026-11-14"), 12);
        await database.HappenAsync(home.Line, new LineResumed());
        database.MoveTo(Day("2026-12-01"), 12);
        await database.RenewAsync();

        // Nothing was counted until now.
        await CountAsync(database);

        Assert.Equal(new PlanCounts(2, 0, 0, 0, 2, 0, 0), await OfAsync(database, home, "2026-11-10"));
        Assert.Equal(new PlanCounts(0, 1, 0, 0, 1, 1, 0), await OfAsync(database, home, "2026-11-11"));
        Assert.Equal(new PlanCounts(0, 0, 1, 0, 0, 1, 1), await OfAsync(database, home, "2026-11-12"));
        Assert.Equal(new PlanCounts(0, 0, 0, 0, 0, 1, 1), await OfAsync(database, home, "2026-11-13"));
        Assert.Equal(new PlanCounts(0, 0, 0, 0, 1, 1, 0), await OfAsync(database, home, "2026-11-14"));
        Assert.Equal(new PlanCounts(0, 0, 0, 1, 1, 0, 0), await OfAsync(database, home, "2026-12-01"));
        await AssertStandsAsync(database, kept, cancelled);
    }

    [Theory, EveryDatabase]
    public async Task Day_that_is_counted_twice_counts_nothing_twice(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var subscription = await home.SubscribeAsync(database);
        await CountAsync(database);
        Done(await home.CancelAsync(database, subscription));
        await CountAsync(database);
        Done(await home.UndoAsync(database, subscription));

        await CountAsync(database);

        Assert.Equal(new PlanCounts(1, 1, 0, 0, 1, 0, 0), await OfAsync(database, home, "2026-11-10"));
        await AssertStandsAsync(database, subscription);
    }

    /// <summary>What the changes come to is what the subscriptions themselves say.</summary>
    private static async Task AssertStandsAsync(TestDatabase database, params Subscription[] subscriptions)
    {
        foreach (var subscription in subscriptions)
        {
            var changes = await database.ReadAsync(db => db.SubscriptionChanges.Where(row => row.SubscriptionId == subscription.Id).OrderBy(row => row.RecordedAt).ToListAsync());
            Assert.Null(changes[0].FromStatus);
            for (var i = 1; i < changes.Count; i++)
                Assert.Equal(changes[i - 1].ToStatus, changes[i].FromStatus);
            Assert.Equal((await database.NowAsync(subscription)).Status, changes[^1].ToStatus);
        }
    }

    private static async Task CountAsync(TestDatabase database)
    {
        database.Clock.Advance(JobRun.Lease + TimeSpan.FromSeconds(1));
        var run = await database.RunAsync<JobLeases, JobRun?>(leases => leases.TryTakeAsync("count-usage", TimeSpan.Zero, CancellationToken.None));
        Assert.NotNull(run);
        await database.RunAsync<CountUsage, int>(count => count.ExecuteAsync(run, CancellationToken.None));
    }

    private static async Task<PlanCounts> OfAsync(TestDatabase database, Household home, string day)
    {
        var date = Day(day);
        var row = await database.ReadAsync(db => db.PlanUsages.SingleAsync(found => found.MerchantId == home.Merchant.Id && found.Day == date && found.Plan == PlanUsage.NoPlan));
        return new PlanCounts(row.Started, row.Cancelled, row.Suspended, row.Ended, row.ActiveAtEnd, row.CancelScheduledAtEnd, row.SuspendedAtEnd);
    }
}
