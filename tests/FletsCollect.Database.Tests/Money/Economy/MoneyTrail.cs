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
    private List<CollectionAllocation> parts = [];
    private List<Remittance> remittances = [];
    private List<ReceiptMove> moves = [];
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
        collections = await db.CollectionResults.AsNoTracking().OrderBy(result => result.RecordedAt).ToListAsync(),
        parts = await db.CollectionAllocations.AsNoTracking().ToListAsync(),
        remittances = await db.Remittances.AsNoTracking().ToListAsync(),
        moves = await db.ReceiptMoves.AsNoTracking().Where(move => db.ReceiptDecisions.Any(decision => decision.MoveId == move.Id && decision.Approved)).ToListAsync(),
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

        AssertBills();
        AssertItems(invoiceOf);
        AssertStatements();
        AssertBank();
        foreach (var merchant in merchants)
            AssertMerchant(merchant);
        Told = $"{charges.Count} charges: {billed} yen billed, {unbilled} unbilled, {removed} removed; {invoices.Count} invoices, {statements.Count} statements, {payouts.Count} payouts, {Sum(Arrived().Select(transfer => transfer.Amount))} yen arrived at banks.";
    }

    /// <summary>
    /// From the line's side: the bill is the items less the credits, and what the telco told of it, followed result by result, makes what the
    /// invoice says.
    /// </summary>
    private void AssertBills()
    {
        var itemsOf = items.ToLookup(item => item.InvoiceId);
        var creditsOf = credits.ToLookup(credit => credit.InvoiceId);
        var told = collections.ToLookup(result => result.InvoiceId);
        foreach (var invoice in invoices)
        {
            var total = Sum(itemsOf[invoice.Id].Select(item => item.Amount)) - Sum(creditsOf[invoice.Id].Select(credit => credit.Amount));
            var (fees, paid, givenUp, recovered, tooMuch) = (invoice.LineFees.Amount, 0L, 0L, 0L, 0L);
            var (failures, isGivenUp) = (0, false);
            foreach (var result in told[invoice.Id])
            {
                if (result.Outcome is CollectionOutcome.Unpaid or CollectionOutcome.GivenUp)
                {
                    if (++failures == 3 || result.Outcome == CollectionOutcome.GivenUp)
                        (isGivenUp, givenUp) = (true, total - paid);
                    continue;
                }
                var toFees = Math.Min(result.Amount.Amount, fees);
                var toItems = Math.Min(result.Amount.Amount - toFees, total - paid - recovered);
                fees -= toFees;
                tooMuch += result.Amount.Amount - toFees - toItems;
                if (isGivenUp)
                    recovered += toItems;
                else
                    paid += toItems;
            }
            Assert.Equal((total, paid, givenUp, recovered, fees), (invoice.Total.Amount, invoice.Paid.Amount, invoice.GivenUp.Amount, invoice.Recovered.Amount, (invoice.LineFees - invoice.LineFeesPaid).Amount));
            Assert.Equal(tooMuch, Sum(told[invoice.Id].Select(result => result.Suspended)));
            Assert.Equal(invoice.Status == LineInvoiceStatus.Paid, total == paid + recovered && fees == 0 && told[invoice.Id].Any());
        }
    }

    /// <summary>What was paid of each item, given back to its merchant, lost, and paid after all.</summary>
    private void AssertItems(Dictionary<Guid, LineInvoice> invoiceOf)
    {
        var partsOf = parts.ToLookup(part => (part.ChargeEventId, part.Kind), part => part.Amount);
        long Of(LineInvoiceItem item, AllocationKind kind) => Sum(partsOf[(item.ChargeEventId, kind)]);
        foreach (var item in items)
        {
            var (collected, returned, lost) = (Of(item, AllocationKind.Collected), Of(item, AllocationKind.Returned), Of(item, AllocationKind.WrittenOff));
            var isOver = invoiceOf[item.InvoiceId].Status is LineInvoiceStatus.Paid or LineInvoiceStatus.Delinquent;
            Assert.True(isOver ? collected + returned + lost == item.Amount.Amount : collected <= item.Amount.Amount && returned + lost == 0);
            Assert.Equal(0, BasisOf(item) == SettlementBasis.Guaranteed ? returned : lost);
            Assert.True(Of(item, AllocationKind.Recovered) <= returned + lost);
        }
        Assert.Equal(Sum(Kind(AllocationKind.WrittenOff)), BalanceOf(ChartOfAccounts.BadDebt));
        var guaranteed = items.Where(item => BasisOf(item) == SettlementBasis.Guaranteed).Sum(item => Of(item, AllocationKind.Recovered));
        Assert.Equal(-guaranteed, BalanceOf(ChartOfAccounts.Recoveries));

        IEnumerable<Yen> Kind(AllocationKind kind) => parts.Where(part => part.Kind == kind).Select(part => part.Amount);
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
        var brought = Sum(collections.Select(result => result.Amount)) - Sum(invoices.Select(invoice => invoice.LineFeesPaid));
        var remitted = Sum(remittances.Select(remittance => remittance.Amount));
        var matched = Sum(moves.Where(move => move.Kind == ReceiptMoveKind.Match).Select(move => move.Amount));
        var paidBack = Sum(moves.Where(move => move.Kind == ReceiptMoveKind.PayBack).Select(move => move.Amount));
        // What was matched came once, and is told twice: as the receipt and as the payment of its invoice.
        Assert.Equal(brought - matched - remitted, BalanceOf(ChartOfAccounts.CollectionClearing));
        Assert.Equal(remitted - paidBack - Sum(Arrived().Select(transfer => transfer.Amount)), BalanceOf(ChartOfAccounts.Bank));
        Assert.Equal(matched + paidBack - Sum(collections.Select(result => result.Suspended)), BalanceOf(ChartOfAccounts.Suspense));
    }

    /// <summary>What a merchant earned is what it was paid, charged, gave back, is held, waits for, or has available.</summary>
    private void AssertMerchant(Merchant merchant)
    {
        var isGuaranteed = items.Where(item => item.MerchantId == merchant.Id).ToDictionary(item => item.ChargeEventId, item => BasisOf(item) == SettlementBasis.Guaranteed);
        var promised = items.Where(item => item.MerchantId == merchant.Id && isGuaranteed[item.ChargeEventId]).Select(item => item.Amount);
        var came = parts.Where(part => part.MerchantId == merchant.Id && part.Kind is (AllocationKind.Collected or AllocationKind.Recovered) && !isGuaranteed[part.ChargeEventId]).Select(part => part.Amount);
        var givenBack = refunds.Where(refund => refund.MerchantId == merchant.Id && refund.Effect == RefundEffect.CreditedOnInvoice).Select(refund => refund.Amount);
        var held = holds.Where(hold => hold.MerchantId == merchant.Id && hold.ReleasedAt is null).Select(hold => hold.Amount);
        var charged = statements.Where(statement => statement.MerchantId == merchant.Id).Select(statement => statement.Charged);
        var sent = payouts.Where(payout => payout.MerchantId == merchant.Id && payout.Status != PayoutStatus.CarriedOver).Select(payout => payout.Amount);

        var left = Sum(promised) + Sum(came) - Sum(givenBack) - Sum(held) - Sum(charged) - Sum(sent);

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
