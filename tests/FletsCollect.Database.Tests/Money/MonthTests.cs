using FletsCollect.Billing;
using FletsCollect.Server.Database;
using FletsCollect.Settlement;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Database.Tests.Money.BackOffice;

namespace FletsCollect.Database.Tests.Money;

/// <summary>A month from the purchase to the bank, step by step, with what the ledger holds after each.</summary>
public sealed class MonthTests(Databases databases)
{
    [Theory, EveryDatabase]
    public async Task Each_step_of_a_month_moves_the_money_on(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        await home.BuyAsync(315);
        await home.BuyAsync(500);
        await AssertBalancesAsync(office, ("line-receivable.unbilled", 815), ("merchant-payable.uncollected", -815));

        office.EndOf(November);
        Assert.Equal((true, 1, 2, 815L), Summary(Done(await office.CloseAsync(November))));
        await AssertBalancesAsync(office, ("line-receivable.unbilled", 815), ("merchant-payable.uncollected", -815));

        Assert.Equal(1, Done(await office.IssueAsync(November)).Issued);
        var invoice = Assert.Single(await office.InvoicesAsync(November));
        Assert.Equal((LineInvoiceStatus.Issued, 815L, 2), (invoice.Status, invoice.Total.Amount, invoice.ItemCount));
        await AssertBalancesAsync(office, ("line-receivable.billed", 815), ("merchant-payable.uncollected", -815));

        Done(await office.CollectAsync(invoice));
        await AssertBalancesAsync(office, ("collection-clearing", 815), ("merchant-payable.available", -815));

        // 815 yen on one line are above 600, so 5 %: 40 yen, and 10 % tax of it: 4 yen.
        var statement = Assert.Single(Done(await office.SettleAsync(November)).Statements);
        Assert.Equal(("2011-07", 815L, 1, FeeBranch.Rate, 40L, 0L, 10, 4L, 771L),
            (statement.TariffVersion, statement.Principal.Amount, statement.Lines, statement.Branch, statement.FeeByRate.Amount, statement.FeeTopUp.Amount, statement.TaxPercent, statement.Tax.Amount, statement.Payable.Amount));
        await AssertBalancesAsync(office, ("collection-clearing", 815), ("fee-revenue", -40), ("consumption-tax-payable", -4), ("merchant-payable.closed", -771));

        // Settled on 1 December; banks are closed on the 31st.
        Assert.Equal(new DateOnly(2026, 12, 30), Assert.Single(await office.PayoutsAsync(November)).PayoutDate);

        Assert.Single(await office.SendAsync(November));
        var payout = Assert.Single(await office.PayoutsAsync(November));
        await AssertBalancesAsync(office, ("collection-clearing", 815), ("fee-revenue", -40), ("consumption-tax-payable", -4), ("merchant-payable.in-transit", -771));

        Assert.Equal(PayoutStatus.Settled, Done(await office.ConfirmAsync(payout)).Payout.Status);
        await AssertBalancesAsync(office, ("collection-clearing", 815), ("fee-revenue", -40), ("consumption-tax-payable", -4), ("bank", -771));
    }

