using FletsCollect.Audit;
using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Settlement;

/// <summary>Why a batch cannot be handed to the bank. Nothing was posted.</summary>
public enum SubmitPayoutBatchRefusal
{
    BatchNotFound,

    /// <summary>No second person approved the batch, or it was withdrawn.</summary>
    BatchNotApproved,
}

/// <summary>The approved file of a batch, and whether it was handed over before.</summary>
public sealed record SubmittedBatch(PayoutBatch Batch, BankFile File, bool Repeated);

/// <summary>
/// Marks a batch as handed to the bank and gives its file. The money is in transit, durably, before the bank gets the file: after a crash
/// between the two the same call gives the same bytes again, and the bank, which knows them by the batch number, carries them out once.
/// </summary>
public sealed class SubmitPayoutBatch(UnitOfWork unitOfWork, TimeProvider clock)
{
    public Task<Result<SubmittedBatch, SubmitPayoutBatchRefusal>> ExecuteAsync(long number, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<SubmittedBatch, SubmitPayoutBatchRefusal>>(
            async (db, token) =>
            {
                var batch = await db.PayoutBatches.SingleOrDefaultAsync(batch => batch.Number == number, token);
                if (batch is null)
                    return SubmitPayoutBatchRefusal.BatchNotFound;
                if (batch.TransferFile is null || batch.TransferFileHash is null)
                    return SubmitPayoutBatchRefusal.BatchNotApproved;
                var file = new BankFile(batch.Number, batch.TransferFile, batch.TransferFileHash);
                if (batch.Status == PayoutBatchStatus.Submitted)
                    return new SubmittedBatch(batch, file, Repeated: true);

                var now = clock.Instant();
                var transfers = await db.PayoutTransfers.AsNoTracking().Where(transfer => transfer.BatchId == batch.Id).OrderBy(transfer => transfer.Position).ToListAsync(token);
                var payouts = await db.Payouts.Where(payout => payout.BatchId == batch.Id).ToDictionaryAsync(payout => payout.Id, token);
                var merchants = transfers.Select(transfer => transfer.MerchantId).ToArray();
                var codes = await db.Merchants.Where(merchant => merchants.Contains(merchant.Id)).ToDictionaryAsync(merchant => merchant.Id, merchant => merchant.Code, token);
                foreach (var transfer in transfers)
                {
                    payouts[transfer.PayoutId].Submit(now);
                    db.AddRange(SettlementPostings.PayoutMade(transfer, codes[transfer.MerchantId], BusinessDate.At(now)).ToTransfers(now));
                }
                batch.Submit(now);
                db.Add(AuditEntry.Of("payout-batch.submitted", AuditActor.Operator, $"{batch.Number}", now, new { count = batch.Count, total = batch.Total.Amount, file = batch.TransferFileHash }));
                return new SubmittedBatch(batch, file, Repeated: false);
            },
            cancellationToken);
}
