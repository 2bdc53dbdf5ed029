using System.Globalization;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Reconciliation;
using FletsCollect.Subscriptions;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Database.Tests.Subscriptions;

/// <summary>A household's monthly purchases, by the real use cases.</summary>
internal static class Monthly
{
    private static int made;

    public static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Moves the clock, backwards too, to an hour of a Japanese day.</summary>
    public static void MoveTo(this TestDatabase database, DateOnly day, double hour = 0) =>
        database.Clock.AdjustTime(new DateTimeOffset(BusinessDate.StartOf(day).AddHours(hour)));

    /// <summary>An approved monthly purchase from today on, or on another schedule.</summary>
    public static async Task<ChargeGrant> ApproveMonthlyAsync(
        this Household home, TestDatabase database, RecurringSchedule? schedule = null, long amount = 990, string? reference = null)
    {
        var details = new RecurringDetails(
            reference ?? $"monthly-{Interlocked.Increment(ref made)}", "動画プラン", new Yen(amount), schedule ?? Calendar(BusinessDate.At(database.Now)));
        return Done(await home.ApproveAsync(details));
    }

    public static RecurringSchedule Calendar(DateOnly start) => new(1, CycleAlignment.Calendar, start, End: null);

    public static RecurringSchedule Anniversary(DateOnly start) => new(1, CycleAlignment.Anniversary, start, End: null);

    public static Task<Result<Subscription, ChargeRefusal>> TryStartAsync(this Household home, TestDatabase database, ChargeGrant grant) =>
        WriteAsync<StartSubscription, Result<Subscription, ChargeRefusal>>(
            database,
            async (start, db) => await start.ExecuteAsync(
                db, await db.Merchants.SingleAsync(merchant => merchant.Code == home.Merchant.Code), new StartSubscriptionCommand(grant.Id, grant.Id), CancellationToken.None));

    public static async Task<Subscription> SubscribeAsync(this Household home, TestDatabase database, RecurringSchedule? schedule = null, long amount = 990) =>
        Done(await home.TryStartAsync(database, await home.ApproveMonthlyAsync(database, schedule, amount)));

    public static Task<Result<CapturedCycle, ChargeRefusal>> ChargeCycleAsync(this Household home, TestDatabase database, Guid grantId, long amount = 990, string? reference = null) =>
        WriteAsync<ChargeCurrentCycle, Result<CapturedCycle, ChargeRefusal>>(
            database,
            async (charge, db) =>
            {
                var grant = await db.ChargeGrants.AsNoTracking().SingleAsync(row => row.Id == grantId);
                return await charge.ExecuteAsync(
                    db,
                    await db.Merchants.SingleAsync(merchant => merchant.Code == home.Merchant.Code),
                    new ChargeCurrentCycleCommand(grantId, grantId, new Yen(amount), reference ?? grant.MerchantReference),
                    CancellationToken.None);
            });

    public static Task<Result<Subscription, SubscriptionRefusal>> CancelAsync(this Household home, TestDatabase database, Subscription subscription, SubscriptionParty? by = null) =>
        WriteAsync<CancelSubscription, Result<Subscription, SubscriptionRefusal>>(
            database, (cancel, db) => cancel.CancelAsync(db, by ?? home.AsSubscriber(), subscription.Id, CancellationToken.None));

    public static Task<Result<Subscription, SubscriptionRefusal>> UndoAsync(this Household home, TestDatabase database, Subscription subscription) =>
        WriteAsync<CancelSubscription, Result<Subscription, SubscriptionRefusal>>(
            database, (cancel, db) => cancel.UndoAsync(db, home.AsSubscriber(), subscription.Id, CancellationToken.None));

    public static SubscriptionParty AsSubscriber(this Household home) => SubscriptionParty.Subscriber(home.Credential.Id, home.Credential.UserName!);

    public static Task<RenewalRun> RenewAsync(this TestDatabase database) =>
        database.RunAsync<RenewSubscriptions, RenewalRun>(renew => renew.ExecuteAsync(hold: null, CancellationToken.None));

    public static Task<Subscription> NowAsync(this TestDatabase database, Subscription subscription) =>
        database.ReadAsync(db => db.Subscriptions.AsNoTracking().SingleAsync(row => row.Id == subscription.Id));

    /// <summary>The first days of the periods that were charged.</summary>
    public static async Task<IReadOnlyList<DateOnly>> ChargedAsync(this TestDatabase database, Subscription subscription) =>
        await database.ReadAsync(db => db.SubscriptionCycles.Where(cycle => cycle.SubscriptionId == subscription.Id).Select(cycle => cycle.FirstDay).Order().ToListAsync());

    /// <summary>The business dates of the charges that were made.</summary>
    public static async Task<IReadOnlyList<DateOnly>> CountedOnAsync(this TestDatabase database, Subscription subscription) =>
        await database.ReadAsync(db => (
            from cycle in db.SubscriptionCycles
            join happened in db.ChargeEvents on cycle.ChargeId equals happened.ChargeId
            where cycle.SubscriptionId == subscription.Id
            orderby cycle.FirstDay
            select happened.BusinessDate).ToListAsync());

    public static async Task<IReadOnlyList<string>> EventsAsync(this TestDatabase database, Subscription subscription) =>
        await database.ReadAsync(db => db.OutboxMessages.Where(message => message.Subject == subscription.PublicId).OrderBy(message => message.Id).Select(message => message.Type).ToListAsync());

    /// <summary>Every invariant of the books holds.</summary>
    public static async Task AssertBooksAsync(this TestDatabase database) =>
        Assert.Empty(await database.RunAsync<VerifyBooks, IReadOnlyList<Finding>>(verify => verify.ExecuteAsync(CancellationToken.None)));

    public static TValue Done<TValue, TRefusal>(Result<TValue, TRefusal> result)
        where TValue : notnull
        where TRefusal : struct, Enum =>
        result.Succeeded(out var value, out var refusal) ? value : throw new InvalidOperationException($"Refused: {refusal}.");

    public static TRefusal Refused<TValue, TRefusal>(Result<TValue, TRefusal> result)
        where TValue : notnull
        where TRefusal : struct, Enum =>
        result.Succeeded(out _, out var refusal) ? throw new InvalidOperationException("It was done.") : refusal;

    private static async Task<T> WriteAsync<TUseCase, T>(TestDatabase database, Func<TUseCase, FletsCollectDbContext, Task<T>> write)
        where TUseCase : notnull =>
        await database.RunAsync<TUseCase, T>(useCase => database.RunAsync<UnitOfWork, T>(work => work.CommitAsync((db, _) => write(useCase, db), CancellationToken.None)));
}
