using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Lines;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Billing;

/// <summary>What lines have to their credit for refunds, and no invoice bears yet.</summary>
internal static class LineCredits
{
    /// <summary>The lines whose invoice a month's close has left unfinished, because they had such credits when it was made.</summary>
    public static Task<List<LineNumber>> LinesAsync(FletsCollectDbContext db, BillingMonth month, CancellationToken cancellationToken) =>
        db.LineInvoices.AsNoTracking()
            .Where(invoice => invoice.Month == month && invoice.Status == LineInvoiceStatus.Closing)
            .Select(invoice => invoice.Line)
            .ToListAsync(cancellationToken);

    /// <summary>The refunds of these lines that are credits, with what no invoice bears yet.</summary>
    public static async Task<ILookup<LineNumber, (Refund Refund, Yen Open)>> OpenAsync(FletsCollectDbContext db, LineNumber[] lines, CancellationToken cancellationToken)
    {
        var refunds = await db.Refunds.AsNoTracking()
            .Where(refund => lines.Contains(refund.Line) && refund.Status == RefundStatus.Processing)
            .ToListAsync(cancellationToken);
        var borne = (await db.LineInvoiceCredits.AsNoTracking()
                .Where(credit => lines.Contains(credit.Line))
                .GroupBy(credit => credit.RefundId)
                .Select(ofRefund => new { Id = ofRefund.Key, Sum = ofRefund.Sum(credit => (long)credit.Amount) })
                .ToListAsync(cancellationToken))
            .ToDictionary(ofRefund => ofRefund.Id, ofRefund => new Yen(ofRefund.Sum));
        return refunds.ToLookup(refund => refund.Line, refund => (refund, refund.Amount - borne.GetValueOrDefault(refund.Id)));
    }
}
