using FletsCollect.Billing;
using FletsCollect.Charges;
using FletsCollect.Jobs;
using FletsCollect.Server.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static FletsCollect.Database.Tests.Money.BackOffice;

namespace FletsCollect.Database.Tests.Money;

/// <summary>Every confirmed charge gets on exactly one invoice, of the right month, whatever happens around the close.</summary>
public sealed class CloseMonthTests(Databases databases)
{
    [Theory, EveryDatabase]
    public async Task Month_that_is_not_over_in_japan_is_not_closed(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        await (await Household.AddAsync(office.Database)).BuyAsync();

        office.Database.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 30, 14, 59, 59, TimeSpan.Zero));
        Assert.Equal(CloseMonthRefusal.MonthNotOver, Refused(await office.CloseAsync(November)));
        office.Database.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 30, 15, 0, 0, TimeSpan.Zero));
        Assert.Equal(1, Done(await office.CloseAsync(November)).Items);
    }

    [Theory, EveryDatabase]
    public async Task Charge_belongs_to_its_month_in_japan(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        office.Database.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 30, 14, 59, 59, TimeSpan.Zero));
        await home.BuyAsync(100);
        office.Database.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 30, 15, 0, 0, TimeSpan.Zero));
        await home.BuyAsync(200);

        Assert.Equal(100, Done(await office.CloseAsync(November)).Total.Amount);
        office.EndOf(November.Next);
        Assert.Equal(200, Done(await office.CloseAsync(November.Next)).Total.Amount);
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Charge_that_is_confirmed_after_an_early_close_goes_to_the_next_month(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        await home.BuyAsync(100);
        Assert.Equal(100, Done(await office.CloseAsync(November, early: true)).Total.Amount);
        await home.BuyAsync(200);
        await office.AssertSoundAsync();

        Assert.False(Done(await office.CloseAsync(November, early: true)).Changed);
        office.EndOf(November.Next);
        Assert.Equal(200, Done(await office.CloseAsync(November.Next)).Total.Amount);
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Earlier_month_with_charges_is_closed_first(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        await (await Household.AddAsync(office.Database)).BuyAsync();
        office.EndOf(November.Next);

        Assert.Equal(CloseMonthRefusal.EarlierMonthOpen, Refused(await office.CloseAsync(November.Next)));
        Done(await office.CloseAsync(November));
        Done(await office.CloseAsync(November.Next));
        Assert.Equal(CloseMonthRefusal.LaterMonthFrozen, Refused(await office.CloseAsync(November.Previous)));
    }

    [Theory, EveryDatabase]
    public async Task Line_gets_one_invoice_with_the_charges_of_all_merchants(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var blog = await Household.AddAsync(office.Database);
        var game = await Household.AddAsync(office.Database);
        await blog.BuyAsync(100);
        await BuyAsync(blog, game.Merchant.Code, 250);
        await game.BuyAsync(70);
        office.EndOf(November);
        Done(await office.CloseAsync(November));

        var invoices = await office.InvoicesAsync(November);
        Assert.Equal([70, 350], invoices.Select(invoice => invoice.Total.Amount).Order());
        Assert.Equal(2, invoices.Single(invoice => invoice.Line == blog.Line.Number).ItemCount);
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Preview_says_what_a_close_would_bill_and_changes_nothing(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        await (await Household.AddAsync(office.Database)).BuyAsync(100);
        office.EndOf(November);

        var preview = Done(await office.Database.RunAsync<PreviewClose, Result<ClosePreview, CloseMonthRefusal>>(preview => preview.ExecuteAsync(new CloseMonthCommand(November), CancellationToken.None)));

        Assert.Equal((1, 1, 100L), (preview.Close.Invoices, preview.Close.Items, preview.Close.Total.Amount));
        Assert.Equal(0, await office.Database.ReadAsync(db => db.BillingCycles.CountAsync()));
        Assert.Empty(await office.InvoicesAsync(November));
    }

    [Theory, EveryDatabase]
    public async Task Closes_at_once_on_several_servers_bill_each_charge_once(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        foreach (var _ in Enumerable.Range(0, 12))
            await (await Household.AddAsync(office.Database)).BuyAsync(100);
        office.EndOf(November);

        var closes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => office.CloseAsync(November))));

        // Whoever came while another was at it is sent away; whoever came afterwards finds the month closed.
        Assert.All(closes, close => Assert.True(close.Succeeded(out var done, out var refusal) ? done.Total.Amount == 1_200 : refusal == CloseMonthRefusal.BeingClosed));
        Assert.Single(closes, close => close.Succeeded(out var done, out _) && done.Changed);
        Assert.Equal(12, (await office.InvoicesAsync(November)).Count);
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Close_that_died_on_its_way_is_resumed_with_the_charges_it_froze(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        await home.BuyAsync(100);
        // What a close leaves that died just after it froze the month.
        var through = await office.Database.ReadAsync(db => db.LedgerHeads.Select(head => head.BatchNumber).SingleAsync());
        await office.Database.AddAsync(new BillingCycle(November, 0, through, office.Database.Now));
        await home.BuyAsync(200);
        office.EndOf(November);

        Assert.Equal(100, Done(await office.CloseAsync(November)).Total.Amount);
        office.EndOf(November.Next);
        Assert.Equal(200, Done(await office.CloseAsync(November.Next)).Total.Amount);
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Line_whose_charge_disagrees_with_the_ledger_is_parked_and_the_others_are_billed(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var sound = await Household.AddAsync(office.Database);
        var broken = await Household.AddAsync(office.Database);
        await sound.BuyAsync(100);
        await broken.BuyAsync(200);
        await Damage.DoAsync(office, "transfer", $"UPDATE transfer SET amount = 201 WHERE debit_account = 'line-receivable.unbilled/{broken.Line.Number.Value}'");
        office.EndOf(November);

        var close = Done(await office.CloseAsync(November));

        Assert.Equal((broken.Line.Number, ParkingReason.LedgerDisagrees), (Assert.Single(close.Parked).Line, close.Parked[0].Reason));
        Assert.Equal((1, 100L), (close.Invoices, close.Total.Amount));
    }

    [Theory, EveryDatabase]
    public async Task Line_that_was_mended_is_billed_by_the_next_close(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        await (await Household.AddAsync(office.Database)).BuyAsync(100);
        await home.BuyAsync(200);
        await Damage.DoAsync(office, "line", $"UPDATE line SET number = 'lost' WHERE number = '{home.Line.Number.Value}'");
        office.EndOf(November);
        Assert.Equal(ParkingReason.LineUnknown, Assert.Single(Done(await office.CloseAsync(November)).Parked).Reason);
        await Damage.DoAsync(office, "line", $"UPDATE line SET number = '{home.Line.Number.Value}' WHERE number = 'lost'");
        office.EndOf(November.Next);

        Assert.Equal((1, 200L), Summary(Done(await office.CloseAsync(November.Next))));
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Charge_of_the_next_month_that_was_there_when_the_month_froze_is_billed_by_the_next_close(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        await home.BuyAsync(100);
        office.EndOf(November);
        await home.BuyAsync(200);
        Assert.Equal((1, 100L), Summary(Done(await office.CloseAsync(November))));
        office.EndOf(November.Next);
        Assert.Equal((1, 200L), Summary(Done(await office.CloseAsync(November.Next))));
        office.EndOf(November.Next.Next);

        Assert.Equal((0, 0L), Summary(Done(await office.CloseAsync(November.Next.Next))));
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Dry_run_says_what_is_wrong_and_what_is_late(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        var lost = await Household.AddAsync(office.Database);
        var other = await Household.AddAsync(office.Database);
        await lost.BuyAsync(300);
        var charge = await home.BuyAsync(100);
        office.EndOf(November);
        await Damage.DoAsync(office, "line", $"UPDATE line SET number = 'lost' WHERE number = '{lost.Line.Number.Value}'");
        Done(await office.CloseAsync(November));
        Done(await home.RefundAsync(charge, 30));
        await home.BuyAsync(50);
        var file = Guid.CreateVersion7();
        await office.Database.AddAsync(
            new LineFeeItem("fee-1", home.Line.Number, November.Next, new Yen(5_200), 10, "回線利用料", file),
            new LineFeeItem("fee-2", other.Line.Number, November.Next, new Yen(5_200), 10, "回線利用料", file));
        office.EndOf(November.Next);

        var preview = Done(await office.Database.RunAsync<PreviewClose, Result<ClosePreview, CloseMonthRefusal>>(dry => dry.ExecuteAsync(new CloseMonthCommand(November.Next), CancellationToken.None)));

        Assert.Equal((1, 20L), Summary(preview.Close));
        Assert.Equal(lost.Line.Number, Assert.Single(preview.Close.Parked).Line);
        Assert.Equal((5_200L, 1, 30L, 0, 1), (preview.LineFees.Amount, preview.FeesWithoutInvoice, preview.Credits.Amount, preview.RefundsUndecided, preview.LateArrivals));
        Assert.Equal(Summary(preview.Close), Summary(Done(await office.CloseAsync(November.Next))));
        var invoice = Assert.Single(await office.InvoicesAsync(November.Next));
        Assert.Equal((5_200L, 20L, 30L, 5_220L), (invoice.LineFees.Amount, invoice.Total.Amount, invoice.Credited.Amount, invoice.Outstanding.Amount));
    }

    [Theory, EveryDatabase]
    public async Task Holder_that_was_paused_beyond_its_lease_bills_nothing_more(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        await (await Household.AddAsync(office.Database)).BuyAsync(100);
        office.EndOf(November);
        var paused = await office.Database.RunAsync<JobLeases, JobRun?>(leases => leases.TryTakeAsync(CloseMonth.Lease, TimeSpan.Zero, CancellationToken.None));
        Assert.Equal(CloseMonthRefusal.BeingClosed, Refused(await office.CloseAsync(November)));
        office.Database.Clock.Advance(JobRun.Lease + TimeSpan.FromSeconds(1));
        Done(await office.CloseAsync(November));

        await using var scope = office.Database.NewScope();
        var run = new CloseRun(
            scope.ServiceProvider.GetRequiredService<UnitOfWork>(), scope.ServiceProvider.GetRequiredService<IDbContextFactory<FletsCollectDbContext>>(),
            scope.ServiceProvider.GetRequiredService<ISetWriter>(), office.Database.Clock, paused!, November);
        await Assert.ThrowsAsync<JobLeaseLostException>(() => run.ExecuteAsync(CancellationToken.None));
        await office.AssertSoundAsync();
    }

    private static (int Items, long Total) Summary(MonthClose close) => (close.Items, close.Total.Amount);

    /// <summary>Buys from another merchant than the household's own.</summary>
    internal static async Task<string> BuyAsync(Household home, string merchant, long amount, string? key = null)
    {
        var order = Household.Order(amount);
        var consent = home.ConsentTo(order) with { MerchantCode = merchant };
        var approved = await home.ApproveAsync(new ApproveChargeCommand(merchant, home.Credential.Id, home.Address, order, consent, consent.Hash()));
        return approved.Succeeded(out var grant, out var refusal)
            ? (await home.ConfirmAsync(home.Charge(grant, key) with { MerchantCode = merchant })).Answer.Body
            : refusal.ToString();
    }
}
