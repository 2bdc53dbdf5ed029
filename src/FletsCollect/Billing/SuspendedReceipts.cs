using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Billing;

/// <summary>A receipt of which something is in suspense.</summary>
/// <param name="Receipt">What the collector said.</param>
/// <param name="Left">What is still in suspense of it.</param>
/// <param name="Waiting">The move of it that waits for a second person; null when none does.</param>
public sealed record SuspendedReceipt(CollectionResult Receipt, Yen Left, ReceiptMove? Waiting);

/// <summary>Money that fits no invoice, and what was done with it.</summary>
public static class SuspendedReceipts
{
    /// <summary>What is in suspense, the oldest first.</summary>
    public static async Task<IReadOnlyList<SuspendedReceipt>> ListAsync(FletsCollectDbContext db, int most, CancellationToken cancellationToken)
    {
        var open = db.CollectionResults.AsNoTracking()
            .Where(result => (long)result.Suspended > db.ReceiptMoves.Where(move => move.ResultId == result.Id && db.ReceiptDecisions.Any(decision => decision.MoveId == move.Id && decision.Approved)).Sum(move => (long)move.Amount));
        var receipts = new List<SuspendedReceipt>();
        foreach (var receipt in await open.OrderBy(result => result.RecordedAt).ThenBy(result => result.Id).Take(most).ToListAsync(cancellationToken))
            receipts.Add(await OfAsync(db, receipt, cancellationToken));
        return receipts;
    }

    /// <summary>How a receipt stands.</summary>
    public static async Task<SuspendedReceipt> OfAsync(FletsCollectDbContext db, CollectionResult receipt, CancellationToken cancellationToken)
    {
        var moves = await (
            from move in db.ReceiptMoves.AsNoTracking()
            where move.ResultId == receipt.Id
            join word in db.ReceiptDecisions.AsNoTracking() on move.Id equals word.MoveId into words
            from decision in words.DefaultIfEmpty()
            select new { move, decision }).ToListAsync(cancellationToken);
        var moved = moves.Where(row => row.decision?.Approved == true).Aggregate(Yen.Zero, (sum, row) => sum + row.move.Amount);
        return new SuspendedReceipt(receipt, receipt.Suspended - moved, moves.Find(row => row.decision is null)?.move);
    }
}
