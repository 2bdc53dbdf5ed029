using FletsCollect.Billing;
using FletsCollect.Charges;
using FletsCollect.Ledger;
using FletsCollect.Merchants;
using FletsCollect.Settlement;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Database.Tests.Money.Economy;

/// <summary>
/// Every charge followed through the documents to the bank, without the ledger and without the product's own checks; what the ledger holds
/// in the end must then be what is left over here.
/// </summary>
internal sealed class MoneyTrail
{
    private List<Merchant> merchants = [];
    private List<MerchantContract> contracts = [];
    private List<Tariff> tariffs = [];
    private List<Charge> charges = [];
    private Dictionary<Guid, ChargeEvent> captures = [];
    private List<Refund> refunds = [];
    private List<LineInvoice> invoices = [];
    private List<LineInvoiceItem> items = [];
    private List<LineInvoiceCredit> credits = [];
    private List<CollectionResult> collections = [];
    private List<FeeStatement> statements = [];
    private List<FeeStatementItem> statementItems = [];
    private List<FundsHold> holds = [];
    private List<Payout> payouts = [];
    private List<PayoutTransfer> transfers = [];
    private List<PayoutBatch> batches = [];
    private List<BankResult> results = [];
    private TrialBalance ledger = new([]);

    public string Told { get; private set; } = "";

    public static async Task<MoneyTrail> ReadAsync(FletsCollectDbContext db) => new()
    {
        merchants = await db.Merchants.AsNoTracking().ToListAsync(),
        contracts = await db.MerchantContracts.AsNoTracking().ToListAsync(),
        tariffs = await db.Tariffs.AsNoTracking().ToListAsync(),
        charges = await db.Charges.AsNoTracking().ToListAsync(),
        captures = await db.ChargeEvents.AsNoTracking().Where(happened => happened.Kind == ChargeEventKind.Capture).ToDictionaryAsync(happened => happened.ChargeId),
        refunds = await db.Refunds.AsNoTracking().ToListAsync(),
        invoices = await db.LineInvoices.AsNoTracking().ToListAsync(),
        items = await db.LineInvoiceItems.AsNoTracking().ToListAsync(),
        credits = await db.LineInvoiceCredits.AsNoTracking().ToListAsync(),
        collections = await db.CollectionResults.AsNoTracking().ToListAsync(),
        statements = await db.FeeStatements.AsNoTracking().ToListAsync(),
        statementItems = await db.FeeStatementItems.AsNoTracking().ToListAsync(),
        holds = await db.FundsHolds.AsNoTracking().ToListAsync(),
        payouts = await db.Payouts.AsNoTracking().ToListAsync(),
        transfers = await db.PayoutTransfers.AsNoTracking().ToListAsync(),
        batches = await db.PayoutBatches.AsNoTracking().ToListAsync(),
        results = await db.BankResults.AsNoTracking().ToListAsync(),
        ledger = await TrialBalance.OfAsync(db, CancellationToken.None),
    };

    public void AssertEveryYenIsTraced()
    {
        var bySettlement = statementItems.ToDictionary(item => item.ChargeEventId);
        var invoiceOf = invoices.ToDictionary(invoice => invoice.Id);
        var itemOf = items.ToDictionary(item => item.ChargeEventId);
        var statementOf = statements.ToDictionary(statement => (statement.MerchantId, statement.Month));

        // From the charge to its statement: each link exactly once.
        var (unbilled, billed, removed) = (0L, 0L, 0L);
        foreach (var charge in charges.Where(charge => charge.Status == ChargeStatus.Confirmed))
        {
            var captured = captures[charge.Id];
            removed += charge.Removed.Amount;
            if (!itemOf.TryGetValue(captured.Id, out var item))
            {
                unbilled += charge.Amount.Amount - charge.Removed.Amount;
                continue;
            }
            billed += item.Amount.Amount;
            Assert.Equal((charge.Amount - charge.Removed, charge.Line, charge.MerchantId), (item.Amount, item.Line, item.MerchantId));
            Assert.Equal((charge.Line, item.Month), (invoiceOf[item.InvoiceId].Line, invoiceOf[item.InvoiceId].Month));
            var statement = statementOf[(item.MerchantId, item.Month)];
            Assert.Equal((statement.Id, item.Amount), (bySettlement[captured.Id].StatementId, bySettlement[captured.Id].Amount));
        }
        Assert.Equal(items.Sum(item => item.Amount.Amount), billed);
        Assert.Equal(items.Count, statementItems.Count);

        // From the line's side: the bill is the items less the credits, and what was paid is the bill.
        var itemsOf = items.ToLookup(item => item.InvoiceId);
        var creditsOf = credits.ToLookup(credit => credit.InvoiceId);
        var paid = collections.Where(result => result.Outcome == CollectionOutcome.Paid).ToLookup(result => result.InvoiceId);
        foreach (var invoice in invoices)
        {
            Assert.Equal(Sum(itemsOf[invoice.Id].Select(item => item.Amount)) - Sum(creditsOf[invoice.Id].Select(credit => credit.Amount)), invoice.Total.Amount);
            Assert.Equal(invoice.Status == LineInvoiceStatus.Paid ? invoice.Total.Amount : 0, Sum(paid[invoice.Id].Select(result => result.Amount)));
        }

        AssertStatements();
        AssertBank();
        foreach (var merchant in merchants)
            AssertMerchant(merchant, invoiceOf);
        Told = $"{charges.Count} charges: {billed} yen billed, {unbilled} unbilled, {removed} removed; {invoices.Count} invoices, {statements.Count} statements, {payouts.Count} payouts, {Sum(Arrived().Select(transfer => transfer.Amount))} yen arrived at banks.";
    }

