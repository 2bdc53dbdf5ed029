using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Outbox;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Settlement;

/// <summary>Why the bank's word on a payout cannot be recorded. Nothing was posted.</summary>
public enum RecordBankResultRefusal
{
    PayoutNotFound,

    /// <summary>The payout was not handed to the bank.</summary>
    PayoutNotSubmitted,

    /// <summary>The bank said something else of this transfer before, or under another reference.</summary>
    ResultDiffers,

    /// <summary>The reference is empty.</summary>
    ReferenceMissing,
}

/// <summary>A payout with the bank's word on it, and whether that was recorded before: then nothing was done.</summary>
public sealed record RecordedBankResult(Payout Payout, bool Repeated);

/// <summary>
/// Records what the bank did with a payout's last transfer: it arrived, or it came back (組戻し), and then the money waits for the merchant
/// again until the payout is in another batch. The same answer twice does nothing.
/// </summary>
public sealed class RecordBankResult(UnitOfWork unitOfWork, TimeProvider clock)
{
    public Task<Result<RecordedBankResult, RecordBankResultRefusal>> ExecuteAsync(Guid payoutId, BankAnswer answer, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<RecordedBankResult, RecordBankResultRefusal>>(
            async (db, token) =>
            {
                if (string.IsNullOrWhiteSpace(answer.Reference))
                    return RecordBankResultRefusal.ReferenceMissing;
                var payout = await db.Payouts.SingleOrDefaultAsync(payout => payout.Id == payoutId, token);
                if (payout is null)
                    return RecordBankResultRefusal.PayoutNotFound;
                // An answer that comes again may be about a transfer that another one has followed since.
                var sent = await (
                    from transfer in db.PayoutTransfers.AsNoTracking()
                    join batch in db.PayoutBatches.AsNoTracking() on transfer.BatchId equals batch.Id
                    where transfer.PayoutId == payoutId && batch.Status == PayoutBatchStatus.Submitted
                    orderby batch.Number descending
                    select transfer).ToListAsync(token);
                var ids = sent.Select(transfer => transfer.Id).ToArray();
                var results = await db.BankResults.AsNoTracking().Where(result => ids.Contains(result.TransferId)).ToListAsync(token);
                if (results.Exists(result => result.Repeats(answer)))
                    return new RecordedBankResult(payout, Repeated: true);
                if (payout.Status == PayoutStatus.Settled || results.Exists(result => string.Equals(result.Reference, answer.Reference, StringComparison.Ordinal)))
                    return RecordBankResultRefusal.ResultDiffers;
                if (payout.Status != PayoutStatus.Submitted)
                    return RecordBankResultRefusal.PayoutNotSubmitted;
                await RecordAsync(db, payout, sent[0], answer, token);
                return new RecordedBankResult(payout, Repeated: false);
            },
            cancellationToken);

    private async Task RecordAsync(FletsCollectDbContext db, Payout payout, PayoutTransfer transfer, BankAnswer answer, CancellationToken cancellationToken)
    {
        var now = clock.Instant();
        var merchant = await db.Merchants.AsNoTracking().SingleAsync(merchant => merchant.Id == payout.MerchantId, cancellationToken);
        db.Add(new BankResult(transfer, answer, now));
        switch (answer.Outcome)
        {
            case BankOutcome.Arrived:
                payout.Settle(answer.Reference, now);
                db.AddRange(SettlementPostings.PayoutConfirmed(transfer, merchant.Code, BusinessDate.At(now)).ToTransfers(now));
                db.Add(PayoutNews.Of(payout, EventTypes.PayoutPaid, now));
                break;
            case BankOutcome.Returned:
                payout.Return();
                db.AddRange(SettlementPostings.PayoutReturned(transfer, merchant.Code, BusinessDate.At(now)).ToTransfers(now));
                db.Add(PayoutNews.Of(payout, EventTypes.PayoutFailed, now, answer.Reason));
                break;
            default:
                throw new InvalidOperationException($"No rule for {answer.Outcome}.");
        }
        db.Add(AuditEntry.Of(
            answer.Outcome == BankOutcome.Arrived ? "payout.settled" : "payout.returned",
            AuditActor.Operator, payout.PublicId, now, new { merchant = merchant.Code, amount = payout.Amount.Amount, bank = answer.Reference, reason = answer.Reason }));
    }
}
