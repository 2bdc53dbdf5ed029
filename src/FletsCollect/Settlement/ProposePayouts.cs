using FletsCollect.Audit;
using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Settlement;

/// <summary>Why payouts cannot be proposed now. Nothing was proposed.</summary>
public enum ProposePayoutsRefusal
{
    /// <summary>The month has no statement.</summary>
    MonthNotSettled,

    /// <summary>Who proposes is not named.</summary>
    ProposerMissing,
}

/// <summary>The batches that one run proposed, and the merchants that are owed money and named no bank account.</summary>
public sealed record PayoutsProposed(BillingMonth Month, IReadOnlyList<PayoutBatch> Batches, IReadOnlyList<string> WithoutAccount);

/// <summary>
/// Puts a month's waiting payouts, and those that the bank sent back, into batches for a second person to approve: one for each payout
/// date, and a date that has passed becomes the next bank day. No payout is in two batches that are not decided.
/// </summary>
public sealed class ProposePayouts(UnitOfWork unitOfWork, TimeProvider clock)
{
    public Task<Result<PayoutsProposed, ProposePayoutsRefusal>> ExecuteAsync(BillingMonth month, string by, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<PayoutsProposed, ProposePayoutsRefusal>>(
            async (db, token) =>
            {
                if (string.IsNullOrWhiteSpace(by))
                    return ProposePayoutsRefusal.ProposerMissing;
                var payouts = await db.Payouts.Where(payout => payout.Month == month).OrderBy(payout => payout.Id).ToListAsync(token);
                if (payouts.Count == 0)
                    return ProposePayoutsRefusal.MonthNotSettled;
                var waiting = payouts.FindAll(payout => payout.CanBeProposed);
                var merchants = waiting.Select(payout => payout.MerchantId).Distinct().ToArray();
                var accounts = await db.MerchantBankAccounts.AsNoTracking().Where(row => merchants.Contains(row.MerchantId)).ToDictionaryAsync(row => row.MerchantId, row => row.Account, token);
                var without = await db.Merchants.Where(merchant => merchants.Contains(merchant.Id)).Select(merchant => new { merchant.Id, merchant.Code }).ToListAsync(token);
                without.RemoveAll(merchant => accounts.ContainsKey(merchant.Id));

                var now = clock.Instant();
                var earliest = WorkingDays.Bank.OnOrAfter(BusinessDate.At(now));
                var number = await db.PayoutBatches.MaxAsync(batch => (long?)batch.Number, token) ?? 0;
                var batches = new List<PayoutBatch>();
                foreach (var ofDate in waiting.Where(payout => accounts.ContainsKey(payout.MerchantId)).GroupBy(payout => payout.PayoutDate < earliest ? earliest : payout.PayoutDate))
                {
                    var batch = new PayoutBatch(++number, ofDate.Key, by, now);
                    db.Add(batch);
                    db.AddRange(ofDate.Select(payout => batch.Take(payout, accounts[payout.MerchantId])));
                    db.Add(AuditEntry.Of("payout-batch.proposed", AuditActor.Person(by), $"{batch.Number}", now, new { count = batch.Count, total = batch.Total.Amount, date = batch.PayoutDate }));
                    batches.Add(batch);
                }
                return new PayoutsProposed(month, batches, [.. without.Select(merchant => merchant.Code).Order(StringComparer.Ordinal)]);
            },
            cancellationToken);
}
