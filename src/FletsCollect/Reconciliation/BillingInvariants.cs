using FletsCollect.Billing;
using FletsCollect.Charges;
using FletsCollect.Ledger;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Reconciliation;

/// <summary>What must hold between charges, line invoices, collections and the ledger.</summary>
internal static class BillingInvariants
{
    public static async Task<IReadOnlyList<Finding>> CheckAsync(FletsCollectDbContext db, TrialBalance balances, CancellationToken cancellationToken) =>
    [
        .. await ReceivablesAsync(db, balances, cancellationToken),
        .. await ItemsAsync(db, cancellationToken),
        .. await InvoicesAsync(db, cancellationToken),
        .. await CyclesAsync(db, cancellationToken),
    ];

    private static async Task<List<Finding>> ReceivablesAsync(FletsCollectDbContext db, TrialBalance balances, CancellationToken cancellationToken)
    {
        var expected = new Dictionary<LedgerAccount, Yen>();
        void Expect(LedgerAccount account, long amount) => expected[account] = expected.GetValueOrDefault(account) + new Yen(amount);

        var unclaimed = await (
            from captured in BillableCharges.UnclaimedCaptures(db)
            join charge in db.Charges.AsNoTracking() on captured.ChargeId equals charge.Id
            group new { captured, charge } by captured.Line into ofLine
            select new { Line = ofLine.Key, Sum = ofLine.Sum(row => (long)row.captured.Amount - (long)row.charge.Removed) }).ToListAsync(cancellationToken);
        unclaimed.ForEach(line => Expect(ChartOfAccounts.LineReceivableUnbilled(line.Line), line.Sum));

        var waiting = await (
            from item in db.LineInvoiceItems.AsNoTracking()
            join invoice in db.LineInvoices.AsNoTracking() on item.InvoiceId equals invoice.Id
            where invoice.IssuedAt == null
            group item by item.Line into ofLine
            select new { Line = ofLine.Key, Sum = ofLine.Sum(item => (long)item.Amount) }).ToListAsync(cancellationToken);
        waiting.ForEach(line => Expect(ChartOfAccounts.LineReceivableUnbilled(line.Line), line.Sum));

        var owed = await db.LineInvoices.AsNoTracking()
            .Where(invoice => invoice.IssuedAt != null && invoice.Status != LineInvoiceStatus.Paid)
            .GroupBy(invoice => invoice.Line)
            .Select(ofLine => new { Line = ofLine.Key, Sum = ofLine.Sum(invoice => (long)invoice.Total - (long)invoice.Paid - (long)invoice.GivenUp) })
            .ToListAsync(cancellationToken);
        owed.ForEach(line => Expect(ChartOfAccounts.LineReceivableBilled(line.Line), line.Sum));

        var posted = balances.Accounts
            .Where(account => account.Account.Kind is ChartOfAccounts.LineReceivableUnbilledKind or ChartOfAccounts.LineReceivableBilledKind)
            .ToDictionary(account => account.Account, account => account.Balance);
        return
        [
            .. expected.Keys.Union(posted.Keys)
                .Select(account => (Account: account, Expected: expected.GetValueOrDefault(account), Posted: posted.GetValueOrDefault(account)))
                .Where(account => account.Expected != account.Posted)
                .Select(account => new Finding(
                    Invariant.LineReceivable,
                    $"{account.Account.Kind} of {new Lines.LineNumber(account.Account.Owner ?? "").Masked}",
                    $"The ledger holds {account.Posted} yen, the line's charges and invoices come to {account.Expected} yen.")),
        ];
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
                   select new { item, captured, charge, invoice };
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var item = row.item;
            if (row.captured is null
                || row.captured.Kind != ChargeEventKind.Capture
                || row.captured.Amount - (row.charge?.Removed ?? Yen.Zero) != item.Amount
                || row.captured.Line != item.Line
                || row.captured.MerchantId != item.MerchantId
                || row.captured.ChargeId != item.ChargeId)
            {
                findings.Add(new Finding(Invariant.InvoiceItem, $"charge event {item.ChargeEventId}", $"The invoice item of {item.Amount} yen is not the capture that it claims."));
            }
            if (row.charge?.Status != ChargeStatus.Confirmed)
                findings.Add(new Finding(Invariant.InvoiceItem, PublicId.Format(PublicId.Charge, item.ChargeId), $"The charge is billed and is {row.charge?.Status.ToString() ?? "not there"}."));
            if (row.invoice is null || row.invoice.Line != item.Line || row.invoice.Month != item.Month)
                findings.Add(new Finding(Invariant.InvoiceItem, $"charge event {item.ChargeEventId}", "The item is on no invoice of its line and month."));
        }
        return findings;
    }

    private static async Task<List<Finding>> InvoicesAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var sums = await db.LineInvoiceItems.AsNoTracking()
            .GroupBy(item => item.InvoiceId)
            .Select(ofInvoice => new { Id = ofInvoice.Key, Count = ofInvoice.Count(), Sum = ofInvoice.Sum(item => (long)item.Amount) })
            .ToDictionaryAsync(ofInvoice => ofInvoice.Id, ofInvoice => (ofInvoice.Count, new Yen(ofInvoice.Sum)), cancellationToken);
        var credited = await db.LineInvoiceCredits.AsNoTracking()
            .GroupBy(credit => credit.InvoiceId)
            .Select(ofInvoice => new { Id = ofInvoice.Key, Sum = ofInvoice.Sum(credit => (long)credit.Amount) })
            .ToDictionaryAsync(ofInvoice => ofInvoice.Id, ofInvoice => new Yen(ofInvoice.Sum), cancellationToken);
        var issued = await SumsBySourceAsync(db, JournalEntryKind.LineInvoiceIssued, cancellationToken);

        await foreach (var invoice in db.LineInvoices.AsNoTracking().AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (sums.GetValueOrDefault(invoice.Id) is var (count, sum) && (count != invoice.ItemCount || sum != invoice.ItemsTotal || credited.GetValueOrDefault(invoice.Id) != invoice.Credited))
                findings.Add(new Finding(Invariant.LineInvoice, invoice.PublicId, $"The invoice says {invoice.ItemCount} items of {invoice.ItemsTotal} yen less {invoice.Credited}, it has {count} of {sum} yen less {credited.GetValueOrDefault(invoice.Id)}."));
            issued.Remove(invoice.Id, out var posted);
            // All items become billed, and the credits are taken off at once.
            if (posted != (invoice.IssuedAt is null ? Yen.Zero : invoice.ItemsTotal + invoice.Credited))
                findings.Add(new Finding(Invariant.LineInvoice, invoice.PublicId, $"The invoice of {invoice.Total} yen is {invoice.Status}, and its issue posted {posted} yen."));
        }
        findings.AddRange(issued.Keys.Select(id => new Finding(Invariant.LineInvoice, $"source {id}", "The issue of an invoice is posted that is not there.")));
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

    private static async Task<Dictionary<Guid, Yen>> SumsBySourceAsync(FletsCollectDbContext db, JournalEntryKind kind, CancellationToken cancellationToken) =>
        (await db.Transfers.AsNoTracking()
            .Where(transfer => transfer.Kind == kind)
            .GroupBy(transfer => transfer.SourceId)
            .Select(ofSource => new { Id = ofSource.Key, Sum = ofSource.Sum(transfer => (long)transfer.Amount) })
            .ToListAsync(cancellationToken))
        .ToDictionary(ofSource => ofSource.Id, ofSource => new Yen(ofSource.Sum));
}
