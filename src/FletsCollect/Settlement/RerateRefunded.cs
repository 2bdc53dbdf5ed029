using FletsCollect.Ledger;
using FletsCollect.Lines;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Settlement;

/// <summary>Rates months again of which something was refunded after their close, where their tariff says so (domain.md §2, F17).</summary>
internal static class RerateRefunded
{
    /// <summary>The differences for a merchant's next statement.</summary>
    /// <param name="db">The database.</param>
    /// <param name="statements">All statements of the merchant.</param>
    /// <param name="before">The latest of them.</param>
    /// <param name="throughBatch">The last ledger batch to look at.</param>
    /// <param name="tariffs">The approved tariffs.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<IReadOnlyList<FeeAdjustment>> AdjustmentsAsync(
        FletsCollectDbContext db, IReadOnlyList<FeeStatement> statements, FeeStatement before, long throughBatch, IReadOnlyList<Tariff> tariffs, CancellationToken cancellationToken)
    {
        // What was refunded since the statement before, and what was refunded before it of its own month: a month is rated again on a
        // later statement than its own.
        var (merchantId, after, lastMonth) = (before.MerchantId, before.ThroughBatch, before.Month);
        var touched = await (
            from refunded in Refunded(db, throughBatch)
            where refunded.MerchantId == merchantId && (refunded.BatchNumber > after || refunded.Month == lastMonth)
            select refunded.StatementId).Distinct().ToListAsync(cancellationToken);
        var adjustments = new List<FeeAdjustment>();
        foreach (var original in statements.Where(statement => touched.Contains(statement.Id)).OrderBy(statement => statement.Month))
        {
            var tariff = tariffs.Single(tariff => tariff.Version == original.TariffVersion);
            if (tariff.RefundedFee != RefundedFee.Rerated)
                continue;
            var earlier = await db.FeeAdjustments.AsNoTracking().Where(adjustment => adjustment.OriginalStatementId == original.Id).ToListAsync(cancellationToken);
            var basis = await BasisAsync(db, original, throughBatch, cancellationToken);
            var adjustment = new FeeAdjustment(original, tariff.Calculate(basis, original.Month, first: original.SetUpFee.IsPositive), earlier);
            if (!adjustment.IsNothing)
                adjustments.Add(adjustment);
        }
        return adjustments;
    }

    /// <summary>P and L of a statement without what was refunded up to a ledger batch.</summary>
    internal static async Task<FeeBasis> BasisAsync(FletsCollectDbContext db, FeeStatement statement, long throughBatch, CancellationToken cancellationToken)
    {
        var refunded = await Refunded(db, throughBatch)
            .Where(row => row.StatementId == statement.Id)
            .GroupBy(row => row.Line)
            .Select(ofLine => new { Line = ofLine.Key, Sum = ofLine.Sum(row => (long)row.Amount) })
            .ToDictionaryAsync(ofLine => ofLine.Line, ofLine => new Yen(ofLine.Sum), cancellationToken);
        var lines = refunded.Keys.ToArray();
        var (merchantId, month) = (statement.MerchantId, statement.Month);
        var billed = await db.LineInvoiceItems.AsNoTracking()
            .Where(item => item.MerchantId == merchantId && item.Month == month && lines.Contains(item.Line))
            .GroupBy(item => item.Line)
            .Select(ofLine => new { Line = ofLine.Key, Sum = ofLine.Sum(item => (long)item.Amount) })
            .ToListAsync(cancellationToken);
        return new FeeBasis(
            refunded.Values.Aggregate(statement.Principal, (rest, amount) => rest - amount),
            statement.Lines - billed.Count(ofLine => refunded[ofLine.Line].Amount == ofLine.Sum));
    }

    /// <summary>Refunds that became credits, with the billed item and the statement that they are of.</summary>
    private static IQueryable<RefundedItem> Refunded(FletsCollectDbContext db, long throughBatch) =>
        from posted in db.Transfers.AsNoTracking()
        where posted.Kind == JournalEntryKind.RefundCredited && posted.BatchNumber <= throughBatch
        join refund in db.Refunds.AsNoTracking() on posted.SourceId equals refund.Id
        join billed in db.LineInvoiceItems.AsNoTracking() on refund.ChargeId equals billed.ChargeId
        join item in db.FeeStatementItems.AsNoTracking() on billed.ChargeEventId equals item.ChargeEventId
        select new RefundedItem
        {
            StatementId = item.StatementId,
            MerchantId = billed.MerchantId,
            Line = billed.Line,
            Month = billed.Month,
            Amount = refund.Amount,
            BatchNumber = posted.BatchNumber,
        };

    private sealed class RefundedItem
    {
        public required Guid StatementId { get; init; }

        public required Guid MerchantId { get; init; }

        public required LineNumber Line { get; init; }

        public required Calendars.BillingMonth Month { get; init; }

        public required Yen Amount { get; init; }

        public required long BatchNumber { get; init; }
    }
}
