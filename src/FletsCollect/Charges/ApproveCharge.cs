using System.Net;
using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Lines;
using FletsCollect.Merchants;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Charges;

/// <summary>Why a purchase cannot be approved. Each has a page of its own words; nothing is charged in any of these cases.</summary>
public enum ApprovalRefusal
{
    MerchantNotLive,
    AboveMerchantCap,
    CredentialNotActive,

    /// <summary>The request comes from an address that no access session holds.</summary>
    LineNotRecognised,

    /// <summary>The request comes from another line than the credential's.</summary>
    AnotherLine,
    LineServiceNotEligible,
    LineSuspended,
    LineInArrears,
    LineTerminated,

    /// <summary>The line cannot be proved at a purchase and no second factor stands in for it yet.</summary>
    SecondFactorRequired,
    OverLimit,

    /// <summary>The order was paid or approved already, perhaps in another tab or by somebody else.</summary>
    ReferenceInUse,

    /// <summary>This merchant may not ask for this type of purchase.</summary>
    TypeNotAllowed,

    /// <summary>The first day of a monthly purchase was over before it was approved.</summary>
    StartIsOver,

    /// <summary>The page no longer says what it said when it was shown.</summary>
    ConsentChanged,
}

/// <summary>What the subscriber pressed the button for.</summary>
/// <param name="MerchantCode">The client that asks.</param>
/// <param name="CredentialId">Who is signed in.</param>
/// <param name="Address">Where the browser's request came from.</param>
/// <param name="Details">The purchase.</param>
/// <param name="Consent">What the page says now.</param>
/// <param name="ShownHash">The hash of what the page said when it was shown.</param>
/// <param name="Authorization">What the provider issues tokens under; null where no tokens are issued.</param>
public sealed record ApproveChargeCommand(
    string MerchantCode, Guid CredentialId, IPAddress? Address, ChargeDetails Details, ConsentStatement Consent, string ShownHash, GrantAuthorization? Authorization = null);

/// <summary>
/// Turns a subscriber's approval into a grant. The line is proved from the very request that approves, which is the latest moment there
/// is, so the proof is never stale and never somebody else's.
/// </summary>
public sealed class ApproveCharge(UnitOfWork unitOfWork, ILineDirectory lines, SpendingLimits limits, TimeProvider clock)
{
    public async Task<Result<ChargeGrant, ApprovalRefusal>> ExecuteAsync(ApproveChargeCommand command, CancellationToken cancellationToken)
    {
        var recognition = await lines.RecogniseAsync(command.Address, cancellationToken);
        return await unitOfWork.CommitAsync<Result<ChargeGrant, ApprovalRefusal>>(
            async (db, token) =>
            {
                var now = clock.Instant();
                var payer = await ChargePayer.FindAsync(db, command.MerchantCode, command.CredentialId, token);
                var decision = await DecideAsync(db, payer, recognition, command, now, token);
                var actor = AuditActor.Credential(payer.Credential.UserName ?? "");
                if (decision.Succeeded(out var grant, out var refusal))
                    db.Add(AuditEntry.Of("charge.approved", actor, grant.PublicId, now, new { merchant = command.MerchantCode, amount = grant.Amount.Amount, line = grant.Line.Masked }));
                else
                    db.Add(AuditEntry.Of("charge.approval-refused", actor, command.MerchantCode, now, new { reason = refusal.ToString(), reference = command.Details.MerchantReference }));
                return decision;
            },
            cancellationToken);
    }

    /// <summary>
    /// The same checks without any effect, for the page before the button is pressed: null when the purchase could be approved now.
    /// </summary>
    public async Task<ApprovalRefusal?> PreviewAsync(
        FletsCollectDbContext db, ChargePayer payer, IPAddress? address, ChargeDetails details, CancellationToken cancellationToken)
    {
        var recognition = await lines.RecogniseAsync(address, cancellationToken);
        return payer.Refusal(details) ?? StartRefusal(details) ?? LineRefusalOf(payer, recognition) ?? await LimitRefusalAsync(db, payer.Line, details, cancellationToken);
    }

