using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Jobs;
using FletsCollect.Server.Database;
using FletsCollect.Usage;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Database.Tests;

/// <summary>The days of merchants are counted once they are over, and again as long as they are not, on every database.</summary>
public sealed class CountUsageTests(Databases databases)
{
    /// <summary>Noon in Japan on the test's first day.</summary>
    private static readonly DateOnly Today = new(2026, 11, 10);

    [Theory, EveryDatabase]
    public async Task Every_step_of_a_day_is_counted_for_its_merchant(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var (home, other) = (await Household.AddAsync(database), await Household.AddAsync(database));
        await PushAsync(database, home.Merchant.Code, 3);
        await database.AddAsync(AuditEntry.Of(CountUsage.Refused, AuditActor.Anonymous, home.Merchant.Code, database.Clock.Instant()));
        await database.AddAsync(AuditEntry.Of(CountUsage.Begun, AuditActor.Anonymous, "nobody's code", database.Clock.Instant()));
        await home.BuyAsync();
        await other.BuyAsync();

        Assert.Equal(1, await CountAsync(database));

        Assert.Equal(new UsageCounts(3, 1, 1, 1), await OfAsync(database, home, Today));
        Assert.Equal(new UsageCounts(0, 0, 1, 1), await OfAsync(database, other, Today));
    }

    [Theory, EveryDatabase]
    public async Task Day_that_is_not_over_is_counted_again_and_one_that_is_over_stays(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        await PushAsync(database, home.Merchant.Code, 1);
        await CountAsync(database);
        await PushAsync(database, home.Merchant.Code, 1);
        await CountAsync(database);
        Assert.Equal(2, (await OfAsync(database, home, Today)).Begun);

        // The next day in Japan begins at 15:00 UTC; ten minutes later the day before is settled.
        database.Clock.Advance(TimeSpan.FromHours(12.2));
        await PushAsync(database, home.Merchant.Code, 5);
        Assert.Equal(2, await CountAsync(database));
        Assert.Equal(1, await CountAsync(database));

        Assert.Equal((2, 5), ((await OfAsync(database, home, Today)).Begun, (await OfAsync(database, home, Today.AddDays(1))).Begun));
    }

    private static Task PushAsync(TestDatabase database, string merchant, int times) =>
        database.AddAsync([.. Enumerable.Range(0, times).Select(_ => AuditEntry.Of(CountUsage.Begun, AuditActor.Merchant(merchant), merchant, database.Clock.Instant()))]);

    private static async Task<int> CountAsync(TestDatabase database)
    {
        var run = await database.RunAsync<JobLeases, JobRun?>(leases => leases.TryTakeAsync("count-usage", TimeSpan.Zero, CancellationToken.None));
        Assert.NotNull(run);
        var counted = await database.RunAsync<CountUsage, int>(count => count.ExecuteAsync(run, CancellationToken.None));
        database.Clock.Advance(JobRun.Lease + TimeSpan.FromSeconds(1));
        return counted;
    }

    private static Task<UsageCounts> OfAsync(TestDatabase database, Household home, DateOnly day) =>
        database.ReadAsync(db => db.MerchantUsages.Where(row => row.MerchantId == home.Merchant.Id && row.Day == day).Select(row => new UsageCounts(row.Begun, row.Refused, row.Approved, row.Confirmed)).SingleAsync());
}
