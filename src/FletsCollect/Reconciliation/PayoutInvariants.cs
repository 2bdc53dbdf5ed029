using FletsCollect.Ledger;
using FletsCollect.Settlement;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Reconciliation;

/// <summary>What must hold between fee statements, payouts, their batches, the bank's word and the ledger.</summary>
internal static class PayoutInvariants
{
    public static async Task<IReadOnlyList<Finding>> CheckAsync(FletsCollectDbContext db, TrialBalance balances, CancellationToken cancellationToken)
    {
        var payouts = await db.Payouts.AsNoTracking().ToListAsync(cancellationToken);
        var batches = await db.PayoutBatches.AsNoTracking().ToListAsync(cancellationToken);
        var transfers = await db.PayoutTransfers.AsNoTracking().OrderBy(transfer => transfer.Position).ToListAsync(cancellationToken);
        return
        [
            .. await PayoutsAsync(db, payouts, batches, transfers, cancellationToken),
            .. Batches(batches, transfers),
            .. Waiting(payouts, balances),
        ];
    }

    /// <summary>A payout's state follows from its last batch and what the bank said of it, and each transfer has posted what its own fate means.</summary>
    private static async Task<List<Finding>> PayoutsAsync(FletsCollectDbContext db, List<Payout> payouts, List<PayoutBatch> batches, List<PayoutTransfer> transfers, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var statements = await db.FeeStatements.AsNoTracking().ToDictionaryAsync(statement => statement.Id, cancellationToken);
        var results = await db.BankResults.AsNoTracking().ToDictionaryAsync(result => result.TransferId, cancellationToken);
        var made = await PostedAsync(db, JournalEntryKind.PayoutMade, cancellationToken);
        var confirmed = await PostedAsync(db, JournalEntryKind.PayoutConfirmed, cancellationToken);
        var returned = await PostedAsync(db, JournalEntryKind.PayoutReturned, cancellationToken);
        var batchOf = batches.ToDictionary(batch => batch.Id);
        var ofPayout = transfers.ToLookup(transfer => transfer.PayoutId);
        foreach (var payout in payouts)
        {
            if (!statements.Remove(payout.StatementId, out var statement) || statement.Payable != payout.Amount || statement.MerchantId != payout.MerchantId)
                findings.Add(new Finding(Invariant.Payout, payout.PublicId, $"The payout of {payout.Amount} yen is not what its statement left."));
            var expected = statement is { IsCarriedOver: true } ? PayoutStatus.CarriedOver : PayoutStatus.Closed;
            var fates = ofPayout[payout.Id]
                .Select(transfer => (Transfer: transfer, Batch: batchOf.GetValueOrDefault(transfer.BatchId), Result: results.GetValueOrDefault(transfer.Id)))
                .OrderBy(fate => fate.Batch?.Number);
            foreach (var (transfer, batch, result) in fates)
            {
                expected = (batch?.Status, result?.Outcome) switch
                {
                    (PayoutBatchStatus.Submitted, null) => PayoutStatus.Submitted,
                    (PayoutBatchStatus.Submitted, BankOutcome.Arrived) => PayoutStatus.Settled,
                    (PayoutBatchStatus.Submitted, BankOutcome.Returned) => PayoutStatus.Failed,
                    (PayoutBatchStatus.Approved, null) => PayoutStatus.Batched,
                    _ => expected,
                };
                made.Remove(transfer.Id, out var sent);
                confirmed.Remove(transfer.Id, out var arrived);
                returned.Remove(transfer.Id, out var back);
                Yen If(bool holds) => holds ? payout.Amount : Yen.Zero;
                if (transfer.Amount != payout.Amount
                    || transfer.MerchantId != payout.MerchantId
                    || sent != If(batch?.Status == PayoutBatchStatus.Submitted)
                    || arrived != If(result?.Outcome == BankOutcome.Arrived)
                    || back != If(result?.Outcome == BankOutcome.Returned))
                {
                    findings.Add(new Finding(Invariant.Payout, payout.PublicId, $"The transfer of {transfer.Amount} yen in batch {batch?.Number} posted {sent} yen sent, {arrived} yen arrived and {back} yen returned."));
                }
            }
            if (payout.Status != expected)
                findings.Add(new Finding(Invariant.Payout, payout.PublicId, $"The payout is {payout.Status}; by its batches and the bank it is {expected}."));
        }
        findings.AddRange(statements.Values.Select(statement => new Finding(Invariant.Payout, statement.PublicId, "The statement has no payout.")));
        findings.AddRange(made.Keys.Concat(confirmed.Keys).Concat(returned.Keys).Distinct().Select(id => new Finding(Invariant.Payout, $"source {id}", "A payout is posted that is not there.")));
        return findings;
    }

    private static IEnumerable<Finding> Batches(List<PayoutBatch> batches, List<PayoutTransfer> transfers)
    {
        var ofBatch = transfers.ToLookup(transfer => transfer.BatchId);
        foreach (var batch in batches)
        {
            var total = ofBatch[batch.Id].Aggregate(Yen.Zero, (sum, transfer) => sum + transfer.Amount);
            if (batch.Count != ofBatch[batch.Id].Count() || batch.Total != total)
                yield return new Finding(Invariant.PayoutBatch, $"batch {batch.Number}", $"The batch says {batch.Count} transfers of {batch.Total} yen, it has {ofBatch[batch.Id].Count()} of {total} yen.");
            if (batch.Status is not (PayoutBatchStatus.Approved or PayoutBatchStatus.Submitted))
                continue;
            if (batch.DecidedBy is null || string.Equals(batch.DecidedBy, batch.ProposedBy, StringComparison.OrdinalIgnoreCase))
                yield return new Finding(Invariant.PayoutBatch, $"batch {batch.Number}", "No second person approved the batch.");
            if (batch.TransferFile is null || PayoutBatch.HashOf(batch.TransferFile) != batch.TransferFileHash)
                yield return new Finding(Invariant.PayoutBatch, $"batch {batch.Number}", "The transfer file is not the one that was approved.");
        }
    }

    private static IEnumerable<Finding> Waiting(List<Payout> payouts, TrialBalance balances)
    {
        var waiting = payouts
            .Where(payout => payout.Status is PayoutStatus.Closed or PayoutStatus.Approved or PayoutStatus.Batched or PayoutStatus.Failed)
            .Aggregate(Yen.Zero, (sum, payout) => sum + payout.Amount);
        var closed = balances.Accounts.Where(account => account.Account.Kind == ChartOfAccounts.MerchantPayableClosedKind).Aggregate(Yen.Zero, (sum, account) => sum - account.Balance);
        if (waiting != closed)
            yield return new Finding(Invariant.Payout, ChartOfAccounts.MerchantPayableClosedKind, $"Payouts of {waiting} yen wait, the accounts hold {closed} yen.");
    }

    private static Task<Dictionary<Guid, Yen>> PostedAsync(FletsCollectDbContext db, JournalEntryKind kind, CancellationToken cancellationToken) =>
        db.Transfers.AsNoTracking().Where(transfer => transfer.Kind == kind).ToDictionaryAsync(transfer => transfer.SourceId, transfer => transfer.Amount, cancellationToken);
}
