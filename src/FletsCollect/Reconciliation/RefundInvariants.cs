using FletsCollect.Charges;
using FletsCollect.Ledger;
using FletsCollect.Lines;
using FletsCollect.Refunds;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Reconciliation;

/// <summary>What must hold between charges, refunds, the credits on invoices and the ledger. Sums are the database's; rows are read as a stream.</summary>
internal static class RefundInvariants
{
    private const string CreditPrefix = ChartOfAccounts.LineCreditKind + "/";

    public static async Task<IReadOnlyList<Finding>> CheckAsync(FletsCollectDbContext db, CancellationToken cancellationToken) =>
    [
        .. await ChargesAsync(db, cancellationToken),
        .. await PostingsAsync(db, cancellationToken),
        .. await CreditsAsync(db, cancellationToken),
    ];

    /// <summary>Refunds never come to more than their charge, and the charge counts them right.</summary>
    private static async Task<List<Finding>> ChargesAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var sums = db.Refunds.AsNoTracking().GroupBy(refund => refund.ChargeId).Select(ofCharge => new
        {
            Id = ofCharge.Key,
            Claimed = ofCharge.Sum(refund => refund.Status == RefundStatus.Denied ? 0 : (long)refund.Amount),
            Removed = ofCharge.Sum(refund => refund.Status != RefundStatus.Denied && refund.Effect == RefundEffect.Removed ? (long)refund.Amount : 0),
        });
        var counted = from charge in db.Charges.AsNoTracking()
                      join sumsOf in sums on charge.Id equals sumsOf.Id into sumsOfCharge
                      from sum in sumsOfCharge.DefaultIfEmpty()
                      select new
                      {
                          charge.Id,
                          charge.Status,
                          Amount = (long)charge.Amount,
                          Refunded = (long)charge.Refunded,
                          Removed = (long)charge.Removed,
                          RefundsClaimed = (long?)sum.Claimed ?? 0,
                          RefundsRemoved = (long?)sum.Removed ?? 0,
                      };
        var wrong = counted.Where(row => row.RefundsClaimed != row.Refunded || row.RefundsRemoved != row.Removed || row.RefundsClaimed > row.Amount || (row.RefundsClaimed > 0 && row.Status != ChargeStatus.Confirmed));
        foreach (var charge in await wrong.ToListAsync(cancellationToken))
        {
            var name = PublicId.Format(PublicId.Charge, charge.Id);
            if (charge.RefundsClaimed != charge.Refunded || charge.RefundsRemoved != charge.Removed || charge.RefundsClaimed > charge.Amount)
                findings.Add(new Finding(Invariant.Refund, name, $"Of {charge.Amount} yen {charge.Refunded} are refunded and {charge.Removed} removed, its refunds come to {charge.RefundsClaimed} and {charge.RefundsRemoved}."));
            if (charge.RefundsClaimed > 0 && charge.Status != ChargeStatus.Confirmed)
                findings.Add(new Finding(Invariant.Refund, name, $"The charge has refunds and is {charge.Status}."));
        }
        var astray = db.Refunds.AsNoTracking().Where(refund => !db.Charges.Any(charge => charge.Id == refund.ChargeId && charge.MerchantId == refund.MerchantId && charge.Line == refund.Line));
        foreach (var id in await astray.Select(refund => refund.Id).ToListAsync(cancellationToken))
            findings.Add(new Finding(Invariant.Refund, PublicId.Format(PublicId.Refund, id), "There is no such charge of its merchant and line."));
        return findings;
    }

    /// <summary>A refund that was processed has posted exactly what its effect means, and no other has.</summary>
    private static async Task<List<Finding>> PostingsAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var merchants = await db.Merchants.AsNoTracking().ToDictionaryAsync(merchant => merchant.Id, merchant => merchant.Code, cancellationToken);
        var postings = db.Transfers.AsNoTracking().Where(transfer => transfer.Kind == JournalEntryKind.RefundRemoved || transfer.Kind == JournalEntryKind.RefundCredited);
        var rows = from refund in db.Refunds.AsNoTracking()
                   join row in postings on refund.Id equals row.SourceId into entry
                   from posted in entry.DefaultIfEmpty()
                   select new { refund, posted };
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var (refund, posted) = (row.refund, row.posted);
            var expected = refund.Effect switch
            {
                null => null,
                RefundEffect.Removed => RefundPostings.Removed(refund, merchants[refund.MerchantId], default),
                RefundEffect.CreditedOnInvoice => RefundPostings.Credited(refund, merchants[refund.MerchantId], default),
                _ => throw new InvalidOperationException($"No postings for {refund.Effect}."),
            };
            // One transfer at most, so a second one is in a row of its own, and wrong by its sequence or its kind.
            if ((posted is null) != (expected is null)
                || (posted is not null && expected is not null && ((posted.Kind, posted.Sequence) != (expected.Kind, 0) || SettlementInvariants.PostingOf(posted) != expected.Postings.Single())))
                findings.Add(new Finding(Invariant.Refund, refund.PublicId, $"The refund of {refund.Amount} yen is {refund.Status} ({refund.Effect}), and what it posted is something else."));
        }
        var orphans = postings.Where(posted => !db.Refunds.Any(refund => refund.Id == posted.SourceId)).Select(posted => posted.SourceId).Distinct();
        findings.AddRange((await orphans.ToListAsync(cancellationToken)).Select(id => new Finding(Invariant.Refund, $"source {id}", "A refund is posted that is not there.")));
        return findings;
    }

    /// <summary>What a line has to its credit is what was refunded to it and no issued invoice bears; what is borne to the end is over.</summary>
    private static async Task<List<Finding>> CreditsAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var credited = db.Refunds.AsNoTracking().Where(refund => refund.Effect == RefundEffect.CreditedOnInvoice);
        var borne = from credit in db.LineInvoiceCredits.AsNoTracking()
                    join invoice in db.LineInvoices.AsNoTracking() on credit.InvoiceId equals invoice.Id
                    select new { credit.RefundId, Amount = (long)credit.Amount, Issued = invoice.IssuedAt == null ? 0 : (long)credit.Amount };
        var compared = credited.Select(refund => new
        {
            refund.Id,
            refund.Status,
            Amount = (long)refund.Amount,
            All = borne.Where(credit => credit.RefundId == refund.Id).Sum(credit => credit.Amount),
            Issued = borne.Where(credit => credit.RefundId == refund.Id).Sum(credit => credit.Issued),
        });
        foreach (var refund in await compared.Where(row => row.All > row.Amount || (row.Issued == row.Amount) != (row.Status == RefundStatus.Succeeded)).ToListAsync(cancellationToken))
            findings.Add(new Finding(Invariant.Refund, PublicId.Format(PublicId.Refund, refund.Id), $"The refund of {refund.Amount} yen is {refund.Status}, and invoices bear {refund.All} yen of it, {refund.Issued} of them issued."));

        var owed = credited.Select(refund => new ExpectedBalance { Account = CreditPrefix + (string)(object)refund.Line, Amount = -(long)refund.Amount });
        var taken = from credit in db.LineInvoiceCredits.AsNoTracking()
                    join invoice in db.LineInvoices.AsNoTracking() on credit.InvoiceId equals invoice.Id
                    where invoice.IssuedAt != null
                    select new ExpectedBalance { Account = CreditPrefix + (string)(object)credit.Line, Amount = (long)credit.Amount };
        findings.AddRange((await LedgerComparison.DifferencesAsync(db, ChartOfAccounts.LineCreditKind, owed.Concat(taken), cancellationToken))
            .Select(account => new Finding(
                Invariant.Refund, $"{ChartOfAccounts.LineCreditKind} of {new LineNumber(account.Account.Owner ?? "").Masked}",
                $"The ledger holds {-account.Posted} yen, the line's refunds come to {-account.Expected} yen.")));
        return findings;
    }
}
