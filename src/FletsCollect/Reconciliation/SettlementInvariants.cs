using FletsCollect.Billing;
using FletsCollect.Charges;
using FletsCollect.Ledger;
using FletsCollect.Settlement;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Reconciliation;

/// <summary>What must hold between billed charges, what merchants are held, their fee statements and the ledger.</summary>
internal static class SettlementInvariants
{
    public static async Task<IReadOnlyList<Finding>> CheckAsync(FletsCollectDbContext db, TrialBalance balances, CancellationToken cancellationToken) =>
    [
        .. await MerchantsAsync(db, balances, cancellationToken),
        .. await HoldsAsync(db, balances, cancellationToken),
        .. await ItemsAsync(db, cancellationToken),
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
        var returned = await ReturnedAsync(db, cancellationToken);
        var charged = (await db.FeeStatements.AsNoTracking().ToListAsync(cancellationToken)).ToLookup(statement => statement.MerchantId, statement => statement.Charged);
        var paidOut = (await db.Payouts.AsNoTracking().Where(payout => payout.Status == PayoutStatus.Settled).ToListAsync(cancellationToken)).ToLookup(payout => payout.MerchantId, payout => payout.Amount);
        var holding = balances.Accounts.ToDictionary(account => account.Account, account => -account.Balance);
        foreach (var merchant in await db.Merchants.AsNoTracking().Select(merchant => new { merchant.Id, merchant.Code }).ToListAsync(cancellationToken))
        {
            var uncollected = holding.GetValueOrDefault(ChartOfAccounts.MerchantPayableUncollected(merchant.Code));
            var available = holding.GetValueOrDefault(ChartOfAccounts.MerchantPayableAvailable(merchant.Code));
            var held = holding.GetValueOrDefault(ChartOfAccounts.MerchantPayableHeld(merchant.Code));
            var closed = holding.GetValueOrDefault(ChartOfAccounts.MerchantPayableClosed(merchant.Code));
            var inTransit = holding.GetValueOrDefault(ChartOfAccounts.MerchantPayableInTransit(merchant.Code));
            var fee = Sum(charged[merchant.Id]);
            var paid = Sum(paidOut[merchant.Id]);
            var refund = refunded.GetValueOrDefault(merchant.Id);
            var back = returned.GetValueOrDefault(merchant.Id);
            var accounted = paid + fee + refund + back + available + held + closed + inTransit + uncollected;
            if (accounted != confirmed.GetValueOrDefault(merchant.Id))
            {
                findings.Add(new Finding(Invariant.MerchantBalance, merchant.Code,
                    $"Confirmed are {confirmed.GetValueOrDefault(merchant.Id)} yen, accounted for are {accounted}: paid out {paid}, charged with tax {fee}, refunded {refund}, never collected {back}, available {available}, held {held}, closed {closed}, in transit {inTransit}, uncollected {uncollected}."));
            }
            if (uncollected < Yen.Zero || held < Yen.Zero || closed < Yen.Zero || inTransit < Yen.Zero)
                findings.Add(new Finding(Invariant.MerchantBalance, merchant.Code, $"A balance that only available may have is below zero: uncollected {uncollected}, held {held}, closed {closed}, in transit {inTransit}."));
        }
        return findings;
    }

