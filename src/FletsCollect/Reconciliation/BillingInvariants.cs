using FletsCollect.Billing;
using FletsCollect.Charges;
using FletsCollect.Ledger;
using FletsCollect.Lines;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Reconciliation;

/// <summary>What must hold between charges, line invoices, collections and the ledger. The database compares; only what is wrong is read.</summary>
internal static class BillingInvariants
{
    private const string UnbilledPrefix = ChartOfAccounts.LineReceivableUnbilledKind + "/";
    private const string BilledPrefix = ChartOfAccounts.LineReceivableBilledKind + "/";

    public static async Task<IReadOnlyList<Finding>> CheckAsync(FletsCollectDbContext db, CancellationToken cancellationToken) =>
    [
        .. await ReceivablesAsync(db, cancellationToken),
        .. await ItemsAsync(db, cancellationToken),
        .. await InvoicesAsync(db, cancellationToken),
        .. await CyclesAsync(db, cancellationToken),
    ];

    private static async Task<IEnumerable<Finding>> ReceivablesAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var unclaimed = from captured in BillableCharges.UnclaimedCaptures(db)
                        join charge in db.Charges.AsNoTracking() on captured.ChargeId equals charge.Id
                        select new ExpectedBalance { Account = UnbilledPrefix + (string)(object)captured.Line, Amount = (long)captured.Amount - (long)charge.Removed };
        var waiting = from item in db.LineInvoiceItems.AsNoTracking()
                      join invoice in db.LineInvoices.AsNoTracking() on item.InvoiceId equals invoice.Id
                      where invoice.IssuedAt == null
                      select new ExpectedBalance { Account = UnbilledPrefix + (string)(object)item.Line, Amount = (long)item.Amount };
        var owed = from invoice in db.LineInvoices.AsNoTracking()
                   where invoice.IssuedAt != null && invoice.Status != LineInvoiceStatus.Paid
                   select new ExpectedBalance { Account = BilledPrefix + (string)(object)invoice.Line, Amount = (long)invoice.Total - (long)invoice.Paid - (long)invoice.GivenUp };
        return (await LedgerComparison.DifferencesAsync(db, ChartOfAccounts.LineReceivableUnbilledKind, unclaimed.Concat(waiting), cancellationToken))
            .Concat(await LedgerComparison.DifferencesAsync(db, ChartOfAccounts.LineReceivableBilledKind, owed, cancellationToken))
            .Select(account => new Finding(
                Invariant.LineReceivable,
                $"{account.Account.Kind} of {new LineNumber(account.Account.Owner ?? "").Masked}",
                $"The ledger holds {account.Posted} yen, the line's charges and invoices come to {account.Expected} yen."));
    }

    private static async Task<List<Finding>> ItemsAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var rows = from item in db.LineInvoiceItems.AsNoTracking()
                   join capture in db.ChargeEvents.AsNoTracking() on item.ChargeEventId equals capture.Id into captures
                   from captured in captures.DefaultIfEmpty()
                   join charged in db.Charges.AsNoTracking() on item.ChargeId equals charged.Id into charges
                   from charge in charges.DefaultIfEmpty()
                   join billed in db.LineInvoices.AsNoTracking() on item.InvoiceId equals billed.Id into invoices
                   from invoice in invoices.DefaultIfEmpty()
                   select new
                   {
                       item.ChargeEventId,
                       item.ChargeId,
                       Amount = (long)item.Amount,
                       IsCapture = captured != null && charge != null && captured.Kind == ChargeEventKind.Capture && (long)captured.Amount - (long)charge.Removed == (long)item.Amount
                           && captured.Line == item.Line && captured.MerchantId == item.MerchantId && captured.ChargeId == item.ChargeId,
                       Status = charge == null ? (ChargeStatus?)null : charge.Status,
                       IsOnInvoice = invoice != null && invoice.Line == item.Line && invoice.Month == item.Month,
                   };
        foreach (var item in await rows.Where(row => !row.IsCapture || row.Status == null || row.Status != ChargeStatus.Confirmed || !row.IsOnInvoice).ToListAsync(cancellationToken))
        {
            if (!item.IsCapture)
                findings.Add(new Finding(Invariant.InvoiceItem, $"charge event {item.ChargeEventId}", $"The invoice item of {item.Amount} yen is not the capture that it claims."));
            if (item.Status != ChargeStatus.Confirmed)
                findings.Add(new Finding(Invariant.InvoiceItem, PublicId.Format(PublicId.Charge, item.ChargeId), $"The charge is billed and is {item.Status?.ToString() ?? "not there"}."));
            if (!item.IsOnInvoice)
                findings.Add(new Finding(Invariant.InvoiceItem, $"charge event {item.ChargeEventId}", "The item is on no invoice of its line and month."));
        }
        return findings;
    }

    private static async Task<List<Finding>> InvoicesAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var items = db.LineInvoiceItems.AsNoTracking().GroupBy(item => item.InvoiceId).Select(ofInvoice => new { Id = ofInvoice.Key, Count = ofInvoice.Count(), Sum = ofInvoice.Sum(item => (long)item.Amount) });
        var credits = db.LineInvoiceCredits.AsNoTracking().GroupBy(credit => credit.InvoiceId).Select(ofInvoice => new { Id = ofInvoice.Key, Sum = ofInvoice.Sum(credit => (long)credit.Amount) });
        var issues = db.Transfers.AsNoTracking().Where(transfer => transfer.Kind == JournalEntryKind.LineInvoiceIssued)
            .GroupBy(transfer => transfer.SourceId).Select(ofInvoice => new { Id = ofInvoice.Key, Sum = ofInvoice.Sum(transfer => (long)transfer.Amount) });
        // A month that is being closed has its invoices before it has all their items.
        var compared = from invoice in db.LineInvoices.AsNoTracking()
                       where !db.BillingCycles.Any(cycle => cycle.Month == invoice.Month && cycle.Status == BillingCycleStatus.Closing)
                       join itemsOf in items on invoice.Id equals itemsOf.Id into itemSums
                       from item in itemSums.DefaultIfEmpty()
                       join creditsOf in credits on invoice.Id equals creditsOf.Id into creditSums
                       from credit in creditSums.DefaultIfEmpty()
                       join issuesOf in issues on invoice.Id equals issuesOf.Id into issueSums
                       from issue in issueSums.DefaultIfEmpty()
                       select new
                       {
                           invoice.Id,
                           invoice.Status,
                           Total = (long)invoice.Total,
                           invoice.ItemCount,
                           ItemsTotal = (long)invoice.Total + (long)invoice.Credited,
                           Credited = (long)invoice.Credited,
                           // All items become billed, and the credits are taken off at once.
                           Issued = invoice.IssuedAt == null ? 0 : (long)invoice.Total + (2 * (long)invoice.Credited),
                           Count = (int?)item.Count ?? 0,
                           Sum = (long?)item.Sum ?? 0,
                           Credits = (long?)credit.Sum ?? 0,
                           Posted = (long?)issue.Sum ?? 0,
                       };
        foreach (var invoice in await compared.Where(row => row.Count != row.ItemCount || row.Sum != row.ItemsTotal || row.Credits != row.Credited || row.Posted != row.Issued).ToListAsync(cancellationToken))
        {
            var name = PublicId.Format(PublicId.LineInvoice, invoice.Id);
            if (invoice.Count != invoice.ItemCount || invoice.Sum != invoice.ItemsTotal || invoice.Credits != invoice.Credited)
                findings.Add(new Finding(Invariant.LineInvoice, name, $"The invoice says {invoice.ItemCount} items of {invoice.ItemsTotal} yen less {invoice.Credited}, it has {invoice.Count} of {invoice.Sum} yen less {invoice.Credits}."));
            if (invoice.Posted != invoice.Issued)
                findings.Add(new Finding(Invariant.LineInvoice, name, $"The invoice of {invoice.Total} yen is {invoice.Status}, and its issue posted {invoice.Posted} yen."));
        }
        var orphans = await issues.Where(issue => !db.LineInvoices.Any(invoice => invoice.Id == issue.Id)).Select(issue => issue.Id).ToListAsync(cancellationToken);
        findings.AddRange(orphans.Select(id => new Finding(Invariant.LineInvoice, $"source {id}", "The issue of an invoice is posted that is not there.")));
        return findings;
    }

    private static async Task<List<Finding>> CyclesAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var totals = await db.LineInvoices.AsNoTracking()
            .GroupBy(invoice => invoice.Month)
            .Select(ofMonth => new { Month = ofMonth.Key, Invoices = ofMonth.Count(), Items = ofMonth.Sum(invoice => invoice.ItemCount), Sum = ofMonth.Sum(invoice => (long)invoice.Total) })
            .ToDictionaryAsync(ofMonth => ofMonth.Month, ofMonth => (ofMonth.Invoices, ofMonth.Items, new Yen(ofMonth.Sum)), cancellationToken);
        var closed = await db.BillingCycles.AsNoTracking().Where(cycle => cycle.Status == BillingCycleStatus.Closed).ToListAsync(cancellationToken);
        foreach (var cycle in closed)
        {
            var (invoices, items, sum) = totals.GetValueOrDefault(cycle.Month);
            if (invoices != cycle.InvoiceCount || items != cycle.ItemCount || sum != cycle.Total)
                findings.Add(new Finding(Invariant.BillingCycle, cycle.Month.ToString(), $"The month closed with {cycle.InvoiceCount} invoices of {cycle.Total} yen, it has {invoices} of {sum} yen."));
        }
        // Months close in their order and each takes all that was there, so the last one speaks for those before it.
        if (closed.MaxBy(cycle => cycle.Month) is { } last)
        {
            var left = BillableCharges.Of(db, last.Month, 0, last.ThroughBatch).Select(candidate => new { candidate.Captured.Id, candidate.Captured.Line });
            foreach (var captured in await left.ToListAsync(cancellationToken))
                findings.Add(new Finding(Invariant.BillingCycle, $"charge event {captured.Id}", $"{last.Month} is closed, and this charge of {captured.Line.Masked} is on no invoice: its line is parked, or the item is lost."));
        }
        return findings;
    }
}
