using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Database.Tests.Money;
using FletsCollect.Server.Database;
using FletsCollect.Subscriptions;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Database.Tests.Subscriptions.Monthly;

namespace FletsCollect.Database.Tests.Subscriptions;

/// <summary>Two years of renewals, month closes and outages, day by day, with subscriptions on every awkward day.</summary>
public sealed class CalendarTests(Databases databases)
{
    /// <summary>Days on which nothing ran: over a month's end, over a leap day, and over two whole months.</summary>
    private static readonly (string From, string To)[] Outages =
    [
        ("2019-02-26", "2019-03-02"), ("2019-08-30", "2019-09-01"), ("2020-02-27", "2020-03-01"), ("2020-06-15", "2020-08-20"),
        ("2027-02-26", "2027-03-02"), ("2027-08-30", "2027-09-01"), ("2028-02-27", "2028-03-01"), ("2028-06-15", "2028-08-20"),
    ];

    [Theory, EveryDatabase]
    public Task Two_years_with_the_leap_day_of_2028_charge_exactly_what_was_agreed(DatabaseKind kind) => RunAsync(kind, 2027);

    [Theory, EveryDatabase]
    public Task Two_years_with_the_leap_day_of_2020_charge_exactly_what_was_agreed(DatabaseKind kind) => RunAsync(kind, 2019);

    private async Task RunAsync(DatabaseKind kind, int year)
    {
        await using var office = await BackOffice.OpenAsync(databases, kind);
        var database = office.Database;
        var first = new DateOnly(year, 1, 28);
        var end = new DateOnly(year + 1, 12, 31);
        database.MoveTo(first, 12);
        var home = await Household.AddAsync(database);
        var agreed = new Dictionary<Subscription, List<DateOnly>>();
        foreach (var (align, months) in (IEnumerable<(CycleAlignment, int)>)[(CycleAlignment.Calendar, 1), (CycleAlignment.Anniversary, 1), (CycleAlignment.Anniversary, 3)])
        {
            foreach (var day in (int[])[29, 30, 31])
            {
                var start = new DateOnly(year, 1, day);
                agreed.Add(await home.SubscribeAsync(database, new RecurringSchedule(months, align, start, End: null)), [.. Expected(align, months, start, end)]);
            }
        }

        for (var (day, month) = (first, BillingMonth.Of(first)); day <= end; day = day.AddDays(1))
        {
            if (Outages.Any(outage => Day(outage.From) <= day && day <= Day(outage.To)))
                continue;
            database.MoveTo(day);
            // After one of the outages the operator closes the months that passed before the renewals have caught up.
            var closesFirst = day.Month == 8;
            if (!closesFirst)
                await database.RenewAsync();
            for (; month < BillingMonth.Of(day); month = month.Next)
            {
                BackOffice.Done(await office.CloseAsync(month));
                await office.AssertSoundAsync();
            }
            if (closesFirst)
                await database.RenewAsync();
        }

        foreach (var (subscription, days) in agreed)
            Assert.Equal(days, await database.ChargedAsync(subscription));
        var bills = await database.ReadAsync(db => db.LineInvoices.SumAsync(invoice => invoice.ItemCount));
        var unbilled = agreed.Values.Sum(days => days.Count(day => BillingMonth.Of(day) == BillingMonth.Of(end)));
        Assert.Equal(agreed.Values.Sum(days => days.Count), bills + unbilled);
        await office.AssertSoundAsync();
    }

    /// <summary>The days as a person would tick them off on a calendar, month by month.</summary>
    private static IEnumerable<DateOnly> Expected(CycleAlignment align, int months, DateOnly start, DateOnly end)
    {
        yield return start;
        for (var (year, month) = Later(start.Year, start.Month, months); new DateOnly(year, month, 1) <= end; (year, month) = Later(year, month, months))
        {
            var day = align == CycleAlignment.Calendar ? 1 : Math.Min(start.Day, DateTime.DaysInMonth(year, month));
            yield return new DateOnly(year, month, day);
        }
    }

    private static (int Year, int Month) Later(int year, int month, int by) => month + by > 12 ? (year + 1, month + by - 12) : (year, month + by);
}
