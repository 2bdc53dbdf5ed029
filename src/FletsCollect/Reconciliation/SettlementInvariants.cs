using FletsCollect.Charges;
using FletsCollect.Ledger;
using FletsCollect.Lines;
using FletsCollect.Settlement;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Reconciliation;

/// <summary>What must hold between billed charges, fee statements, payouts and the ledger.</summary>
internal static class SettlementInvariants
{
    public static async Task<IReadOnlyList<Finding>> CheckAsync(FletsCollectDbContext db, TrialBalance balances, CancellationToken cancellationToken) =>
    [
        .. await MerchantsAsync(db, balances, cancellationToken),
        .. await ItemsAsync(db, cancellationToken),
        .. await StatementsAsync(db, cancellationToken),
    ];

    /// <summary>
    /// Every confirmed yen of a merchant is somewhere: the charges, the statements and the payouts say how much must be left, the ledger
    /// says how much is.
    /// </summary>
    private static async Task<List<Finding>> MerchantsAsync(FletsCollectDbContext db, TrialBalance balances, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var confirmed = await (
            from captured in db.ChargeEvents.AsNoTracking()
            where captured.Kind == ChargeEventKind.Capture
            join charge in db.Charges.AsNoTracking() on captured.ChargeId equals charge.Id
            where charge.Status == ChargeStatus.Confirmed
            group captured by captured.MerchantId into ofMerchant
            select new { Id = ofMerchant.Key, Sum = ofMerchant.Sum(captured => (long)captured.Amount) }).ToDictionaryAsync(merchant => merchant.Id, merchant => new Yen(merchant.Sum), cancellationToken);
        var refunded = await db.Refunds.AsNoTracking()
            .Where(refund => refund.Effect != null)
            .GroupBy(refund => refund.MerchantId)
            .Select(ofMerchant => new { Id = ofMerchant.Key, Sum = ofMerchant.Sum(refund => (long)refund.Amount) })
            .ToDictionaryAsync(merchant => merchant.Id, merchant => new Yen(merchant.Sum), cancellationToken);
        var fees = (await db.FeeStatements.AsNoTracking().ToListAsync(cancellationToken)).ToLookup(statement => statement.MerchantId);
        var paidOut = (await db.Payouts.AsNoTracking().Where(payout => payout.Status == PayoutStatus.Settled).ToListAsync(cancellationToken)).ToLookup(payout => payout.MerchantId);
        var held = balances.Accounts.ToDictionary(account => account.Account, account => -account.Balance);
        foreach (var merchant in await db.Merchants.AsNoTracking().Select(merchant => new { merchant.Id, merchant.Code }).ToListAsync(cancellationToken))
        {
            var uncollected = held.GetValueOrDefault(ChartOfAccounts.MerchantPayableUncollected(merchant.Code));
            var available = held.GetValueOrDefault(ChartOfAccounts.MerchantPayableAvailable(merchant.Code));
            var closed = held.GetValueOrDefault(ChartOfAccounts.MerchantPayableClosed(merchant.Code));
            var inTransit = held.GetValueOrDefault(ChartOfAccounts.MerchantPayableInTransit(merchant.Code));
            var fee = fees[merchant.Id].Aggregate(Yen.Zero, (sum, statement) => sum + statement.Fee);
            var paid = paidOut[merchant.Id].Aggregate(Yen.Zero, (sum, payout) => sum + payout.Amount);
            var refund = refunded.GetValueOrDefault(merchant.Id);
            var accounted = paid + fee + refund + available + closed + inTransit + uncollected;
            if (accounted != confirmed.GetValueOrDefault(merchant.Id))
            {
                findings.Add(new Finding(Invariant.MerchantBalance, merchant.Code,
                    $"Confirmed are {confirmed.GetValueOrDefault(merchant.Id)} yen, accounted for are {accounted}: paid out {paid}, fee and tax {fee}, refunded {refund}, available {available}, closed {closed}, in transit {inTransit}, uncollected {uncollected}."));
            }
            if (uncollected < Yen.Zero || closed < Yen.Zero || inTransit < Yen.Zero)
                findings.Add(new Finding(Invariant.MerchantBalance, merchant.Code, $"A balance that only available may have is below zero: uncollected {uncollected}, closed {closed}, in transit {inTransit}."));
        }
        return findings;
    }

