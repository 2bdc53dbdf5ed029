using FletsCollect.Billing;
using FletsCollect.Server.Database;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Database.Tests.Money.BackOffice;

namespace FletsCollect.Database.Tests.Money;

/// <summary>What becomes of a bill that is not simply paid: in part, late, never, twice, or by somebody unknown.</summary>
public sealed class CollectionTests(Databases databases)
{
    [Theory, EveryDatabase]
    public async Task Part_payment_pays_fees_first_and_then_the_oldest_items(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        var old = await home.BuyAsync(300);
        office.Database.Clock.Advance(TimeSpan.FromDays(1));
        await home.BuyAsync(700);
        var invoice = await IssuedAsync(office, home, fees: 5_000);
        Assert.Equal(6_000, invoice.AmountDue.Amount);

        Done(await office.CollectAsync(invoice, CollectionOutcome.PartlyPaid, amount: 5_400));

        Assert.Equal((LineInvoiceStatus.PartiallyPaid, 600L), await StateAsync(office, invoice));
        Assert.Equal([100, 300], await office.Database.ReadAsync(db => db.CollectionAllocations.Select(part => (long)part.Amount).OrderBy(amount => amount).ToListAsync()));
        await AssertBalancesAsync(office, ("collection-clearing", 400), ("line-receivable.billed", 600), ("merchant-payable.available", -400), ("merchant-payable.uncollected", -600));
        Assert.Contains(PublicId.Format(PublicId.Charge, old), await ToldAsync(office, "charge.collected"));

        Done(await office.CollectAsync(invoice, reference: "the rest", amount: 600));

        Assert.Equal((LineInvoiceStatus.Paid, 0L), await StateAsync(office, invoice));
        await AssertBalancesAsync(office, ("collection-clearing", 1_000), ("merchant-payable.available", -1_000));
    }

    [Theory, EveryDatabase]
    public async Task Bill_that_is_never_paid_goes_back_to_the_merchant_after_three_attempts_and_may_still_be_paid(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        await home.BuyAsync(1_000);
        var invoice = await IssuedAsync(office, home, fees: 200);
        Done(await office.CollectAsync(invoice, CollectionOutcome.PartlyPaid, amount: 500));
        foreach (var attempt in Enumerable.Range(1, 3))
            Done(await office.CollectAsync(invoice, CollectionOutcome.Unpaid, reference: $"attempt-{attempt}"));

        Assert.Equal((LineInvoiceStatus.Delinquent, 700L), await StateAsync(office, invoice));
        await AssertBalancesAsync(office, ("collection-clearing", 300), ("merchant-payable.available", -300));
        Assert.Single(await ToldAsync(office, "charge.uncollected"));
        Assert.Single(await ToldAsync(office, "charge.returned"));
        Assert.Equal(RecordCollectionRefusal.InvoiceStateForbids, Refused(await office.CollectAsync(invoice, CollectionOutcome.Unpaid, reference: "attempt-4")));

        Done(await office.CollectAsync(invoice, CollectionOutcome.PartlyPaid, reference: "late", amount: 100));
        Done(await office.CollectAsync(invoice, reference: "later", amount: 600));

        Assert.Equal((LineInvoiceStatus.Paid, 0L), await StateAsync(office, invoice));
        await AssertBalancesAsync(office, ("collection-clearing", 1_000), ("merchant-payable.available", -1_000));
    }

