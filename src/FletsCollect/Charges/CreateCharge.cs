using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Idempotency;
using FletsCollect.Ledger;
using FletsCollect.Merchants;
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
    LimitExceeded,

    /// <summary>The line, the credential or the merchant was stopped after the approval.</summary>
    PayerUnavailable,

    /// <summary>The idempotency key was used for another request.</summary>
    IdempotencyKeyReused,
}

/// <summary>What a merchant's back end asks for with a token.</summary>
/// <param name="MerchantCode">The authenticated client.</param>
/// <param name="TokenGrantId">The grant for which the token was issued.</param>
/// <param name="GrantId">The grant that the request names.</param>
/// <param name="Amount">What it wants to charge.</param>
/// <param name="MerchantReference">The order it charges for.</param>
/// <param name="Idempotency">The key under which a repeat is answered as the first time.</param>
public sealed record CreateChargeCommand(
    string MerchantCode, Guid TokenGrantId, Guid GrantId, Yen Amount, string MerchantReference, IdempotencyKey Idempotency);

/// <summary>
/// Makes a charge exactly once: grant, limit, charge, history, journal entry, stored answer and audit commit together, or nothing does.
/// </summary>
public sealed class CreateCharge(IdempotentWork idempotent, SpendingLimits limits, TimeProvider clock)
{
    /// <summary>The operation's name among the idempotency keys.</summary>
    public const string Operation = "charge.create";

    /// <param name="command">The charge.</param>
    /// <param name="render">Puts the outcome into the words of the interface; what it returns is what a repeat of the request gets.</param>
    /// <param name="cancellationToken">Gives up waiting; what is committed stays.</param>
    public async Task<IdempotentAnswer> ExecuteAsync(
        CreateChargeCommand command, Func<Result<ConfirmedCharge, ChargeRefusal>, StoredAnswer> render, CancellationToken cancellationToken)
    {
        var once = await idempotent.CommitAsync(
            command.MerchantCode,
            command.Idempotency,
            async (db, merchant, token) =>
            {
                var now = clock.Instant();
                var outcome = await DecideAsync(db, merchant, command, now, token);
                db.Add(outcome.Succeeded(out var confirmed, out var refusal)
                    ? AuditEntry.Of("charge.confirmed", AuditActor.Merchant(merchant.Code), confirmed.Charge.PublicId, now, new { amount = confirmed.Charge.Amount.Amount, grant = confirmed.Grant.PublicId })
                    : AuditEntry.Of("charge.refused", AuditActor.Merchant(merchant.Code), PublicId.Format(PublicId.Grant, command.GrantId), now, new { reason = refusal.ToString() }));
                return render(outcome);
            },
            cancellationToken);
        return once.Succeeded(out var answer, out _) ? answer : new IdempotentAnswer(render(ChargeRefusal.IdempotencyKeyReused), Replayed: false);
    }

    private async Task<Result<ConfirmedCharge, ChargeRefusal>> DecideAsync(
        FletsCollectDbContext db, Merchant merchant, CreateChargeCommand command, DateTime now, CancellationToken cancellationToken)
    {
        if (command.GrantId != command.TokenGrantId)
            return ChargeRefusal.GrantNotFound;
        var grant = await db.ChargeGrants.SingleOrDefaultAsync(grant => grant.Id == command.GrantId && grant.MerchantId == merchant.Id, cancellationToken);
        if (grant is null)
            return ChargeRefusal.GrantNotFound;
        var payer = await ChargePayer.FindAsync(db, merchant.Code, grant.CredentialId, cancellationToken);
        if (!merchant.MayCharge || payer.Credential.Status != CredentialStatus.Active || payer.Line.Number != grant.Line || payer.Line.Refusal() is not null)
            return ChargeRefusal.PayerUnavailable;

        // A monthly purchase is charged by its subscription, once a period.
        if (grant.Details is not OnceDetails)
            return ChargeRefusal.GrantMismatch;
        if (grant.Refusal(command.Amount, command.MerchantReference, now) is { } refusal)
            return refusal;
        if (!await LineLimit.TryPostAsync(db, payer.Line, BillingMonth.At(now), grant.Amount, limits, cancellationToken))
            return ChargeRefusal.LimitExceeded;

        grant.Consume();
        var (charge, captured) = Charge.Capture(grant, now);
        db.AddRange(charge, captured);
        db.AddRange(ChargePostings.Captured(captured, merchant.Code).ToTransfers(now));
        return new ConfirmedCharge(charge, captured, grant);
    }
}

/// <summary>A charge that was just confirmed, with what it came from.</summary>
public sealed record ConfirmedCharge(Charge Charge, ChargeEvent Captured, ChargeGrant Grant);
