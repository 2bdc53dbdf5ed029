using FletsCollect.Ledger;
using FletsCollect.Lines;

namespace FletsCollect.Tests.Ledger;

public sealed class JournalEntryTests
{
    private static readonly DateTime Now = new(2026, 11, 10, 3, 0, 0, DateTimeKind.Utc);
    private static readonly LedgerAccount Owed = ChartOfAccounts.LineReceivableUnbilled(new LineNumber("CAF0000000001"));
    private static readonly LedgerAccount Payable = ChartOfAccounts.MerchantPayableUncollected("blog");

    [Fact]
    public void Entry_that_moves_nothing_is_refused() => Assert.Throws<InvalidOperationException>(() => Entry().ToTransfers(Now));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Amount_that_is_not_above_zero_is_refused(long amount) =>
        Assert.Throws<InvalidOperationException>(() => Entry(new Posting(Owed, Payable, new Yen(1)), new Posting(Owed, Payable, new Yen(amount))).ToTransfers(Now));

    [Fact]
    public void Transfers_of_one_event_share_its_entry_and_are_numbered()
    {
        var transfers = Entry(new Posting(Owed, Payable, new Yen(315)), new Posting(Payable, ChartOfAccounts.Bank, new Yen(300))).ToTransfers(Now).ToList();

        Assert.Single(transfers.Select(transfer => transfer.EntryId).Distinct());
        Assert.Equal([0, 1], transfers.Select(transfer => transfer.Sequence));
        Assert.Equal([315, 300], transfers.Select(transfer => transfer.Amount.Amount));
        Assert.Equal(("line-receivable.unbilled/CAF0000000001", "merchant-payable.uncollected/blog"), (transfers[0].DebitAccount, transfers[0].CreditAccount));
    }

    [Theory]
    [InlineData("bank")]
    [InlineData("merchant-payable.available/blog")]
    public void Account_is_read_as_it_is_written(string code) => Assert.Equal(code, LedgerAccount.Of(code).Code);

    [Fact]
    public void Batch_says_what_its_transfers_say_in_whatever_order_they_come()
    {
        var transfers = Entry(new Posting(Owed, Payable, new Yen(315)), new Posting(Payable, ChartOfAccounts.Bank, new Yen(300))).ToTransfers(Now).ToList();

        var batch = LedgerBatch.Of(1, transfers, LedgerHead.Genesis, Now);

        Assert.Equal((2, 615L), (batch.TransferCount, batch.Sum.Amount));
        Assert.Equal(batch.Hash, LedgerBatch.Of(1, [.. transfers.AsEnumerable().Reverse()], LedgerHead.Genesis, Now).Hash);
        Assert.NotEqual(batch.Hash, LedgerBatch.Of(2, transfers, LedgerHead.Genesis, Now).Hash);
        Assert.NotEqual(batch.Hash, LedgerBatch.Of(1, transfers, batch.Hash, Now).Hash);
        Assert.NotEqual(batch.Hash, LedgerBatch.Of(1, transfers[..1], LedgerHead.Genesis, Now).Hash);
    }

    private static JournalEntry Entry(params Posting[] postings) => new(JournalEntryKind.ChargeConfirmed, Guid.CreateVersion7(), new DateOnly(2026, 11, 10), postings);
}