    /// <summary>What lines never paid, for each merchant that bears it; what was paid after all is taken off.</summary>
    private static async Task<Dictionary<Guid, Yen>> ReturnedAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var borne = db.CollectionAllocations.AsNoTracking().Where(part => part.Kind == AllocationKind.Returned
            || (part.Kind == AllocationKind.Recovered && db.CollectionAllocations.Any(gone => gone.ChargeEventId == part.ChargeEventId && gone.Kind == AllocationKind.Returned)));
        return (await borne
                .GroupBy(part => new { part.MerchantId, part.Kind })
                .Select(part => new { part.Key.MerchantId, part.Key.Kind, Sum = part.Sum(allocation => (long)allocation.Amount) })
                .ToListAsync(cancellationToken))
            .GroupBy(part => part.MerchantId)
            .ToDictionary(merchant => merchant.Key, merchant => new Yen(merchant.Sum(part => part.Kind == AllocationKind.Returned ? part.Sum : -part.Sum)));
    }

    /// <summary>What the ledger keeps back is what is held and not released, and each hold has posted what its state means.</summary>
    private static async Task<List<Finding>> HoldsAsync(FletsCollectDbContext db, TrialBalance balances, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var merchants = await db.Merchants.AsNoTracking().ToDictionaryAsync(merchant => merchant.Id, merchant => merchant.Code, cancellationToken);
        var holds = await db.FundsHolds.AsNoTracking().ToListAsync(cancellationToken);
        var posted = (await db.Transfers.AsNoTracking()
                .Where(transfer => transfer.Kind == JournalEntryKind.FundsHeld || transfer.Kind == JournalEntryKind.FundsReleased)
                .ToListAsync(cancellationToken))
            .ToLookup(transfer => transfer.SourceId);
        foreach (var hold in holds)
        {
            IEnumerable<Posting> expected =
            [
                .. SettlementPostings.Held(hold, merchants[hold.MerchantId], default).Postings,
                .. hold.ReleasedAt is null ? [] : SettlementPostings.Released(hold, merchants[hold.MerchantId], default).Postings,
            ];
            if (!expected.SequenceEqual(posted[hold.Id].OrderBy(transfer => transfer.Kind).Select(PostingOf)))
                findings.Add(new Finding(Invariant.FundsHold, hold.PublicId, $"The hold of {hold.Amount} yen is {(hold.ReleasedAt is null ? "open" : "released")}, and what it posted is something else."));
        }
        var ids = holds.Select(hold => hold.Id).ToHashSet();
        findings.AddRange(posted.Where(entry => !ids.Contains(entry.Key)).Select(entry => new Finding(Invariant.FundsHold, $"source {entry.Key}", "A hold is posted that is not there.")));
        var open = holds.Where(hold => hold.ReleasedAt is null).ToLookup(hold => merchants[hold.MerchantId], hold => hold.Amount, StringComparer.Ordinal);
        findings.AddRange(balances.Accounts
            .Where(account => account.Account.Kind == ChartOfAccounts.MerchantPayableHeldKind && -account.Balance != Sum(open[account.Account.Owner ?? ""]))
            .Select(account => new Finding(Invariant.FundsHold, account.Account.Owner ?? "", $"The ledger keeps back {-account.Balance} yen, the open holds come to {Sum(open[account.Account.Owner ?? ""])} yen.")));
        return findings;
    }

    /// <summary>Asked of the database as a whole, which names only what is wrong.</summary>
    private static async Task<List<Finding>> ItemsAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var wrong = from item in db.FeeStatementItems.AsNoTracking()
                    join billing in db.LineInvoiceItems.AsNoTracking() on item.ChargeEventId equals billing.ChargeEventId into billings
                    from billed in billings.DefaultIfEmpty()
                    join document in db.FeeStatements.AsNoTracking() on item.StatementId equals document.Id into documents
                    from statement in documents.DefaultIfEmpty()
                    where billed == null || statement == null || billed.Amount != item.Amount || billed.MerchantId != statement.MerchantId || billed.Month != statement.Month
                    select new { item.ChargeEventId, item.Amount };
        foreach (var item in await wrong.ToListAsync(cancellationToken))
            findings.Add(new Finding(Invariant.StatementItem, $"charge event {item.ChargeEventId}", $"The statement item of {item.Amount} yen is not a billed charge of its statement's merchant and month."));
        var missing = from billed in db.LineInvoiceItems.AsNoTracking()
                      where db.FeeStatements.Any(statement => statement.MerchantId == billed.MerchantId && statement.Month == billed.Month)
                      where !db.FeeStatementItems.Any(item => item.ChargeEventId == billed.ChargeEventId)
                      select billed.ChargeEventId;
        foreach (var id in await missing.ToListAsync(cancellationToken))
            findings.Add(new Finding(Invariant.StatementItem, $"charge event {id}", "The merchant's month is settled, and this billed charge is on no statement."));
        return findings;
    }

    internal static Posting PostingOf(Transfer transfer) => new(LedgerAccount.Of(transfer.DebitAccount), LedgerAccount.Of(transfer.CreditAccount), transfer.Amount);

    private static Yen Sum(IEnumerable<Yen> amounts) => amounts.Aggregate(Yen.Zero, (sum, amount) => sum + amount);
}
