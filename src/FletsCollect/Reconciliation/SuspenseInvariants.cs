using FletsCollect.Billing;
using FletsCollect.Ledger;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Reconciliation;

/// <summary>What must hold between receipts in suspense, what two people moved out of it, and the ledger. Moves are made by hand, so there are few.</summary>
internal static class SuspenseInvariants
{
    public static async Task<IReadOnlyList<Finding>> CheckAsync(FletsCollectDbContext db, TrialBalance balances, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        void Add(string subject, string message) => findings.Add(new Finding(Invariant.Suspense, subject, message));
        var approved = await (
            from decision in db.ReceiptDecisions.AsNoTracking()
            where decision.Approved
            join proposed in db.ReceiptMoves.AsNoTracking() on decision.MoveId equals proposed.Id into moves
            from move in moves.DefaultIfEmpty()
            select new { decision, move }).ToListAsync(cancellationToken);
        var posted = (await db.Transfers.AsNoTracking().Where(transfer => transfer.Kind == JournalEntryKind.ReceiptMoved).ToListAsync(cancellationToken)).ToLookup(transfer => transfer.SourceId);
        var payments = await (
            from move in db.ReceiptMoves.AsNoTracking()
            join result in db.CollectionResults.AsNoTracking() on move.InvoiceId equals result.InvoiceId
            select new { result.Reference, result.Amount }).Where(payment => payment.Reference.StartsWith(PublicId.ReceiptMove + "_")).ToListAsync(cancellationToken);
        var paid = payments.DistinctBy(payment => payment.Reference).ToDictionary(payment => payment.Reference, payment => payment.Amount, StringComparer.Ordinal);
        foreach (var row in approved)
        {
            if (row.move is not { } move)
            {
                Add($"decision {row.decision.MoveId}", "A move out of suspense is approved that nobody proposed.");
                continue;
            }
            if (string.Equals(move.ProposedBy, row.decision.DecidedBy, StringComparison.OrdinalIgnoreCase))
                Add(move.PublicId, "No second person approved the move.");
            if (!BillingPostings.Moved(move, default).Postings.SequenceEqual(posted[move.Id].Select(SettlementInvariants.PostingOf)))
                Add(move.PublicId, $"What the move of {move.Amount} yen posted is not what it says.");
            if (move.Kind == ReceiptMoveKind.Match && (!paid.TryGetValue(move.PublicId, out var amount) || amount != move.Amount))
                Add(move.PublicId, $"{move.Amount} yen left suspense, and the invoice was not paid by them.");
        }
        var known = approved.Select(row => row.decision.MoveId).ToHashSet();
        foreach (var entry in posted.Where(entry => !known.Contains(entry.Key)))
            Add($"source {entry.Key}", "A move out of suspense is posted that nobody approved.");

        var overdrawn = db.CollectionResults.AsNoTracking()
            .Where(result => db.ReceiptMoves.Where(move => move.ResultId == result.Id && db.ReceiptDecisions.Any(decision => decision.MoveId == move.Id && decision.Approved)).Sum(move => (long)move.Amount) > (long)result.Suspended);
        foreach (var reference in await overdrawn.Select(result => result.Reference).ToListAsync(cancellationToken))
            Add($"result {reference}", "More was moved out of suspense than it brought.");
        var suspended = await db.CollectionResults.SumAsync(result => (long)result.Suspended, cancellationToken);
        var left = new Yen(suspended) - approved.Where(row => row.move is not null).Aggregate(Yen.Zero, (sum, row) => sum + row.move!.Amount);
        var held = balances.Accounts.Where(account => account.Account == ChartOfAccounts.Suspense).Aggregate(Yen.Zero, (sum, account) => sum - account.Balance);
        if (held != left)
            Add(ChartOfAccounts.Suspense.Code, $"The ledger holds {held} yen, the receipts in suspense come to {left} yen.");
        return findings;
    }
}
