using FletsCollect.Audit;
using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Settlement;

/// <summary>Why the bank's word on a payout cannot be recorded. Nothing was posted.</summary>
public enum ConfirmPayoutRefusal
{
    PayoutNotFound,

    /// <summary>The payout was not handed to the bank, or came back.</summary>
    PayoutNotSubmitted,

    /// <summary>The payout was confirmed under another name of the bank's.</summary>
    ReferenceMismatch,
}

/// <summary>A confirmed payout, and whether it was confirmed before: then nothing was done.</summary>
public sealed record ConfirmedPayout(Payout Payout, bool Repeated);

/// <summary>Records that the bank paid a merchant. The same confirmation twice does nothing.</summary>
public sealed class ConfirmPayout(UnitOfWork unitOfWork, TimeProvider clock)
{
    public Task<Result<ConfirmedPayout, ConfirmPayoutRefusal>> ExecuteAsync(Guid payoutId, BankConfirmation confirmation, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<ConfirmedPayout, ConfirmPayoutRefusal>>(
            async (db, token) =>
            {
                var payout = await db.Payouts.SingleOrDefaultAsync(payout => payout.Id == payoutId, token);
                if (payout is null)
                    return ConfirmPayoutRefusal.PayoutNotFound;
                if (payout.Status == PayoutStatus.Settled)
                {
                    return string.Equals(payout.BankReference, confirmation.BankReference, StringComparison.Ordinal)
                        ? new ConfirmedPayout(payout, Repeated: true)
                        : ConfirmPayoutRefusal.ReferenceMismatch;
                }
                if (PayoutTransitions.Next(payout.Status, PayoutEvent.Settle) is null)
                    return ConfirmPayoutRefusal.PayoutNotSubmitted;
                var now = clock.Instant();
                var merchant = await db.Merchants.AsNoTracking().SingleAsync(merchant => merchant.Id == payout.MerchantId, token);
                payout.Settle(confirmation.BankReference, now);
                db.AddRange(SettlementPostings.PayoutConfirmed(payout, merchant.Code, BusinessDate.At(now)).ToTransfers(now));
                db.Add(AuditEntry.Of("payout.settled", AuditActor.Operator, payout.PublicId, now, new { merchant = merchant.Code, amount = payout.Amount.Amount, bank = confirmation.BankReference }));
                return new ConfirmedPayout(payout, Repeated: false);
            },
            cancellationToken);
}