    [Theory, EveryDatabase]
    public async Task Step_that_is_run_again_changes_nothing_and_says_so(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        await home.BuyAsync();
        office.EndOf(November);
        await office.RunMonthAsync(November);
        var transfers = await office.Database.ReadAsync(db => db.Transfers.CountAsync());

        Assert.False(Done(await office.CloseAsync(November)).Changed);
        Assert.Equal(0, Done(await office.IssueAsync(November)).Issued);
        Assert.True(Done(await office.CollectAsync(Assert.Single(await office.InvoicesAsync(November)))).Repeated);
        Assert.Empty(Done(await office.SettleAsync(November)).Statements);
        Assert.Empty(Done(await office.ProposeAsync(November)).Batches);
        Assert.True(Done(await office.ConfirmAsync(Assert.Single(await office.PayoutsAsync(November)))).Repeated);

        Assert.Equal(transfers, await office.Database.ReadAsync(db => db.Transfers.CountAsync()));
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Small_average_pays_the_minimum_and_its_top_up_is_posted_apart(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        await (await Household.AddAsync(office.Database)).BuyAsync(315);
        office.EndOf(November);
        await office.RunMonthAsync(November);

        // 15 yen by the rate, 15 more to the minimum of 30, 3 yen tax.
        await AssertBalancesAsync(office,
            ("collection-clearing", 315), ("fee-revenue", -15), ("minimum-fee-top-up", -15), ("consumption-tax-payable", -3), ("bank", -282));
    }

    [Theory, EveryDatabase]
    public async Task Fee_on_what_was_billed_but_not_collected_is_carried_over_and_made_up_later(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        await (await Household.AddAsync(office.Database)).BuyAsync(1_000);
        office.EndOf(November);
        Done(await office.CloseAsync(November));
        Done(await office.IssueAsync(November));
        var invoice = Assert.Single(await office.InvoicesAsync(November));
        Done(await office.CollectAsync(invoice, CollectionOutcome.Unpaid));
        Assert.Equal(-55, Assert.Single(Done(await office.SettleAsync(November)).Statements).Payable.Amount);
        Assert.Equal(PayoutStatus.CarriedOver, Assert.Single(await office.PayoutsAsync(November)).Status);
        Assert.Empty(Done(await office.ProposeAsync(November)).Batches);
        await office.AssertSoundAsync();

        Assert.Equal(LineInvoiceStatus.Overdue, Assert.Single(await office.InvoicesAsync(November)).Status);
        Done(await office.CollectAsync(invoice));
        office.EndOf(November.Next);
        Done(await office.CloseAsync(November.Next));
        var later = Assert.Single(Done(await office.SettleAsync(November.Next)).Statements);
        Assert.Equal((0L, 0, FeeBranch.None, 945L, 945L), (later.Principal.Amount, later.Lines, later.Branch, later.Available.Amount, later.Payable.Amount));
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Steps_out_of_order_are_refused(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        await (await Household.AddAsync(office.Database)).BuyAsync();

        Assert.Equal(IssueLineInvoicesRefusal.MonthNotClosed, Refused(await office.IssueAsync(November)));
        Assert.Equal(SettleMerchantsRefusal.MonthNotClosed, Refused(await office.SettleAsync(November)));
        Assert.Equal(ProposePayoutsRefusal.MonthNotSettled, Refused(await office.ProposeAsync(November)));
        office.EndOf(November);
        Done(await office.CloseAsync(November));
        Assert.Equal(SettleMerchantsRefusal.InvoicesNotIssued, Refused(await office.SettleAsync(November)));
        var invoice = Assert.Single(await office.InvoicesAsync(November));
        Assert.Equal(RecordCollectionRefusal.InvoiceStateForbids, Refused(await office.CollectAsync(invoice)));
        Done(await office.IssueAsync(November));
        Assert.Equal(RecordCollectionRefusal.AmountMismatch, Refused(await office.CollectAsync(invoice, amount: 1)));
        Done(await office.CollectAsync(invoice, reference: "one"));
        Assert.Equal(RecordCollectionRefusal.ReferenceReused, Refused(await office.CollectAsync(invoice, CollectionOutcome.Unpaid, reference: "one")));
        Assert.Equal(RecordCollectionRefusal.InvoiceStateForbids, Refused(await office.CollectAsync(invoice, CollectionOutcome.Unpaid, reference: "another")));
        Assert.Equal(RecordCollectionRefusal.InvoiceNotFound, Refused(await office.CollectAsync(new CollectionNotice("x", Guid.CreateVersion7(), CollectionOutcome.Unpaid, Yen.Zero))));
        Done(await office.SettleAsync(November));
        var payout = Assert.Single(await office.PayoutsAsync(November));
        Assert.Equal(RecordBankResultRefusal.PayoutNotSubmitted, Refused(await office.ConfirmAsync(payout)));
        await office.SendAsync(November);
        Done(await office.ConfirmAsync(payout, "bank-1"));
        Assert.Equal(RecordBankResultRefusal.ResultDiffers, Refused(await office.ConfirmAsync(payout, "bank-2")));
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Installation_without_a_billing_system_hands_nothing_off(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);

        Assert.Equal(IssueLineInvoicesRefusal.BillingNotConnected,
            Refused(await database.RunAsync<IssueLineInvoices, Result<InvoicesIssued, IssueLineInvoicesRefusal>>(issue => issue.ExecuteAsync(November, CancellationToken.None))));
    }

    private static (bool Changed, int Invoices, int Items, long Total) Summary(MonthClose close) => (close.Changed, close.Invoices, close.Items, close.Total.Amount);

    private static async Task AssertBalancesAsync(BackOffice office, params (string Kind, long Balance)[] expected)
    {
        Assert.Equal(
            expected.OrderBy(account => account.Kind, StringComparer.Ordinal),
            (await office.BalancesAsync()).Select(account => (account.Key, account.Value)).OrderBy(account => account.Key, StringComparer.Ordinal));
        await office.AssertSoundAsync();
    }
}
