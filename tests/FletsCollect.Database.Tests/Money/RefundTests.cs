using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Lines;
using FletsCollect.Refunds;
using FletsCollect.Server.Database;
using FletsCollect.Settlement;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Database.Tests.Money.BackOffice;

namespace FletsCollect.Database.Tests.Money;

/// <summary>Money given back, before the month close, after it and after the payout, with the books sound after each step.</summary>
public sealed class RefundTests(Databases databases)
{
    private static readonly BillingMonth August = new(2011, 8);

    /// <summary>The worked examples F15 and F16 of domain.md §2, at the tax rate of 2011.</summary>
    [Theory]
    [EveryDatabaseWith(600, 59_400L, 99, FeeBranch.Rate, 2_970L, 148L)]
    [EveryDatabaseWith(300, 59_700L, 100, FeeBranch.Minimum, 3_000L, 150L)]
    public async Task Charge_cancelled_or_refunded_before_the_close_lowers_what_the_fee_is_reckoned_on(
        DatabaseKind kind, int price, long principal, int lines, FeeBranch branch, long fee, long tax)
    {
        await using var office = await OpenAsync(databases, kind);
        var (merchant, charges) = await SellAsync(office, price);

        if (price == 600)
            Done(await merchant.RefundAsync(charges[0]));
        else
            Done(await merchant.CancelAsync(charges[0]));
        office.EndOf(August);
        await office.ReachSettlementAsync(August);

        var statement = await office.Database.ReadAsync(db => db.FeeStatements.SingleAsync());
        Assert.Equal((principal, lines, branch, fee, tax), (statement.Principal.Amount, statement.Lines, statement.Branch, statement.FeeBeforeTax.Amount, statement.Tax.Amount));
        await office.AssertSoundAsync();
    }