    private static async Task<List<Finding>> ItemsAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var rows = from item in db.FeeStatementItems.AsNoTracking()
                   join billing in db.LineInvoiceItems.AsNoTracking() on item.ChargeEventId equals billing.ChargeEventId into billings
                   from billed in billings.DefaultIfEmpty()
                   join document in db.FeeStatements.AsNoTracking() on item.StatementId equals document.Id into documents
                   from statement in documents.DefaultIfEmpty()
                   select new { item, billed, statement };
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (row.billed is null
                || row.statement is null
                || row.billed.Amount != row.item.Amount
                || row.billed.MerchantId != row.statement.MerchantId
                || row.billed.Month != row.statement.Month)
            {
                findings.Add(new Finding(Invariant.StatementItem, $"charge event {row.item.ChargeEventId}", $"The statement item of {row.item.Amount} yen is not a billed charge of its statement's merchant and month."));
            }
        }
        var missing = from billed in db.LineInvoiceItems.AsNoTracking()
                      where db.FeeStatements.Any(statement => statement.MerchantId == billed.MerchantId && statement.Month == billed.Month)
                      where !db.FeeStatementItems.Any(item => item.ChargeEventId == billed.ChargeEventId)
                      select billed.ChargeEventId;
        foreach (var id in await missing.ToListAsync(cancellationToken))
            findings.Add(new Finding(Invariant.StatementItem, $"charge event {id}", "The merchant's month is settled, and this billed charge is on no statement."));
        return findings;
    }

    private static async Task<List<Finding>> StatementsAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var merchants = await db.Merchants.AsNoTracking().ToDictionaryAsync(merchant => merchant.Id, merchant => merchant.Code, cancellationToken);
        var tariffs = await db.Tariffs.AsNoTracking().ToDictionaryAsync(tariff => tariff.Version, cancellationToken);
        foreach (var statement in await db.FeeStatements.AsNoTracking().ToListAsync(cancellationToken))
        {
            var journal = await (
                from item in db.FeeStatementItems.AsNoTracking()
                where item.StatementId == statement.Id
                join posted in db.Transfers.AsNoTracking() on item.ChargeEventId equals posted.SourceId
                where posted.Kind == JournalEntryKind.ChargeConfirmed
                group posted by posted.DebitAccount into ofLine
                select new { Account = ofLine.Key, Sum = ofLine.Sum(posted => (long)posted.Amount) }).ToListAsync(cancellationToken);
            var removed = await (
                from item in db.FeeStatementItems.AsNoTracking()
                where item.StatementId == statement.Id
                join billed in db.LineInvoiceItems.AsNoTracking() on item.ChargeEventId equals billed.ChargeEventId
                join refund in db.Refunds.AsNoTracking() on billed.ChargeId equals refund.ChargeId
                join posted in db.Transfers.AsNoTracking() on refund.Id equals posted.SourceId
                where posted.Kind == JournalEntryKind.RefundRemoved
                group posted by posted.CreditAccount into ofLine
                select new { Account = ofLine.Key, Sum = ofLine.Sum(posted => (long)posted.Amount) }).ToDictionaryAsync(line => line.Account, line => line.Sum, StringComparer.Ordinal, cancellationToken);
            var basis = FeeBasis.Of(journal.Select(line => (new LineNumber(LedgerAccount.Of(line.Account).Owner ?? ""), new Yen(line.Sum - removed.GetValueOrDefault(line.Account)))));
            if (basis != new FeeBasis(statement.Principal, statement.Lines))
            {
                findings.Add(new Finding(Invariant.FeeStatement, statement.PublicId,
                    $"The statement says {statement.Principal} yen on {statement.Lines} lines, the journal {basis.Principal} yen on {basis.Lines} lines."));
            }
            if (!tariffs.TryGetValue(statement.TariffVersion, out var tariff))
            {
                findings.Add(new Finding(Invariant.FeeStatement, statement.PublicId, $"There is no tariff {statement.TariffVersion}."));
                continue;
            }
            var fee = tariff.Calculate(new FeeBasis(statement.Principal, statement.Lines), statement.Month);
            if ((fee.Branch, fee.ByRate, fee.TopUp, fee.TaxPercent, fee.Tax) != (statement.Branch, statement.FeeByRate, statement.FeeTopUp, statement.TaxPercent, statement.Tax)
                || statement.Payable != statement.Available - statement.Fee)
            {
                findings.Add(new Finding(Invariant.FeeStatement, statement.PublicId, $"Tariff {statement.TariffVersion} makes the fee {fee.Fee} yen, the statement says {statement.Fee} yen, or its parts do not add up."));
            }
            var expected = SettlementPostings.StatementClosed(statement, merchants[statement.MerchantId], default)?.Postings ?? [];
            var entry = await db.Transfers.AsNoTracking()
                .Where(transfer => transfer.SourceId == statement.Id && transfer.Kind == JournalEntryKind.FeeStatementClosed)
                .OrderBy(transfer => transfer.Sequence)
                .ToListAsync(cancellationToken);
            if (!expected.SequenceEqual(entry.Select(transfer => new Posting(LedgerAccount.Of(transfer.DebitAccount), LedgerAccount.Of(transfer.CreditAccount), transfer.Amount))))
                findings.Add(new Finding(Invariant.FeeStatement, statement.PublicId, "What the statement posted is not what it says."));
        }
        var orphans = db.Transfers.AsNoTracking().Where(transfer => transfer.Kind == JournalEntryKind.FeeStatementClosed && !db.FeeStatements.Any(statement => statement.Id == transfer.SourceId));
        foreach (var id in await orphans.Select(transfer => transfer.Id).ToListAsync(cancellationToken))
            findings.Add(new Finding(Invariant.FeeStatement, $"transfer {id}", "A statement is posted that is not there."));
        return findings;
    }
}
