using FletsCollect.Charges;
using FletsCollect.Ledger;
using FletsCollect.Lines;
using FletsCollect.Refunds;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Reconciliation;

/// <summary>What must hold between charges, refunds, the credits on invoices and the ledger.</summary>
internal static class RefundInvariants
{
    public static async Task<IReadOnlyList<Finding>> CheckAsync(FletsCollectDbContext db, TrialBalance balances, CancellationToken cancellationToken)
    {
        var refunds = await db.Refunds.AsNoTracking().ToListAsync(cancellationToken);
        return
        [
            .. await ChargesAsync(db, refunds, cancellationToken),
            .. await PostingsAsync(db, refunds, cancellationToken),
            .. await CreditsAsync(db, refunds, balances, cancellationToken),
        ];
    }

    /// <summary>Refunds never come to more than their charge, and the charge counts them right.</summary>
    private static async Task<List<Finding>> ChargesAsync(FletsCollectDbContext db, List<Refund> refunds, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var ofCharge = refunds.Where(refund => refund.Status != RefundStatus.Denied).ToLookup(refund => refund.ChargeId);
        var counted = await db.Charges.AsNoTracking().Where(charge => (long)charge.Refunded != 0 || (long)charge.Removed != 0 || db.Refunds.Any(refund => refund.ChargeId == charge.Id)).ToListAsync(cancellationToken);
        foreach (var charge in counted)
        {
            var claimed = Sum(ofCharge[charge.Id]);
            var removed = Sum(ofCharge[charge.Id].Where(refund => refund.Effect == RefundEffect.Removed));
            if (claimed != charge.Refunded || removed != charge.Removed || claimed > charge.Amount)
                findings.Add(new Finding(Invariant.Refund, charge.PublicId, $"Of {charge.Amount} yen {charge.Refunded} are refunded and {charge.Removed} removed, its refunds come to {claimed} and {removed}."));
            if (claimed.IsPositive && charge.Status != ChargeStatus.Confirmed)
                findings.Add(new Finding(Invariant.Refund, charge.PublicId, $"The charge has refunds and is {charge.Status}."));
        }
        var known = counted.ToDictionary(charge => charge.Id);
        findings.AddRange(refunds
            .Where(refund => !known.TryGetValue(refund.ChargeId, out var charge) || charge.MerchantId != refund.MerchantId || charge.Line != refund.Line)
            .Select(refund => new Finding(Invariant.Refund, refund.PublicId, "There is no such charge of its merchant and line.")));
        return findings;
    }

    /// <summary>A refund that was processed has posted exactly what its effect means, and no other has.</summary>
    private static async Task<List<Finding>> PostingsAsync(FletsCollectDbContext db, List<Refund> refunds, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var merchants = await db.Merchants.AsNoTracking().ToDictionaryAsync(merchant => merchant.Id, merchant => merchant.Code, cancellationToken);
        var posted = (await db.Transfers.AsNoTracking()
                .Where(transfer => transfer.Kind == JournalEntryKind.RefundRemoved || transfer.Kind == JournalEntryKind.RefundCredited)
                .ToListAsync(cancellationToken))
            .ToLookup(transfer => transfer.SourceId);
        foreach (var refund in refunds)
        {
            var expected = refund.Effect switch
            {
                null => null,
                RefundEffect.Removed => RefundPostings.Removed(refund, merchants[refund.MerchantId], default),
                RefundEffect.CreditedOnInvoice => RefundPostings.Credited(refund, merchants[refund.MerchantId], default),
                _ => throw new InvalidOperationException($"No postings for {refund.Effect}."),
            };
            var entry = posted[refund.Id].Select(transfer => (transfer.Kind, transfer.DebitAccount, transfer.CreditAccount, transfer.Amount));
            if (!entry.SequenceEqual(expected?.Postings.Select(posting => (expected.Kind, posting.Debit.Code, posting.Credit.Code, posting.Amount)) ?? []))
                findings.Add(new Finding(Invariant.Refund, refund.PublicId, $"The refund of {refund.Amount} yen is {refund.Status} ({refund.Effect}), and what it posted is something else."));
        }
        var ids = refunds.Select(refund => refund.Id).ToHashSet();
        findings.AddRange(posted.Where(entry => !ids.Contains(entry.Key)).Select(entry => new Finding(Invariant.Refund, $"source {entry.Key}", "A refund is posted that is not there.")));
        return findings;
    }

    /// <summary>What a line has to its credit is what was refunded to it and no issued invoice bears; what is borne to the end is over.</summary>
    private static async Task<List<Finding>> CreditsAsync(FletsCollectDbContext db, List<Refund> refunds, TrialBalance balances, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var borne = (await (
                from credit in db.LineInvoiceCredits.AsNoTracking()
                join invoice in db.LineInvoices.AsNoTracking() on credit.InvoiceId equals invoice.Id
                select new { credit.RefundId, credit.Amount, Issued = invoice.IssuedAt != null }).ToListAsync(cancellationToken))
            .ToLookup(credit => credit.RefundId);
        var open = new Dictionary<LineNumber, Yen>();
        foreach (var refund in refunds.Where(refund => refund.Effect == RefundEffect.CreditedOnInvoice))
        {
            var issued = borne[refund.Id].Where(credit => credit.Issued).Aggregate(Yen.Zero, (sum, credit) => sum + credit.Amount);
            var all = borne[refund.Id].Aggregate(Yen.Zero, (sum, credit) => sum + credit.Amount);
            if (all > refund.Amount || (issued == refund.Amount) != (refund.Status == RefundStatus.Succeeded))
                findings.Add(new Finding(Invariant.Refund, refund.PublicId, $"The refund of {refund.Amount} yen is {refund.Status}, and invoices bear {all} yen of it, {issued} of them issued."));
            open[refund.Line] = open.GetValueOrDefault(refund.Line) + refund.Amount - issued;
        }
        var held = balances.Accounts.Where(account => account.Account.Kind == ChartOfAccounts.LineCreditKind).ToDictionary(account => new LineNumber(account.Account.Owner ?? ""), account => -account.Balance);
        findings.AddRange(open.Keys.Union(held.Keys)
            .Where(line => open.GetValueOrDefault(line) != held.GetValueOrDefault(line))
            .Select(line => new Finding(Invariant.Refund, $"{ChartOfAccounts.LineCreditKind} of {line.Masked}", $"The ledger holds {held.GetValueOrDefault(line)} yen, the line's refunds come to {open.GetValueOrDefault(line)} yen.")));
        return findings;
    }

    private static Yen Sum(IEnumerable<Refund> refunds) => refunds.Aggregate(Yen.Zero, (sum, refund) => sum + refund.Amount);
}
