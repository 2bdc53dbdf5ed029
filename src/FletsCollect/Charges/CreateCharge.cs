using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Idempotency;
using FletsCollect.Ledger;
using FletsCollect.Merchants;
using FletsCollect.Outbox;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Charges;

/// <summary>Why a merchant's charge was refused (provider.md, "Charge call"). In every case nothing was charged.</summary>
public enum ChargeRefusal
{
    /// <summary>No such grant, or another merchant's, or not the one that the token was issued for.</summary>
    GrantNotFound,
    GrantConsumed,

    /// <summary>The grant ran out or was revoked.</summary>
    GrantEnded,

    /// <summary>The order or the currency is not the approved one.</summary>
    GrantMismatch,
    AmountMismatch,

    /// <summary>More than the most that was approved.</summary>
    AmountExceedsGrant,

    /// <summary>The items do not add up to the charge.</summary>
    ItemsMismatch,

    /// <summary>An item has a tax rate that is not in force today.</summary>
    TaxRateNotAllowed,

    /// <summary>The period that is running was charged already.</summary>
    PeriodLimitExceeded,

    /// <summary>Before the first day, after the last, or after what a cancellation left.</summary>
    OutsideSchedule,

    /// <summary>A monthly purchase is charged by its subscription, and there is none yet.</summary>
    SubscriptionNotStarted,

    /// <summary>The line's limit for the month would be passed.</summary>
    LimitExceeded,

    /// <summary>The ID's own limit for the month would be passed.</summary>
    CredentialLimitExceeded,

    /// <summary>The household does not buy from this merchant.</summary>
    MerchantBlocked,

    /// <summary>The household stopped all purchases.</summary>
    PurchasesStopped,

    /// <summary>The line, the credential or the merchant was stopped after the approval.</summary>
    PayerUnavailable,

    /// <summary>The idempotency key was used for another request.</summary>
    IdempotencyKeyReused,

    /// <summary>Another request under the key, or one that holds what this needs, is not done yet.</summary>
    RequestInProgress,
}

/// <summary>What a merchant's back end asks for with a token.</summary>
/// <param name="MerchantCode">The authenticated client.</param>
/// <param name="TokenGrantId">The grant for which the token was issued.</param>
/// <param name="GrantId">The grant that the request names.</param>
/// <param name="Amount">What it wants to charge.</param>
/// <param name="MerchantReference">The order it charges for.</param>
/// <param name="Idempotency">The key under which a repeat is answered as the first time.</param>
/// <param name="Items">What the charge is for; none when the merchant names nothing.</param>
public sealed record CreateChargeCommand(
    string MerchantCode, Guid TokenGrantId, Guid GrantId, Yen Amount, string MerchantReference, IdempotencyKey Idempotency, params IReadOnlyList<ChargeItem> Items)
{
    /// <summary>Why this may not be charged now, whatever the line has left of its limit; null when it may.</summary>
    public ChargeRefusal? Refusal(ChargeGrant grant, ChargePayer payer, DateTime now)
    {
        if (payer.Refusal(grant) is { } stopped)
            return stopped;
        // A monthly purchase is charged by its subscription, once a period.
        if (grant.Details is not OnceDetails)
            return ChargeRefusal.GrantMismatch;
        if (grant.Refusal(Amount, MerchantReference, now) is { } refusal)
            return refusal;
        return ChargeItem.FaultOf(Items, Amount, BusinessDate.At(now)) switch
        {
            null => null,
            ItemsFault.SumDiffers => ChargeRefusal.ItemsMismatch,
            ItemsFault.TaxRateNotAllowed => ChargeRefusal.TaxRateNotAllowed,
            var fault => throw new InvalidOperationException($"No refusal for {fault}."),
        };
    }
}

/// <summary>
/// Makes a charge exactly once, in one step or, when the purchase was approved as deferred, as a reservation: grant, limit, charge,
/// history, journal entry, stored answer, event and audit commit together, or nothing does.
/// </summary>
public sealed class CreateCharge(IdempotentWork idempotent, SpendingLimits limits, TimeProvider clock)
{
    /// <summary>The operation's name among the idempotency keys.</summary>
    public const string Operation = "charge.create";

    /// <param name="command">The charge.</param>
    /// <param name="render">Puts the outcome into the words of the interface; what it returns is what a repeat of the request gets.</param>
    /// <param name="cancellationToken">Gives up waiting; what is committed stays.</param>
    /// <param name="beside">Adds what the interface keeps beside a charge that is made, in the same transaction.</param>
    public async Task<IdempotentAnswer> ExecuteAsync(
        CreateChargeCommand command, Func<Result<Charge, ChargeRefusal>, StoredAnswer> render, CancellationToken cancellationToken, Action<FletsCollectDbContext, Charge>? beside = null)
    {
        var once = await idempotent.CommitAsync(
            command.MerchantCode,
            command.Idempotency,
            async (db, merchant, token) =>
            {
                var now = clock.Instant();
                var outcome = await DecideAsync(db, merchant, command, now, token);
                if (outcome.Succeeded(out var charge, out var refusal))
                {
                    beside?.Invoke(db, charge);
                    db.AddRange(ChargeNews.Of(charge, charge.Status == ChargeStatus.Reserved ? EventTypes.ChargeReserved : EventTypes.ChargeConfirmed, AuditActor.Merchant(merchant.Code), now));
                }
                else
                {
                    db.Add(AuditEntry.Of("charge.refused", AuditActor.Merchant(merchant.Code), PublicId.Format(PublicId.Grant, command.GrantId), now, new { reason = refusal.ToString() }));
                }
                return render(outcome);
            },
            cancellationToken);
        if (once.Succeeded(out var answer, out var refused))
            return answer;
        return new IdempotentAnswer(
            render(refused switch
            {
                IdempotencyRefusal.KeyReused => ChargeRefusal.IdempotencyKeyReused,
                IdempotencyRefusal.InProgress => ChargeRefusal.RequestInProgress,
                _ => throw new ArgumentOutOfRangeException(nameof(command), refused, "Unknown refusal."),
            }),
            Replayed: false);
    }

    private async Task<Result<Charge, ChargeRefusal>> DecideAsync(
        FletsCollectDbContext db, Merchant merchant, CreateChargeCommand command, DateTime now, CancellationToken cancellationToken)
    {
        if (await ChargeGrant.FindAsync(db, merchant, command.TokenGrantId, command.GrantId, cancellationToken) is not { } grant)
            return ChargeRefusal.GrantNotFound;
        var payer = await ChargePayer.FindAsync(db, merchant.Code, grant.CredentialId, cancellationToken);
        if (command.Refusal(grant, payer, now) is { } refusal)
            return refusal;
        var month = BillingMonth.At(now);
        var over = grant.IsDeferred
            ? await Spending.TryReserveAsync(db, payer.SpenderBy(grant), month, command.Amount, limits, cancellationToken)
            : await Spending.TryPostAsync(db, payer.SpenderBy(grant), month, command.Amount, limits, cancellationToken);
        if (over is { } exceeded)
            return ChargePayer.Explain(exceeded);

        grant.Consume();
        if (grant.IsDeferred)
        {
            var (reservation, reserved) = Charge.Reserve(grant, command.Amount, command.Items, now);
            db.AddRange(reservation, reserved);
            return reservation;
        }
        var (charge, captured) = Charge.Capture(grant, command.Amount, command.Items, now);
        db.AddRange(charge, captured);
        db.AddRange(ChargePostings.Captured(captured, merchant.Code).ToTransfers(now));
        return charge;
    }
}
