using FletsCollect.Audit;
using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Settlement;

/// <summary>Why a batch cannot be approved or withdrawn. Nothing was changed.</summary>
public enum DecidePayoutBatchRefusal
{
    BatchNotFound,

    /// <summary>The batch was decided before.</summary>
    BatchNotProposed,

    /// <summary>Who decides is not named.</summary>
    DeciderMissing,

    /// <summary>Who proposed a batch does not approve it.</summary>
    MakerIsChecker,

    /// <summary>A merchant's bank account was changed since the batch was proposed.</summary>
    AccountChanged,

    /// <summary>The payout date has passed: the bank would refuse the file.</summary>
    PayoutDatePassed,

    /// <summary>The provider's own account is not configured, or something in the batch cannot be written.</summary>
    FileNotWritable,
}

/// <summary>
/// The second person's word on a batch. Approving releases its payouts and writes the transfer file, whole or not at all; withdrawing lets
/// its payouts be proposed again.
/// </summary>
public sealed class DecidePayoutBatch(UnitOfWork unitOfWork, TransferSender sender, TimeProvider clock)
{
    public Task<Result<PayoutBatch, DecidePayoutBatchRefusal>> ApproveAsync(long number, string by, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<PayoutBatch, DecidePayoutBatchRefusal>>(
            async (db, token) =>
            {
                var batch = await db.PayoutBatches.SingleOrDefaultAsync(batch => batch.Number == number, token);
                if (Refusal(batch, by) is { } refusal)
                    return refusal;
                if (string.Equals(batch!.ProposedBy, by, StringComparison.OrdinalIgnoreCase))
                    return DecidePayoutBatchRefusal.MakerIsChecker;
                var now = clock.Instant();
                if (batch.PayoutDate < BusinessDate.At(now))
                    return DecidePayoutBatchRefusal.PayoutDatePassed;
                var transfers = await db.PayoutTransfers.AsNoTracking().Where(transfer => transfer.BatchId == batch.Id).OrderBy(transfer => transfer.Position).ToListAsync(token);
                var merchants = transfers.Select(transfer => transfer.MerchantId).ToArray();
                var accounts = await db.MerchantBankAccounts.AsNoTracking().Where(row => merchants.Contains(row.MerchantId)).ToDictionaryAsync(row => row.MerchantId, row => row.Account, token);
                if (transfers.Exists(transfer => accounts.GetValueOrDefault(transfer.MerchantId) != transfer.Payee))
                    return DecidePayoutBatchRefusal.AccountChanged;
                if (ZenginTransferFile.Check(sender.ToSender(), batch.PayoutDate, FileOf(batch, transfers)).Count > 0)
                    return DecidePayoutBatchRefusal.FileNotWritable;
                foreach (var payout in await PayoutsAsync(db, batch, token))
                    payout.Release();
                batch.Approve(by, ZenginTransferFile.Write(sender.ToSender(), batch.PayoutDate, FileOf(batch, transfers)), now);
                db.Add(AuditEntry.Of("payout-batch.approved", AuditActor.Person(by), $"{batch.Number}", now, new { count = batch.Count, total = batch.Total.Amount, file = batch.TransferFileHash }));
                return batch;
            },
            cancellationToken);

    public Task<Result<PayoutBatch, DecidePayoutBatchRefusal>> WithdrawAsync(long number, string by, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<PayoutBatch, DecidePayoutBatchRefusal>>(
            async (db, token) =>
            {
                var batch = await db.PayoutBatches.SingleOrDefaultAsync(batch => batch.Number == number, token);
                if (Refusal(batch, by) is { } refusal)
                    return refusal;
                var now = clock.Instant();
                foreach (var payout in await PayoutsAsync(db, batch!, token))
                    payout.Withdraw();
                batch!.Withdraw(by, now);
                db.Add(AuditEntry.Of("payout-batch.withdrawn", AuditActor.Person(by), $"{batch.Number}", now));
                return batch;
            },
            cancellationToken);

    private static DecidePayoutBatchRefusal? Refusal(PayoutBatch? batch, string by)
    {
        if (batch is null)
            return DecidePayoutBatchRefusal.BatchNotFound;
        if (string.IsNullOrWhiteSpace(by))
            return DecidePayoutBatchRefusal.DeciderMissing;
        return batch.Status == PayoutBatchStatus.Proposed ? null : DecidePayoutBatchRefusal.BatchNotProposed;
    }

    private static Task<List<Payout>> PayoutsAsync(FletsCollectDbContext db, PayoutBatch batch, CancellationToken cancellationToken) =>
        db.Payouts.Where(payout => payout.BatchId == batch.Id).ToListAsync(cancellationToken);

    private static List<ZenginTransfer> FileOf(PayoutBatch batch, List<PayoutTransfer> transfers) =>
        [.. transfers.Select(transfer => new ZenginTransfer(batch.Number, transfer.Position, transfer.Payee, transfer.Amount))];
}
