using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Database.Tests.Money;
using FletsCollect.Server.Database;
using FletsCollect.Subscribers;
using FletsCollect.Subscriptions;
using static FletsCollect.Database.Tests.Money.BackOffice;

namespace FletsCollect.Database.Tests.Subscriptions;

/// <summary>What a household reads of its next bill before there is one.</summary>
public sealed class BillForecastTests(Databases databases)
{
    [Theory, EveryDatabase]
    public async Task Forecast_adds_what_is_confirmed_held_and_renewed_until_the_month_ends_and_takes_refunds_off(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        var bought = await home.BuyAsync(1_000);
        Done(await home.RefundAsync(bought, 300));
        Done(await home.CancelAsync(await home.BuyAsync(5_000)));
        await home.ReserveAsync(2_000);
        await home.ReserveAsync(9_000, within: TimeSpan.FromHours(1));
        // One that renews on the last day, and one that renews on the first of the next month.
        await home.SubscribeAsync(office.Database, Monthly.Anniversary(new DateOnly(2026, 11, 30)), 400);
        await home.SubscribeAsync(office.Database, amount: 50);
        office.Database.Clock.Advance(TimeSpan.FromHours(2));

        Assert.Equal(new BillForecast(November, new Yen(750), new Yen(2_000), new Yen(400), Yen.Zero, Yen.Zero), await OfAsync(office, home.Credential));
        Assert.Equal(3_150, (await OfAsync(office, home.Credential)).Expected.Amount);
    }

    [Theory, EveryDatabase]
    public async Task Month_that_is_over_is_a_bill_of_its_own_until_it_is_frozen(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        var bought = await home.BuyAsync(1_000);
        office.EndOf(November);
        await home.BuyAsync(200);
        Assert.Equal(new BillForecast(November.Next, new Yen(200), Yen.Zero, Yen.Zero, Yen.Zero, new Yen(1_000)), await OfAsync(office, home.Credential));

        Done(await office.CloseAsync(November));
        Done(await home.RefundAsync(bought, 150));

        var forecast = await OfAsync(office, home.Credential);
        Assert.Equal(new BillForecast(November.Next, new Yen(200), Yen.Zero, Yen.Zero, new Yen(150), Yen.Zero), forecast);
        Assert.Equal(50, forecast.Expected.Amount);
    }

    [Theory, EveryDatabase]
    public async Task Contractor_sees_the_household_and_a_member_sees_the_own_purchases(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        var member = await home.AddMemberAsync();
        await home.BuyAsync(1_000);
        await home.ConfirmAsync(home.Charge(await home.GrantAsync(70, by: member)));

        Assert.Equal((1_070L, 70L), ((await OfAsync(office, home.Credential)).Unbilled.Amount, (await OfAsync(office, member)).Unbilled.Amount));
    }

    [Theory, EveryDatabase]
    public async Task Contractor_who_came_later_reads_nothing_of_who_had_the_line_before(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        await home.BuyAsync(1_000);
        office.Database.Clock.Advance(TimeSpan.FromDays(1));
        var successor = Household.CredentialOf(home.Line, office.Database.Now, CredentialRole.Contractor);
        await office.Database.AddAsync(successor);

        Assert.Equal(Yen.Zero, (await OfAsync(office, successor)).Unbilled);
        Assert.Empty(await office.Database.ReadAsync(db => Task.FromResult(VisiblePurchases.To(db, successor).ToList())));
    }

    private static Task<BillForecast> OfAsync(BackOffice office, Credential credential) =>
        office.Database.ReadAsync(db => BillForecast.OfAsync(db, credential, office.Database.Now, CancellationToken.None));
}
