using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Ledger;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Billing;

/// <summary>Why an arrival of money is not recorded. Nothing was posted.</summary>
public enum RecordRemittanceRefusal
{
    /// <summary>The amount is not above zero.</summary>
    AmountInvalid,

    /// <summary>The day has not come yet in Japan.</summary>
    DayInFuture,

    /// <summary>More than was collected and has not arrived: collection results are missing, or the amount is wrong.</summary>
    ExceedsClearing,

    /// <summary>The reference was used for another amount or day.</summary>
    ReferenceReused,
}

/// <summary>A recorded arrival.</summary>
/// <param name="Remittance">What arrived.</param>
/// <param name="Repeated">True when it was recorded before: then nothing was done.</param>
/// <param name="StillClearing">What was collected and has not arrived yet.</param>
public sealed record RecordedRemittance(Remittance Remittance, bool Repeated, Yen StillClearing);

/// <summary>Records that collected money arrived at the provider's bank, as its statement says: from there payouts are made.</summary>
public sealed class RecordRemittance(UnitOfWork unitOfWork, TimeProvider clock)
{
    public Task<Result<RecordedRemittance, RecordRemittanceRefusal>> ExecuteAsync(string reference, Yen amount, DateOnly arrivedOn, string by, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<RecordedRemittance, RecordRemittanceRefusal>>(
            async (db, token) =>
            {
                var now = clock.Instant();
                if (!amount.IsPositive)
                    return RecordRemittanceRefusal.AmountInvalid;
                if (arrivedOn > BusinessDate.At(now))
                    return RecordRemittanceRefusal.DayInFuture;
                // Two arrivals at once must not both find the same money in clearing.
                await LedgerHead.LockAsync(db, token);
                var clearing = -await TrialBalance.CreditBalanceAsync(db, ChartOfAccounts.CollectionClearing, token);
                if (await db.Remittances.AsNoTracking().SingleOrDefaultAsync(remittance => remittance.Reference == reference, token) is { } earlier)
                {
                    return earlier.Amount == amount && earlier.ArrivedOn == arrivedOn
                        ? new RecordedRemittance(earlier, Repeated: true, clearing)
                        : RecordRemittanceRefusal.ReferenceReused;
                }
                if (amount > clearing)
                    return RecordRemittanceRefusal.ExceedsClearing;
                var remittance = new Remittance(reference, amount, arrivedOn, by, now);
                db.Add(remittance);
                db.AddRange(BillingPostings.Remitted(remittance).ToTransfers(now));
                db.Add(AuditEntry.Of("remittance.recorded", AuditActor.Person(by), reference, now, new { amount = amount.Amount, arrivedOn }));
                return new RecordedRemittance(remittance, Repeated: false, clearing - amount);
            },
            cancellationToken);
}
