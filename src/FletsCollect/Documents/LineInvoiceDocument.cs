using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Documents;

/// <summary>The invoice of a line for a month: every collected item, what is taken off for refunds, and the tax by rate.</summary>
public static class LineInvoiceDocument
{
    /// <summary>The document; null while the invoice is not issued, because until then the telco's billing may refuse it.</summary>
    public static async Task<BillDocument?> OfAsync(FletsCollectDbContext db, LineInvoice invoice, DocumentIssuer issuer, CancellationToken cancellationToken)
    {
        if (invoice.IssuedAt is not { } issuedAt)
            return null;
        var items = await (
            from item in db.LineInvoiceItems.AsNoTracking()
            where item.InvoiceId == invoice.Id
            join charge in db.Charges.AsNoTracking() on item.ChargeId equals charge.Id
            join merchant in db.Merchants.AsNoTracking() on item.MerchantId equals merchant.Id
            orderby item.BusinessDate, item.ChargeEventId
            select new { item, charge, merchant.DisplayName }).ToListAsync(cancellationToken);
        var credits = await (
            from credit in db.LineInvoiceCredits.AsNoTracking()
            where credit.InvoiceId == invoice.Id
            join refund in db.Refunds.AsNoTracking() on credit.RefundId equals refund.Id
            join charge in db.Charges.AsNoTracking() on refund.ChargeId equals charge.Id
            join captured in db.ChargeEvents.AsNoTracking().Where(happened => happened.Kind == ChargeEventKind.Capture) on charge.Id equals captured.ChargeId
            join merchant in db.Merchants.AsNoTracking() on credit.MerchantId equals merchant.Id
            orderby credit.RefundId
            select new { credit, charge, captured.BusinessDate, merchant.DisplayName }).ToListAsync(cancellationToken);
        List<DocumentLine> lines =
        [
            .. items.SelectMany(row => LinesOf(row.charge, row.item.BusinessDate, row.DisplayName, row.item.Amount)),
            .. credits.SelectMany(row => LinesOf(row.charge, row.BusinessDate, row.DisplayName, row.credit.Amount)
                .Select(line => line with { Description = $"返金（{line.Description}）", Amount = -line.Amount })),
        ];
        var qualified = QualifiedInvoice.AppliesTo(invoice.Month);
        return new BillDocument
        {
            Kind = BillDocumentKind.LineInvoice,
            Title = "ご利用料金請求書",
            Number = invoice.PublicId,
            Month = invoice.Month,
            Date = BusinessDate.At(issuedAt),
            IssuerName = issuer.IssuerName,
            IssuerAddress = issuer.IssuerAddress,
            RegistrationNumber = qualified ? issuer.RegistrationNumber : null,
            Recipient = "ご契約者",
            RecipientReference = $"回線 {invoice.Line.Masked}",
            Lines = qualified ? lines : [.. lines.Select(line => line with { TaxPercent = null, IsReduced = false })],
            Taxes = qualified
                ? [.. ConsumptionTax.ByRate(lines.Select(line => (line.Amount, line.TaxPercent ?? 0))).Select(rate => new DocumentTax(rate.Percent, ConsumptionTax.IsReduced(rate.Percent, invoice.Month.LastDay), rate.Amount, rate.Tax, IsIncluded: true))]
                : [],
            TotalLabel = "ご請求額（税込）",
            Total = invoice.Total,
            Notes = ["回線の月額料金とあわせて請求されます。", "各加盟店の商品・サービスの代金を、フレッツ・まとめて支払いが加盟店に代わって請求するものです。"],
        };
    }

    /// <summary>
    /// A charge by its items. When something of it was refunded, each rate bears its share, by largest remainder: which item the money was
    /// given back for nobody says. A charge that names no items is at the standard rate of its day.
    /// </summary>
    private static IEnumerable<DocumentLine> LinesOf(Charge charge, DateOnly day, string merchant, Yen amount)
    {
        if (charge.Items.Count == 0)
            return [new DocumentLine(day, charge.Description, merchant, amount, ConsumptionTax.StandardOn(day))];
        var shares = LargestRemainder.Split(amount, [.. charge.Items.Select(item => new Yen(item.Amount))]);
        return charge.Items
            .Zip(shares, (item, share) => new DocumentLine(day, item.Description, merchant, share, item.TaxPercent, ConsumptionTax.IsReduced(item.TaxPercent, day)))
            .Where(line => line.Amount != Yen.Zero);
    }
}
