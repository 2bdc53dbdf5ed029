using FletsCollect.Ledger;
using FletsCollect.Merchants;
using FletsCollect.Settlement;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Reconciliation;

/// <summary>Every number of a fee statement, reckoned again from the journal, the tariff and the statement before.</summary>
internal static class StatementInvariants
{
    public static async Task<IReadOnlyList<Finding>> CheckAsync(FletsCollectDbContext db, CancellationToken cancellationToken) =>
        [.. await TermsAsync(db, cancellationToken), .. await StatementsAsync(db, cancellationToken)];

    private static async Task<List<Finding>> TermsAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var proposals = (await db.Tariffs.AsNoTracking().ToListAsync(cancellationToken)).Select(tariff => (tariff.Id, Name: tariff.PublicId, tariff.ProposedBy))
            .Concat((await db.MerchantContracts.AsNoTracking().ToListAsync(cancellationToken)).Select(contract => (contract.Id, Name: contract.PublicId, contract.ProposedBy)))
            .ToDictionary(proposal => proposal.Id);
        var findings = new List<Finding>();
        foreach (var decision in await db.TermsDecisions.AsNoTracking().Where(decision => decision.Approved).ToListAsync(cancellationToken))
        {
            if (!proposals.TryGetValue(decision.SubjectId, out var proposal))
                findings.Add(new Finding(Invariant.Terms, $"decision {decision.SubjectId}", "Something is approved that nobody proposed."));
            // What the product brings along was announced before there was anybody to propose it.
            else if (string.Equals(proposal.ProposedBy, decision.DecidedBy, StringComparison.OrdinalIgnoreCase) && decision.SubjectId != SettlementModel.FirstTariff)
                findings.Add(new Finding(Invariant.Terms, proposal.Name, "No second person approved the terms."));
        }
        return findings;
    }

    private static async Task<List<Finding>> StatementsAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var merchants = await db.Merchants.AsNoTracking().ToDictionaryAsync(merchant => merchant.Id, merchant => merchant.Code, cancellationToken);
        var tariffs = await Tariff.ApprovedAsync(db, cancellationToken);
        var adjustments = (await db.FeeAdjustments.AsNoTracking().ToListAsync(cancellationToken)).ToLookup(adjustment => adjustment.StatementId);
        foreach (var ofMerchant in (await db.FeeStatements.AsNoTracking().ToListAsync(cancellationToken)).GroupBy(statement => statement.MerchantId))
        {
            FeeStatement? before = null;
            foreach (var statement in ofMerchant.OrderBy(statement => statement.Month))
            {
                var code = merchants[statement.MerchantId];
                findings.AddRange(await BasisAsync(db, statement, cancellationToken));
                findings.AddRange(await FeeAsync(db, tariffs, statement, before, cancellationToken));
                findings.AddRange(await BalanceAsync(db, code, statement, before, [.. adjustments[statement.Id]], cancellationToken));
                foreach (var adjustment in adjustments[statement.Id])
                    findings.AddRange(await AdjustmentAsync(db, statement, adjustment, cancellationToken));
                before = statement;
            }
        }
        var orphans = db.Transfers.AsNoTracking()
            .Where(transfer => transfer.Kind == JournalEntryKind.FeeStatementClosed || transfer.Kind == JournalEntryKind.BilledGuaranteed)
            .Where(transfer => !db.FeeStatements.Any(statement => statement.Id == transfer.SourceId));
        foreach (var id in await orphans.Select(transfer => transfer.Id).ToListAsync(cancellationToken))
            findings.Add(new Finding(Invariant.FeeStatement, $"transfer {id}", "A statement is posted that is not there."));
        return findings;

        async Task<IEnumerable<Finding>> AdjustmentAsync(FletsCollectDbContext context, FeeStatement statement, FeeAdjustment adjustment, CancellationToken token)
        {
            var original = await context.FeeStatements.AsNoTracking().SingleOrDefaultAsync(row => row.Id == adjustment.OriginalStatementId, token);
            var rated = original is null ? default : await RerateRefunded.BasisAsync(context, original, statement.ThroughBatch, token);
            var earlier = await context.FeeAdjustments.AsNoTracking()
                .Where(other => other.OriginalStatementId == adjustment.OriginalStatementId && other.Id != adjustment.Id)
                .ToListAsync(token);
            // Made in the order of their keys, so those before it have smaller ones.
            earlier.RemoveAll(other => string.CompareOrdinal(other.Id.ToString("N"), adjustment.Id.ToString("N")) > 0);
            var tariff = original is null ? null : tariffs.SingleOrDefault(row => row.Version == original.TariffVersion);
            var again = original is null || tariff is null
                ? null
                : new FeeAdjustment(original, tariff.Calculate(rated, original.Month, first: original.SetUpFee.IsPositive), earlier);
            return again is not null
                && (again.Principal, again.Lines, again.ByRate, again.TopUp, again.Tax) == (adjustment.Principal, adjustment.Lines, adjustment.ByRate, adjustment.TopUp, adjustment.Tax)
                ? []
                : [new Finding(Invariant.FeeStatement, statement.PublicId, $"Rating {adjustment.Month} again does not give the adjustment of {adjustment.Total} yen.")];
        }
    }

    /// <summary>P and L from the journal alone: confirmed, less what was removed before the close; lines with something left.</summary>
    private static async Task<IEnumerable<Finding>> BasisAsync(FletsCollectDbContext db, FeeStatement statement, CancellationToken cancellationToken)
    {
        var confirmed = from item in db.FeeStatementItems.AsNoTracking()
                        where item.StatementId == statement.Id
                        join posted in db.Transfers.AsNoTracking() on item.ChargeEventId equals posted.SourceId
                        where posted.Kind == JournalEntryKind.ChargeConfirmed
                        select new { Account = posted.DebitAccount, Amount = (long)posted.Amount };
        var removed = from item in db.FeeStatementItems.AsNoTracking()
                      where item.StatementId == statement.Id
                      join billed in db.LineInvoiceItems.AsNoTracking() on item.ChargeEventId equals billed.ChargeEventId
                      join refund in db.Refunds.AsNoTracking() on billed.ChargeId equals refund.ChargeId
                      join posted in db.Transfers.AsNoTracking() on refund.Id equals posted.SourceId
                      where posted.Kind == JournalEntryKind.RefundRemoved
                      select new { Account = posted.CreditAccount, Amount = -(long)posted.Amount };
        var ofLines = confirmed.Concat(removed).GroupBy(posted => posted.Account).Select(ofLine => ofLine.Sum(posted => posted.Amount)).Where(sum => sum > 0);
        var basis = new FeeBasis(new Yen(await ofLines.SumAsync(cancellationToken)), await ofLines.CountAsync(cancellationToken));
        return basis == new FeeBasis(statement.Principal, statement.Lines)
            ? []
            : [new Finding(Invariant.FeeStatement, statement.PublicId, $"The statement says {statement.Principal} yen on {statement.Lines} lines, the journal {basis.Principal} yen on {basis.Lines} lines.")];
    }

    private static async Task<IEnumerable<Finding>> FeeAsync(FletsCollectDbContext db, IReadOnlyList<Tariff> tariffs, FeeStatement statement, FeeStatement? before, CancellationToken cancellationToken)
    {
        var contract = (await ContractTerms.InForceAsync(db, [statement.MerchantId], statement.Month, cancellationToken))[statement.MerchantId];
        if (Tariff.Of(tariffs, contract, statement.Month) is not { } tariff || tariff.Version != statement.TariffVersion)
            return [new Finding(Invariant.FeeStatement, statement.PublicId, $"Tariff {statement.TariffVersion} is not what the merchant's contract said for {statement.Month}.")];
        var fee = tariff.Calculate(new FeeBasis(statement.Principal, statement.Lines), statement.Month, first: before is null);
        return (fee.Branch, fee.ByRate, fee.TopUp, fee.SetUpFee, fee.TaxPercent, fee.Tax) == (statement.Branch, statement.FeeByRate, statement.FeeTopUp, statement.SetUpFee, statement.TaxPercent, statement.Tax)
            && (contract.Basis, contract.MinimumPayout) == (statement.Basis, statement.MinimumPayout)
            && (statement.TransferFee == Yen.Zero || statement.TransferFee == contract.TransferFee)
            ? []
            : [new Finding(Invariant.FeeStatement, statement.PublicId, $"Tariff {statement.TariffVersion} and the contract make the fee {fee.Fee} yen, the statement says {statement.Fee} yen, or other terms.")];
    }

    /// <summary>The sum of the statement, line by line, and what it posted.</summary>
    private static async Task<IEnumerable<Finding>> BalanceAsync(
        FletsCollectDbContext db, string merchantCode, FeeStatement statement, FeeStatement? before, IReadOnlyCollection<FeeAdjustment> adjustments, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var balance = await StatementMovements.BalanceAsync(db, merchantCode, before, statement.ThroughBatch, cancellationToken);
        var adjusted = adjustments.Aggregate(Yen.Zero, (sum, adjustment) => sum + adjustment.Total);
        if (balance.CarriedOver != statement.CarriedOver
            || statement.Guaranteed != (statement.Basis == SettlementBasis.Guaranteed ? statement.Principal : Yen.Zero)
            || statement.Available != balance.CarriedOver + balance.Moved + statement.Guaranteed
            || statement.Adjustment != adjusted
            || statement.Payable != statement.Available - statement.Charged)
        {
            findings.Add(new Finding(Invariant.FeeStatement, statement.PublicId,
                $"Carried over {balance.CarriedOver}, moved {balance.Moved}, guaranteed {statement.Guaranteed} and adjusted {adjusted} yen do not make the {statement.Available} yen available and {statement.Payable} yen payable."));
        }
        IEnumerable<Posting> expected =
        [
            .. SettlementPostings.Guaranteed(statement, merchantCode, default)?.Postings ?? [],
            .. SettlementPostings.StatementClosed(statement, adjustments.OrderBy(adjustment => adjustment.Month), merchantCode, default)?.Postings ?? [],
        ];
        var posted = await db.Transfers.AsNoTracking()
            .Where(transfer => transfer.SourceId == statement.Id && (transfer.Kind == JournalEntryKind.FeeStatementClosed || transfer.Kind == JournalEntryKind.BilledGuaranteed))
            .ToListAsync(cancellationToken);
        if (!expected.SequenceEqual(posted.OrderBy(transfer => transfer.Kind).ThenBy(transfer => transfer.Sequence).Select(SettlementInvariants.PostingOf)))
            findings.Add(new Finding(Invariant.FeeStatement, statement.PublicId, "What the statement posted is not what it says."));
        return findings;
    }
}