    /// <summary>F17: the month stays as it was, and the refund comes out of the next.</summary>
    [Theory, EveryDatabase]
    public async Task Refund_after_the_close_keeps_the_months_fee_and_lowers_the_next_payout(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var (merchant, charges) = await SellAsync(office, 600);
        office.EndOf(August);
        await office.RunMonthAsync(August);
        var first = await office.Database.ReadAsync(db => db.FeeStatements.SingleAsync());
        Assert.Equal((60_000L, 100, 3_150L, 56_850L), (first.Principal.Amount, first.Lines, first.Fee.Amount, first.Payable.Amount));

        var refund = Done(await merchant.RefundAsync(charges[0]));
        Assert.Equal((RefundStatus.Processing, RefundEffect.CreditedOnInvoice), (refund.Status, refund.Effect));
        Assert.Equal(-600, (await office.BalancesAsync())["line-credit"]);
        await office.AssertSoundAsync();

        await merchant.BuyAsync(1_000);
        office.EndOf(August.Next);
        await office.RunMonthAsync(August.Next);

        var invoice = Assert.Single(await office.InvoicesAsync(August.Next));
        Assert.Equal((1_000L, 600L, 400L), (invoice.ItemsTotal.Amount, invoice.Credited.Amount, invoice.Total.Amount));
        var second = await office.Database.ReadAsync(db => db.FeeStatements.SingleAsync(statement => statement.Month == August.Next));
        // 50 yen of 1,000 and 2 yen tax; of the 1,000 that were billed 600 went back.
        Assert.Equal((1_000L, 400L, 52L, 348L), (second.Principal.Amount, second.Available.Amount, second.Fee.Amount, second.Payable.Amount));
        Assert.Equal(RefundStatus.Succeeded, (await office.Database.ReadAsync(db => db.Refunds.SingleAsync())).Status);
        Assert.Equal(["refund.credited", "refund.processing", "refund.requested", "refund.succeeded"], await office.Database.ReadAsync(db => db.Set<FletsCollect.Outbox.OutboxMessage>().Where(told => told.Type.StartsWith("refund")).OrderBy(told => told.Type).Select(told => told.Type).ToListAsync()));
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Refund_that_no_sale_covers_is_carried_over_by_the_merchant_and_by_the_line(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        var charge = await home.BuyAsync(1_000);
        office.EndOf(November);
        await office.RunMonthAsync(November);
        Done(await home.RefundAsync(charge));
        await home.BuyAsync(300);
        office.EndOf(November.Next);
        await office.RunMonthAsync(November.Next);

        // The invoice comes to nothing and bears 300 of the 1,000; the merchant has 300 less 1,000 less its fee.
        var invoice = Assert.Single(await office.InvoicesAsync(November.Next));
        Assert.Equal((0L, 300L, LineInvoiceStatus.Paid), (invoice.Total.Amount, invoice.Credited.Amount, invoice.Status));
        Assert.Equal(RefundStatus.Processing, (await office.Database.ReadAsync(db => db.Refunds.SingleAsync())).Status);
        var payout = Assert.Single(await office.PayoutsAsync(November.Next));
        Assert.Equal((-733L, PayoutStatus.CarriedOver), (payout.Amount.Amount, payout.Status));
        await office.AssertSoundAsync();

        await home.BuyAsync(2_000);
        office.EndOf(November.Next.Next);
        await office.RunMonthAsync(November.Next.Next);

        Assert.Equal((1_300L, 700L), Assert.Single(await office.InvoicesAsync(November.Next.Next)) is var last ? (last.Total.Amount, last.Credited.Amount) : default);
        Assert.Equal(RefundStatus.Succeeded, (await office.Database.ReadAsync(db => db.Refunds.SingleAsync())).Status);
        Assert.Equal(-733L + 2_000 - 110, Assert.Single(await office.PayoutsAsync(November.Next.Next)).Amount.Amount);
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Partial_refunds_come_to_the_charge_and_no_further(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        var charge = await home.BuyAsync(1_000);

        Done(await home.RefundAsync(charge, 300));
        Assert.Equal(CancelChargeRefusal.ChargeRefunded, Refused(await home.CancelAsync(charge)));
        Assert.Equal(RefundRefusal.AmountExceedsRemaining, Refused(await home.RefundAsync(charge, 701)));
        office.EndOf(November);
        Assert.Equal(700, Done(await office.CloseAsync(November)).Total.Amount);
        Done(await home.RefundAsync(charge, 200));
        Done(await home.RefundAsync(charge));
        Assert.Equal(RefundRefusal.ChargeRefunded, Refused(await home.RefundAsync(charge)));

        var refunds = await office.Database.ReadAsync(db => db.Refunds.OrderBy(refund => refund.Id).ToListAsync());
        Assert.Equal([(300L, RefundEffect.Removed), (200L, RefundEffect.CreditedOnInvoice), (500L, RefundEffect.CreditedOnInvoice)], refunds.Select(refund => (refund.Amount.Amount, refund.Effect!.Value)));
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Refunds_at_once_and_with_a_close_never_pass_the_charge_and_the_books_stay_sound(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        var charge = await home.BuyAsync(1_000);
        office.EndOf(November);

        var closing = Task.Run(() => office.CloseAsync(November));
        var refunds = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => home.RefundAsync(charge, 300))));

        Done(await closing);
        Assert.Equal(3, refunds.Count(refund => refund.Succeeded(out _, out _)));
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Refund_to_a_line_that_ended_waits_for_a_person(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        var charge = await home.BuyAsync(1_000);
        office.EndOf(November);
        await office.RunMonthAsync(November);
        await office.Database.ChangeAsync(db => db.Lines.Single(line => line.Number == home.Line.Number).Apply(new LineTerminated()));

        var denied = Done(await home.RefundAsync(charge, 600));
        Assert.Equal(RefundStatus.Requested, denied.Status);
        await office.AssertSoundAsync();
        Assert.Equal(RefundRefusal.AmountExceedsRemaining, Refused(await home.RefundAsync(charge, 600)));
        Done(await office.Database.RunAsync<DecideRefund, Result<Refund, DecideRefundRefusal>>(decide => decide.DenyAsync(denied.Id, Maker, "振込で返金済み", CancellationToken.None)));
        await office.AssertSoundAsync();

        var made = Done(await home.RefundAsync(charge, 600));
        Assert.Equal(RefundStatus.Processing, Done(await office.Database.RunAsync<DecideRefund, Result<Refund, DecideRefundRefusal>>(decide => decide.ProcessAsync(made.Id, Maker, CancellationToken.None))).Status);
        Assert.Equal(DecideRefundRefusal.RefundNotRequested, Refused(await office.Database.RunAsync<DecideRefund, Result<Refund, DecideRefundRefusal>>(decide => decide.DenyAsync(made.Id, Maker, "x", CancellationToken.None))));
        await office.AssertSoundAsync();
    }

    [Theory]
    [EveryDatabaseWith("reserved", RefundRefusal.ChargeReserved)]
    [EveryDatabaseWith("cancelled", RefundRefusal.ChargeCancelled)]
    [EveryDatabaseWith("expired", RefundRefusal.ChargeExpired)]
    [EveryDatabaseWith("another", RefundRefusal.ChargeNotFound)]
    public async Task Charge_that_took_nothing_cannot_be_refunded(DatabaseKind kind, string state, RefundRefusal refusal)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        var charge = await home.ReserveAsync(900);
        if (state == "cancelled")
            Done(await home.CancelAsync(charge));
        if (state == "expired")
            office.Database.Clock.Advance(TimeSpan.FromDays(8));

        Assert.Equal(refusal, Refused(await home.RefundAsync(state == "another" ? Guid.CreateVersion7() : charge)));
    }

    /// <summary>100 lines buy for 600 yen each in August 2011, in one purchase or, at 300, in two. Gives the first household and its charges.</summary>
    private static async Task<(Household First, List<Guid> Charges)> SellAsync(BackOffice office, int price)
    {
        office.Database.Clock.AdjustTime(new DateTimeOffset(BusinessDate.StartOf(new DateOnly(2011, 8, 10))).AddHours(12));
        var first = await Household.AddAsync(office.Database);
        var charges = new List<Guid>();
        for (var number = 0; number < 100; number++)
        {
            var home = number == 0 ? first : await Household.AddAsync(office.Database, merchant: first.Merchant);
            for (var bought = 0; bought < 600; bought += price)
                charges.Add(await home.BuyAsync(price));
        }
        return (first, charges);
    }
}