    [Theory, EveryDatabase]
    public async Task Credit_of_one_merchant_leaves_the_others_all_of_theirs_even_when_the_line_pays_in_parts(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        var game = await Household.AddAsync(office.Database);
        var refunded = await home.BuyAsync(400);
        office.EndOf(November);
        Done(await office.CloseAsync(November));
        Done(await office.IssueAsync(November));
        Done(await home.RefundAsync(refunded));
        await CloseMonthTests.BuyAsync(home, game.Merchant.Code, 1_000);
        office.EndOf(November.Next);
        Done(await office.CloseAsync(November.Next));
        Done(await office.IssueAsync(November.Next));
        var invoice = Assert.Single(await office.InvoicesAsync(November.Next));
        Assert.Equal((600L, 400L), (invoice.Total.Amount, invoice.Credited.Amount));

        Done(await office.CollectAsync(invoice, CollectionOutcome.PartlyPaid, amount: 100));
        Done(await office.CollectAsync(invoice, CollectionOutcome.GivenUp));

        // 400 of the game's 1,000 are covered by the blog's refund, 100 by the payment; the game bears the rest.
        var kinds = await office.Database.ReadAsync(db => db.CollectionAllocations.Where(part => part.MerchantId == game.Merchant.Id)
            .GroupBy(part => part.Kind).Select(part => new { part.Key, Sum = part.Sum(row => (long)row.Amount) }).ToDictionaryAsync(part => part.Key, part => part.Sum));
        Assert.Equal((500L, 500L), (kinds[AllocationKind.Collected], kinds[AllocationKind.Returned]));
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Money_that_fits_no_invoice_waits_in_suspense(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        await home.BuyAsync(1_000);
        var invoice = await IssuedAsync(office, home);

        Done(await office.CollectAsync(invoice, amount: 1_050));
        Done(await office.CollectAsync(invoice, reference: "paid twice", amount: 1_000));
        Done(await office.CollectAsync(new CollectionNotice("nobody's", Guid.CreateVersion7(), CollectionOutcome.Paid, new Yen(7))));

        await AssertBalancesAsync(office, ("collection-clearing", 2_057), ("suspense", -1_057), ("merchant-payable.available", -1_000));
    }

    [Theory, EveryDatabase]
    public async Task Amount_that_contradicts_its_outcome_is_refused(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        await home.BuyAsync(1_000);
        var invoice = await IssuedAsync(office, home);

        Assert.Equal(RecordCollectionRefusal.AmountMismatch, Refused(await office.CollectAsync(invoice, amount: 999)));
        Assert.Equal(RecordCollectionRefusal.AmountMismatch, Refused(await office.CollectAsync(invoice, CollectionOutcome.PartlyPaid, amount: 0)));
        Assert.Equal(RecordCollectionRefusal.AmountMismatch, Refused(await office.CollectAsync(invoice, CollectionOutcome.Unpaid, amount: 1)));
        Assert.Equal(RecordCollectionRefusal.AmountMismatch, Refused(await office.CollectAsync(invoice, CollectionOutcome.PartlyPaid, amount: -1)));
        await AssertBalancesAsync(office, ("line-receivable.billed", 1_000), ("merchant-payable.uncollected", -1_000));
    }

    [Theory, EveryDatabase]
    public async Task Collected_money_that_arrives_is_in_the_bank_once(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        await home.BuyAsync(1_000);
        Done(await office.CollectAsync(await IssuedAsync(office, home)));

        Assert.Equal(RecordRemittanceRefusal.ExceedsClearing, Refused(await office.RemitAsync(1_001)));
        Assert.Equal(RecordRemittanceRefusal.AmountInvalid, Refused(await office.RemitAsync(0)));
        Assert.Equal(400, Done(await office.RemitAsync(600)).StillClearing.Amount);
        Assert.True(Done(await office.RemitAsync(600)).Repeated);
        Assert.Equal(RecordRemittanceRefusal.ReferenceReused, Refused(await office.RemitAsync(400)));
        Done(await office.RemitAsync(400, "remittance-2"));

        await AssertBalancesAsync(office, ("bank", 1_000), ("merchant-payable.available", -1_000));
    }

    private static async Task<LineInvoice> IssuedAsync(BackOffice office, Household home, long fees = 0)
    {
        if (fees > 0)
            await office.Database.AddAsync(new LineFeeItem("fee-1", home.Line.Number, November, new Yen(fees), 10, "回線利用料", Guid.CreateVersion7()));
        office.EndOf(November);
        Done(await office.CloseAsync(November));
        Done(await office.IssueAsync(November));
        return Assert.Single(await office.InvoicesAsync(November));
    }

    private static async Task<(LineInvoiceStatus, long)> StateAsync(BackOffice office, LineInvoice invoice)
    {
        var now = await office.Database.ReadAsync(db => db.LineInvoices.SingleAsync(row => row.Id == invoice.Id));
        return (now.Status, now.Outstanding.Amount);
    }

    private static Task<List<string>> ToldAsync(BackOffice office, string type) =>
        office.Database.ReadAsync(db => db.OutboxMessages.Where(message => message.Type == type).Select(message => message.Subject).ToListAsync());

    private static async Task AssertBalancesAsync(BackOffice office, params (string Kind, long Balance)[] expected)
    {
        Assert.Equal(
            expected.OrderBy(account => account.Kind, StringComparer.Ordinal),
            (await office.BalancesAsync()).Select(account => (account.Key, account.Value)).OrderBy(account => account.Key, StringComparer.Ordinal));
        await office.AssertSoundAsync();
    }
}