    private async Task<Result<ChargeGrant, ApprovalRefusal>> DecideAsync(
        FletsCollectDbContext db,
        ChargePayer payer,
        Result<RecognisedLine, LineRefusal> recognition,
        ApproveChargeCommand command,
        DateTime now,
        CancellationToken cancellationToken)
    {
        // What cannot be approved at all says so, before anybody is asked to read a changed page again.
        if (payer.Refusal(command.Details) is { } refused)
            return refused;
        if (StartRefusal(command.Details) is { } late)
            return late;
        var hash = command.Consent.Hash();
        if (!string.Equals(hash, command.ShownHash, StringComparison.Ordinal))
            return ApprovalRefusal.ConsentChanged;
        if (LineRefusalOf(payer, recognition) is { } lineRefused)
            return lineRefused;
        if (await LimitRefusalAsync(db, payer.Line, command.Details, cancellationToken) is { } limitRefused)
            return limitRefused;

        var proof = recognition.Succeeded(out var recognised, out _) ? ProofOf(recognised, payer, hash, now) : null;
        if (proof is not null)
            db.Add(proof);
        var held = await db.ChargeGrants.SingleOrDefaultAsync(
            grant => grant.MerchantId == payer.Merchant.Id && grant.LiveReference == command.Details.MerchantReference, cancellationToken);
        if (held?.IsRepeatedBy(payer.Credential, hash, now) == true)
            return held;
        if (held is not null && !await GivesWayAsync(db, held, payer, now, cancellationToken))
            return ApprovalRefusal.ReferenceInUse;
        var grant = new ChargeGrant(payer.Merchant, payer.Credential, command.Details, command.Consent, proof?.Id, now);
        db.Add(grant);
        command.Authorization?.AddTo(db, grant);
        return grant;
    }

    private static ApprovalRefusal? LineRefusalOf(ChargePayer payer, Result<RecognisedLine, LineRefusal> recognition)
    {
        if (payer.Line.Refusal() is { } unfit)
            return Explain(unfit);
        if (!payer.Line.ServiceType.ProvesLineAtPurchase())
            return ApprovalRefusal.SecondFactorRequired;
        if (!recognition.Succeeded(out var recognised, out var refusal))
            return Explain(refusal);
        return recognised.Line.Number == payer.Line.Number ? null : ApprovalRefusal.AnotherLine;
    }

    private static LineProof ProofOf(RecognisedLine recognised, ChargePayer payer, string consentHash, DateTime now)
    {
        if (!LineProof.Prove(recognised, LineProofPurpose.Purchase, consentHash, now).Succeeded(out var proof, out var refusal)
            || proof.Use(payer.Line.Number, LineProofPurpose.Purchase, consentHash, now) is not null)
            throw new InvalidOperationException($"The line was accepted and then refused ({refusal}).");
        return proof;
    }

    /// <summary>A purchase that begins on a day that is over would begin with a period that nobody had anything of.</summary>
    private ApprovalRefusal? StartRefusal(ChargeDetails details) =>
        details is RecurringDetails { Schedule.Start: var start } && start < BusinessDate.At(clock.Instant()) ? ApprovalRefusal.StartIsOver : null;

    private async Task<ApprovalRefusal?> LimitRefusalAsync(FletsCollectDbContext db, Line line, ChargeDetails details, CancellationToken cancellationToken)
    {
        var month = BillingMonth.Of(details.FirstChargeOn(BusinessDate.At(clock.Instant())));
        var remaining = await LineLimit.RemainingAsync(db, line, month, limits, cancellationToken);
        return details.Amount > remaining ? ApprovalRefusal.OverLimit : null;
    }

    /// <summary>
    /// A grant that ran out unused, or that the same person approves again on other terms or because the browser never got back to the
    /// merchant, gives way. One that paid, that a subscription lives on, or that somebody else may still use, does not.
    /// </summary>
    private static async Task<bool> GivesWayAsync(FletsCollectDbContext db, ChargeGrant held, ChargePayer payer, DateTime now, CancellationToken cancellationToken)
    {
        if (held.Status is ChargeGrantStatus.Consumed or ChargeGrantStatus.Active || (held.IsLiveAt(now) && held.CredentialId != payer.Credential.Id))
            return false;
        held.Revoke();
        await GrantAuthorization.RevokeAsync(db, held.Id, cancellationToken);
        // The reference must be free in the database before the new grant takes it.
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    private static ApprovalRefusal Explain(LineRefusal refusal) => refusal switch
    {
        LineRefusal.NoSession or LineRefusal.UnknownLine or LineRefusal.StaleProof => ApprovalRefusal.LineNotRecognised,
        LineRefusal.ServiceNotEligible => ApprovalRefusal.LineServiceNotEligible,
        LineRefusal.Suspended => ApprovalRefusal.LineSuspended,
        LineRefusal.Terminated => ApprovalRefusal.LineTerminated,
        LineRefusal.InArrears => ApprovalRefusal.LineInArrears,
        LineRefusal.AnotherLine => ApprovalRefusal.AnotherLine,
        LineRefusal.CustomerNumberMismatch or LineRefusal.TooManyCredentials or LineRefusal.TooManyAttempts => throw new InvalidOperationException($"{refusal} belongs to issuance."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown line refusal."),
    };
}
