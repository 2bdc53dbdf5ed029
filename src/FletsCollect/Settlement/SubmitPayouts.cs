using FletsCollect.Audit;
using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Settlement;

/// <summary>Why payouts cannot be made now.</summary>
public enum SubmitPayoutsRefusal
{
    /// <summary>The month has no statement.</summary>
    MonthNotSettled,

    /// <summary>This installation has no bank to pay through.</summary>
    BankNotConnected,
}

/// <summary>The payouts that one run handed to the bank; none when all were handed over before.</summary>
public sealed record PayoutsSubmitted(BillingMonth Month, IReadOnlyList<Payout> Payouts);

/// <summary>
/// Pays the closed statements of a month. The payout is in transit, durably, before the bank gets the order: after a crash between the
/// two the next run hands the same order over again, and the bank, which knows it by its reference, pays it once.
/// </summary>
public sealed class SubmitPayouts(UnitOfWork unitOfWork, IDbContextFactory<FletsCollectDbContext> contexts, IBankChannel bank, TimeProvider clock)
{
    public async Task<Result<PayoutsSubmitted, SubmitPayoutsRefusal>> ExecuteAsync(BillingMonth month, CancellationToken cancellationToken)
    {
        if (!bank.IsConnected)
            return SubmitPayoutsRefusal.BankNotConnected;
        List<Guid> due;
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            var ofMonth = await db.Payouts.AsNoTracking().Where(payout => payout.Month == month).OrderBy(payout => payout.Id).Select(payout => new { payout.Id, payout.Status }).ToListAsync(cancellationToken);
            if (ofMonth.Count == 0)
                return SubmitPayoutsRefusal.MonthNotSettled;
            due = [.. ofMonth.Where(payout => payout.Status is PayoutStatus.Closed or PayoutStatus.Submitted).Select(payout => payout.Id)];
        }
        var submitted = new List<Payout>();
        foreach (var id in due)
        {
            var (payout, order, fresh) = await unitOfWork.CommitAsync((db, token) => SubmitAsync(db, id, token), cancellationToken);
            if (order is null)
                continue;
            await bank.SubmitAsync(order, cancellationToken);
            if (fresh)
                submitted.Add(payout);
        }
        return new PayoutsSubmitted(month, submitted);
    }

    private async Task<(Payout Payout, PayoutOrder? Order, bool Fresh)> SubmitAsync(FletsCollectDbContext db, Guid id, CancellationToken cancellationToken)
    {
        var payout = await db.Payouts.SingleAsync(payout => payout.Id == id, cancellationToken);
        var merchant = await db.Merchants.AsNoTracking().SingleAsync(merchant => merchant.Id == payout.MerchantId, cancellationToken);
        var order = payout.OrderFor(merchant.Code);
        if (payout.Status == PayoutStatus.Submitted)
            return (payout, order, Fresh: false);
        if (payout.Status != PayoutStatus.Closed)
            return (payout, Order: null, Fresh: false);
        var now = clock.Instant();
        payout.Submit(now);
        db.AddRange(SettlementPostings.PayoutMade(payout, merchant.Code, BusinessDate.At(now)).ToTransfers(now));
        db.Add(AuditEntry.Of("payout.submitted", AuditActor.Operator, payout.PublicId, now, new { merchant = merchant.Code, amount = payout.Amount.Amount }));
        return (payout, order, Fresh: true);
    }
}
