using FletsCollect.Billing;
using FletsCollect.Server.Database;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Database.Tests.Money.BackOffice;

namespace FletsCollect.Database.Tests.Money;

/// <summary>Money that fits no invoice leaves suspense by the word of two people, and only as far as it is there.</summary>
public sealed class SuspenseTests(Databases databases)
{
    [Theory, EveryDatabase]
    public async Task Receipt_is_matched_in_part_and_the_rest_is_paid_back(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var invoice = await IssuedAsync(office, fees: 300);
        await SuspendAsync(office, 2_000);

        var match = Done(await ProposeAsync(office, invoice.Id, 1_300));
        Assert.Equal(-2_000, (await office.BalancesAsync())["suspense"]);
        Done(await DecideAsync(office, match));

        // 300 yen of it are the telco's own fees, which are not in this ledger.
        var paid = await office.Database.ReadAsync(db => db.LineInvoices.SingleAsync());
        Assert.Equal((LineInvoiceStatus.Paid, 1_000L, 300L), (paid.Status, paid.Paid.Amount, paid.LineFeesPaid.Amount));
        Assert.Equal([("collection-clearing", 1_700L), ("merchant-payable.available", -1_000), ("suspense", -700)], await BalancesAsync(office));
        await office.AssertSoundAsync();

        var back = Done(await ProposeAsync(office, null, null));
        Assert.Equal(700, back.Amount.Amount);
        Done(await DecideAsync(office, back, reference: "bank-out-1"));

        Assert.Equal([("bank", -700L), ("collection-clearing", 1_700), ("merchant-payable.available", -1_000)], await BalancesAsync(office));
        Assert.Empty(await office.Database.ReadAsync(db => SuspendedReceipts.ListAsync(db, 10, CancellationToken.None)));
        Assert.Equal(ProposeReceiptMoveRefusal.NothingInSuspense, Refused(await ProposeAsync(office, null, 1)));
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task One_person_alone_moves_nothing_and_nothing_is_moved_twice(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var invoice = await IssuedAsync(office);
        await SuspendAsync(office, 1_500);

        Assert.Equal(ProposeReceiptMoveRefusal.ExceedsOutstanding, Refused(await ProposeAsync(office, invoice.Id, 1_001)));
        Assert.Equal(ProposeReceiptMoveRefusal.AmountInvalid, Refused(await ProposeAsync(office, null, 1_501)));
        Assert.Equal(ProposeReceiptMoveRefusal.AmountInvalid, Refused(await ProposeAsync(office, null, 0)));
        Assert.Equal(ProposeReceiptMoveRefusal.InvoiceNotFound, Refused(await ProposeAsync(office, Guid.CreateVersion7(), 1)));
        Assert.Equal(ProposeReceiptMoveRefusal.ReceiptNotFound, Refused(await ProposeAsync(office, null, 1, receipt: "nobody's")));
        var match = Done(await ProposeAsync(office, invoice.Id, 1_000));
        Assert.Equal(ProposeReceiptMoveRefusal.MoveWaits, Refused(await ProposeAsync(office, null, 500)));

        Assert.Equal(DecideReceiptMoveRefusal.MakerIsChecker, Refused(await DecideAsync(office, match, by: Maker.ToUpperInvariant())));
        Assert.Equal(DecideReceiptMoveRefusal.BankReferenceUnfit, Refused(await DecideAsync(office, match, reference: "bank-out-1")));
        Done(await DecideAsync(office, match));
        Assert.Equal(DecideReceiptMoveRefusal.MoveDecided, Refused(await DecideAsync(office, match)));
        Assert.Equal(ProposeReceiptMoveRefusal.InvoiceStateForbids, Refused(await ProposeAsync(office, invoice.Id, 1)));

        var back = Done(await ProposeAsync(office, null, null));
        Assert.Equal(DecideReceiptMoveRefusal.BankReferenceUnfit, Refused(await DecideAsync(office, back)));
        Done(await DecideAsync(office, back, approve: false, by: Maker));
        Assert.Equal(-500, (await office.BalancesAsync())["suspense"]);
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Match_is_not_approved_when_the_invoice_was_paid_meanwhile(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var invoice = await IssuedAsync(office);
        await SuspendAsync(office, 1_000);
        var match = Done(await ProposeAsync(office, invoice.Id, 1_000));
        Done(await office.CollectAsync(invoice));

        Assert.Equal(DecideReceiptMoveRefusal.InvoiceChanged, Refused(await DecideAsync(office, match)));

        Done(await DecideAsync(office, match, approve: false));
        Assert.Equal(-1_000, (await office.BalancesAsync())["suspense"]);
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Of_two_who_approve_at_once_one_posts(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var invoice = await IssuedAsync(office);
        await SuspendAsync(office, 1_000);
        var match = Done(await ProposeAsync(office, invoice.Id, 400));

        var answers = await Task.WhenAll(DecideAsync(office, match), DecideAsync(office, match, by: "kobayashi"));

        Assert.Single(answers, answer => answer.Succeeded(out _, out _));
        Assert.Equal([DecideReceiptMoveRefusal.MoveDecided], answers.Where(answer => !answer.Succeeded(out _, out _)).Select(Refused));
        Assert.Equal(-600, (await office.BalancesAsync())["suspense"]);
        await office.AssertSoundAsync();
    }

    private static async Task<LineInvoice> IssuedAsync(BackOffice office, long fees = 0)
    {
        var home = await Household.AddAsync(office.Database);
        await home.BuyAsync(1_000);
        if (fees > 0)
            await office.Database.AddAsync(new LineFeeItem("fee-1", home.Line.Number, November, new Yen(fees), 10, "回線利用料", Guid.CreateVersion7()));
        office.EndOf(November);
        Done(await office.CloseAsync(November));
        Done(await office.IssueAsync(November));
        return Assert.Single(await office.InvoicesAsync(November));
    }

    private static async Task SuspendAsync(BackOffice office, long amount) =>
        Done(await office.CollectAsync(new CollectionNotice("stray-1", Guid.CreateVersion7(), CollectionOutcome.Paid, new Yen(amount))));

    private static Task<Result<ReceiptMove, ProposeReceiptMoveRefusal>> ProposeAsync(BackOffice office, Guid? invoice, long? amount, string receipt = "stray-1") =>
        office.ProposeReceiptMoveAsync(new ProposeReceiptMoveCommand(receipt, invoice, amount is { } yen ? new Yen(yen) : null, "お客様の申告", Maker));

    private static Task<Result<ReceiptDecision, DecideReceiptMoveRefusal>> DecideAsync(BackOffice office, ReceiptMove move, bool approve = true, string? reference = null, string by = Checker) =>
        office.DecideReceiptMoveAsync(move.Id, approve, reference, by);

    private static async Task<IEnumerable<(string, long)>> BalancesAsync(BackOffice office) =>
        (await office.BalancesAsync()).Select(account => (account.Key, account.Value)).OrderBy(account => account.Key, StringComparer.Ordinal);
}