    /// <summary>P, L and the fee once more, by the words of domain.md §2.</summary>
    private void AssertStatements()
    {
        var itemOf = items.ToDictionary(item => item.ChargeEventId);
        var ofStatement = statementItems.ToLookup(item => item.StatementId, item => itemOf[item.ChargeEventId]);
        foreach (var statement in statements)
        {
            var tariff = tariffs.Single(tariff => tariff.Version == statement.TariffVersion);
            var (p, l) = (Sum(ofStatement[statement.Id].Select(item => item.Amount)), ofStatement[statement.Id].Select(item => item.Line).Distinct().LongCount());
            Assert.Equal((p, l), (statement.Principal.Amount, (long)statement.Lines));
            var share = tariff.Rounding == FeeRounding.Down ? Math.Floor(p * (decimal)tariff.RateNumerator / tariff.RateDenominator) : Math.Round(p * (decimal)tariff.RateNumerator / tariff.RateDenominator, MidpointRounding.AwayFromZero);
            Assert.Equal(Math.Max(share, tariff.MinimumPerLine.Amount * l), statement.FeeBeforeTax.Amount);
        }
    }

    /// <summary>Every approved file pays what its transfers say, and every transfer is of one payout that a statement left.</summary>
    private void AssertBank()
    {
        var ofBatch = transfers.ToLookup(transfer => transfer.BatchId);
        foreach (var batch in batches.Where(batch => batch.TransferFile is not null))
        {
            var data = Enumerable.Range(0, batch.TransferFile!.Length / 122).Select(record => batch.TransferFile.AsSpan(record * 122, 120).ToArray()).Where(record => record[0] == '2');
            Assert.Equal(
                ofBatch[batch.Id].OrderBy(transfer => transfer.Position).Select(transfer => transfer.Amount.Amount),
                data.Select(record => long.Parse(System.Text.Encoding.ASCII.GetString(record, 80, 10))));
        }
        var statementOf = statements.ToDictionary(statement => statement.Id);
        var arrived = Arrived().ToLookup(transfer => transfer.PayoutId);
        foreach (var payout in payouts)
        {
            Assert.Equal(statementOf[payout.StatementId].Payable, payout.Amount);
            Assert.Equal(payout.Status == PayoutStatus.Settled ? [payout.Amount] : [], arrived[payout.Id].Select(transfer => transfer.Amount));
        }
        Assert.Equal(-Sum(Arrived().Select(transfer => transfer.Amount)), BalanceOf(ChartOfAccounts.Bank));
        Assert.Equal(Sum(invoices.Where(invoice => invoice.Status == LineInvoiceStatus.Paid).Select(invoice => invoice.Total)), BalanceOf(ChartOfAccounts.CollectionClearing));
    }

    /// <summary>What a merchant earned is what it was paid, charged, gave back, is held, waits for, or has available.</summary>
    private void AssertMerchant(Merchant merchant, Dictionary<Guid, LineInvoice> invoiceOf)
    {
        var earned = items.Where(item => item.MerchantId == merchant.Id && (BasisOf(item) == SettlementBasis.Guaranteed || invoiceOf[item.InvoiceId].Status == LineInvoiceStatus.Paid)).Select(item => item.Amount);
        var givenBack = refunds.Where(refund => refund.MerchantId == merchant.Id && refund.Effect == RefundEffect.CreditedOnInvoice).Select(refund => refund.Amount);
        var held = holds.Where(hold => hold.MerchantId == merchant.Id && hold.ReleasedAt is null).Select(hold => hold.Amount);
        var charged = statements.Where(statement => statement.MerchantId == merchant.Id).Select(statement => statement.Charged);
        var sent = payouts.Where(payout => payout.MerchantId == merchant.Id && payout.Status != PayoutStatus.CarriedOver).Select(payout => payout.Amount);

        var left = Sum(earned) - Sum(givenBack) - Sum(held) - Sum(charged) - Sum(sent);

        Assert.Equal(left, -BalanceOf(ChartOfAccounts.MerchantPayableAvailable(merchant.Code)));
    }

    private SettlementBasis BasisOf(LineInvoiceItem item) =>
        contracts.Where(contract => contract.MerchantId == item.MerchantId && contract.EffectiveFrom <= item.Month).MaxBy(contract => contract.EffectiveFrom)?.Basis ?? SettlementBasis.Collected;

    private IEnumerable<PayoutTransfer> Arrived()
    {
        var arrived = results.Where(result => result.Outcome == BankOutcome.Arrived).Select(result => result.TransferId).ToHashSet();
        return transfers.Where(transfer => arrived.Contains(transfer.Id));
    }

    private long BalanceOf(LedgerAccount account) => ledger.Accounts.SingleOrDefault(row => row.Account == account)?.Balance.Amount ?? 0;

    private static long Sum(IEnumerable<Yen> amounts) => amounts.Sum(amount => amount.Amount);
}
