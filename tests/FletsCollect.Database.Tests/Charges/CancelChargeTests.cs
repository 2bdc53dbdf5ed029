using FletsCollect.Charges;
using FletsCollect.Database.Tests.Money;
using FletsCollect.Refunds;
using FletsCollect.Server.Database;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Database.Tests.Money.BackOffice;

namespace FletsCollect.Database.Tests.Charges;

/// <summary>A confirmed charge can be undone until a month close has it, and then no more.</summary>
public sealed class CancelChargeTests(Databases databases)
{
    [Theory, EveryDatabase]
    public async Task Cancelled_charge_is_reversed_and_never_billed_and_the_order_can_be_paid_again(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        var grant = await home.GrantAsync(600, "ORD-1");
        Assert.True(PublicId.TryParse(PublicId.Charge, (await home.ConfirmAsync(home.Charge(grant))).Answer.Body, out var charge));
        await home.BuyAsync(300);

        Done(await home.CancelAsync(charge));

        Assert.Equal(300, (await office.BalancesAsync())["line-receivable.unbilled"]);
        Assert.Equal(300, (await office.Database.ReadAsync(db => db.LineLimits.SingleAsync())).Posted.Amount - 600);
        await office.AssertSoundAsync();
        await home.GrantAsync(600, "ORD-1");
        office.EndOf(November);
        Assert.Equal((1, 1, 300L), Done(await office.CloseAsync(November)) is var close ? (close.Invoices, close.Items, close.Total.Amount) : default);
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Charge_of_another_merchant_is_not_there(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        var other = await Household.AddAsync(office.Database);
        var charge = await home.BuyAsync();

        var refused = await home.AsMerchantAsync<CancelCharge, Charge, CancelChargeRefusal>(
            other.Merchant.Code, (cancel, db, merchant) => cancel.ExecuteAsync(db, merchant, charge, CancellationToken.None));

        Assert.Equal(CancelChargeRefusal.ChargeNotFound, Refused(refused));
    }

    [Theory, EveryDatabase]
    public async Task Charges_cancelled_while_their_month_closes_are_billed_or_cancelled_and_never_both(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        var charges = new List<Guid>();
        for (var number = 0; number < 24; number++)
            charges.Add(await home.BuyAsync(100));
        office.EndOf(November);

        var cancelled = 0;
        var closing = Task.Run(() => office.CloseAsync(November));
        await Task.WhenAll(charges.Select(charge => Task.Run(async () =>
        {
            if ((await home.CancelAsync(charge)).Succeeded(out _, out var refusal))
                Interlocked.Increment(ref cancelled);
            else
                Assert.Equal(CancelChargeRefusal.ChargeBilled, refusal);
        })));

        var close = Done(await closing);
        Assert.Equal(24, close.Items + cancelled);
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Cancellation_that_finds_the_month_freezing_begins_again_and_is_refused(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        var charge = await home.BuyAsync(100);
        office.EndOf(November);
        Done(await office.CloseAsync(November));

        Assert.Equal(CancelChargeRefusal.ChargeBilled, Refused(await home.CancelAsync(charge)));

        Assert.Equal(ChargeStatus.Confirmed, (await office.Database.ReadAsync(db => db.Charges.SingleAsync())).Status);
        await office.AssertSoundAsync();
    }
}
