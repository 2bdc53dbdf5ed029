using FletsCollect.Ledger;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Settlement;

/// <summary>What came and went on a merchant's available money between two statements, from the ledger: the lines of a statement's sum.</summary>
public static class StatementMovements
{
    /// <summary>What a statement posts itself: no movement of the next one, which begins with what it left.</summary>
    private static readonly JournalEntryKind[] OfStatements = [JournalEntryKind.FeeStatementClosed, JournalEntryKind.BilledGuaranteed];

    /// <summary>What a statement can begin from.</summary>
    /// <param name="db">The database.</param>
    /// <param name="merchantCode">Whose.</param>
    /// <param name="before">The statement before; null for the first.</param>
    /// <param name="throughBatch">The last ledger batch to look at.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<StatementBalance> BalanceAsync(FletsCollectDbContext db, string merchantCode, FeeStatement? before, long throughBatch, CancellationToken cancellationToken)
    {
        var moved = await ByKindAsync(db, merchantCode, before?.ThroughBatch ?? 0, throughBatch, cancellationToken);
        return new StatementBalance(throughBatch, before is { IsCarriedOver: true } ? before.Payable : Yen.Zero, moved.Aggregate(Yen.Zero, (sum, movement) => sum + movement.Amount));
    }

    /// <summary>The movements by what caused them, in the order of the kinds; below zero for what was taken.</summary>
    public static async Task<IReadOnlyList<Movement>> ByKindAsync(FletsCollectDbContext db, string merchantCode, long afterBatch, long throughBatch, CancellationToken cancellationToken)
    {
        var account = ChartOfAccounts.MerchantPayableAvailable(merchantCode).Code;
        var window = db.Transfers.AsNoTracking().Where(transfer => transfer.BatchNumber > afterBatch && transfer.BatchNumber <= throughBatch && !OfStatements.Contains(transfer.Kind));
        var came = await window.Where(transfer => transfer.CreditAccount == account)
            .GroupBy(transfer => transfer.Kind)
            .Select(ofKind => new { ofKind.Key, Sum = ofKind.Sum(transfer => (long)transfer.Amount) })
            .ToDictionaryAsync(ofKind => ofKind.Key, ofKind => ofKind.Sum, cancellationToken);
        var went = await window.Where(transfer => transfer.DebitAccount == account)
            .GroupBy(transfer => transfer.Kind)
            .Select(ofKind => new { ofKind.Key, Sum = ofKind.Sum(transfer => (long)transfer.Amount) })
            .ToDictionaryAsync(ofKind => ofKind.Key, ofKind => ofKind.Sum, cancellationToken);
        return [.. came.Keys.Union(went.Keys).Order().Select(kind => new Movement(kind, new Yen(came.GetValueOrDefault(kind) - went.GetValueOrDefault(kind))))];
    }
}

/// <summary>What one kind of event moved.</summary>
public sealed record Movement(JournalEntryKind Kind, Yen Amount);
