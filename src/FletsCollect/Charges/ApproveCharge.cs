using System.Net;
using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Lines;
using FletsCollect.Merchants;
using FletsCollect.Outbox;
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

    /// <summary>The access session is of a line that the telco's register does not have.</summary>
    LineUnknown,

    /// <summary>The request comes from another line than the credential's.</summary>
    AnotherLine,
    LineServiceNotEligible,
    LineSuspended,
    LineInArrears,
    LineTerminated,

    /// <summary>The line cannot be proved at a purchase, and its credential has no second factor that could stand in for it.</summary>
    SecondFactorRequired,

    /// <summary>The credential has a second factor, and it was not given yet.</summary>
    SecondFactorMissing,

    /// <summary>The line's limit for the month would be passed.</summary>
    OverLimit,

    /// <summary>The ID's own limit for the month would be passed, and there is no contractor above it to ask.</summary>
    OverCredentialLimit,

    /// <summary>The household does not buy from this merchant.</summary>
    MerchantBlocked,

    /// <summary>The household stopped all purchases.</summary>
    PurchasesStopped,

    /// <summary>The order was paid or approved already, perhaps in another tab or by somebody else.</summary>
    ReferenceInUse,

    /// <summary>This merchant may not ask for this type of purchase.</summary>
    TypeNotAllowed,

    /// <summary>The first day of a monthly purchase was over before it was approved.</summary>
    StartIsOver,

    /// <summary>The page no longer says what it said when it was shown.</summary>
    ConsentChanged,

    /// <summary>The monthly purchase whose price would change does not go on, is somebody else's, or is being charged just now.</summary>
    NotReplaceable,

    /// <summary>The contractor lets this ID buy in other industries only.</summary>
    IndustryNotAllowed,

    /// <summary>The contractor has to be asked; pressing the button asks.</summary>
    ContractorMustApprove,

    /// <summary>The same, because the ID's own limit for the month would be passed.</summary>
    ContractorMustApproveAboveCap,

    /// <summary>The contractor was asked and has not decided.</summary>
    WaitsForContractor,

    /// <summary>The contractor said no.</summary>
    DeniedByContractor,
}

/// <summary>What some refusals have in common.</summary>
public static class ApprovalRefusals
{
    /// <summary>True when the buyer's yes asks the contractor instead of buying.</summary>
    public static bool AsksTheContractor(this ApprovalRefusal refusal) =>
        refusal is ApprovalRefusal.ContractorMustApprove or ApprovalRefusal.ContractorMustApproveAboveCap;
}

/// <summary>What the subscriber pressed the button for.</summary>
/// <param name="MerchantCode">The client that asks.</param>
/// <param name="CredentialId">Who is signed in.</param>
/// <param name="Address">Where the browser's request came from.</param>
/// <param name="Details">The purchase.</param>
/// <param name="Consent">What the page says now.</param>
/// <param name="ShownHash">The hash of what the page said when it was shown.</param>
/// <param name="Authorization">What the provider issues tokens under; null where no tokens are issued.</param>
/// <param name="Replaces">The monthly grant whose place the new one takes, when a price changes.</param>
/// <param name="SecondFactor">What was given beside the password, and checked; null when nothing was.</param>
/// <param name="RequestKey">Names the merchant's pushed request, should it have to wait for the contractor; null where none was pushed.</param>
public sealed record ApproveChargeCommand(
    string MerchantCode, Guid CredentialId, IPAddress? Address, ChargeDetails Details, ConsentStatement Consent, string ShownHash, GrantAuthorization? Authorization = null, Guid? Replaces = null,
    SecondFactor? SecondFactor = null, string? RequestKey = null);

/// <summary>
/// Turns a subscriber's approval into a grant. The line is proved from the very request that approves, which is the latest moment there
/// is, so the proof is never stale and never somebody else's.
/// </summary>
public sealed class ApproveCharge(
    UnitOfWork unitOfWork, ILineDirectory lines, IEnumerable<IGrantFollower> followers, SpendingLimits limits, CredentialRules rules, TimeProvider clock)
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
        FletsCollectDbContext db, ChargePayer payer, IPAddress? address, PurchaseTerms terms, SecondFactor? secondFactor, CancellationToken cancellationToken)
    {
        var recognition = await lines.RecogniseAsync(address, cancellationToken);
        if ((payer.Refusal(terms.Details) ?? terms.Refusal(payer, BusinessDate.At(clock.Instant())) ?? LineRefusalOf(payer, recognition)) is { } refused)
            return refused;
        var (overLimit, aboveCap) = await LimitRefusalAsync(db, payer, terms, cancellationToken);
        return overLimit
            ?? await HouseholdRefusalAsync(db, payer, terms.Details, aboveCap, consentHash: null, cancellationToken)
            ?? await SecondFactorRefusalAsync(db, payer, secondFactor, cancellationToken);
    }

    /// <summary>The purchase with what it replaces, as that is now.</summary>
    public async Task<PurchaseTerms> TermsAsync(FletsCollectDbContext db, string merchantCode, ChargeDetails details, Guid? replaces, CancellationToken cancellationToken) => new(
        details,
        replaces is not null,
        replaces is { } grantId ? await GrantReplacement.FindAsync(db, followers, merchantCode, grantId, clock.Instant(), cancellationToken) : null);

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
        var hash = command.Consent.Hash();
        var terms = await TermsAsync(db, command.MerchantCode, command.Details, command.Replaces, cancellationToken);
        // After the terms: whoever read them as replaced already finds what replaced them.
        if (command.Replaces is { } replaced && await RepeatedReplacementAsync(db, payer, replaced, command.ShownHash, now, cancellationToken) is { } repeated)
            return repeated;
        if (terms.Refusal(payer, BusinessDate.At(now)) is { } unfit)
            return unfit;
        if (!string.Equals(hash, command.ShownHash, StringComparison.Ordinal))
            return ApprovalRefusal.ConsentChanged;
        if (LineRefusalOf(payer, recognition) is { } lineRefused)
            return lineRefused;
        if (await SecondFactorRefusalAsync(db, payer, command.SecondFactor, cancellationToken) is { } factorRefused)
            return factorRefused;
        var (overLimit, aboveCap) = await LimitRefusalAsync(db, payer, terms, cancellationToken);
        if (overLimit is { } limitRefused)
            return limitRefused;

        var proof = payer.Line.ServiceType.ProvesLineAtPurchase() && recognition.Succeeded(out var recognised, out _) ? ProofOf(recognised, payer, hash, now) : null;
        if (proof is not null)
            db.Add(proof);
        if (terms.Replacement is { } replacement)
        {
            if (await AskedAsync() is { } unasked)
                return unasked;
            await replacement.EndReplacedAsync(db, cancellationToken);
            var successor = await MakeAsync();
            await replacement.GoOnWithAsync(db, followers, successor, AuditActor.Credential(payer.Credential.UserName ?? ""), now, cancellationToken);
            return successor;
        }
        var held = await db.ChargeGrants.SingleOrDefaultAsync(
            grant => grant.MerchantId == payer.Merchant.Id && grant.LiveReference == command.Details.MerchantReference, cancellationToken);
        if (held?.IsRepeatedBy(payer.Credential, hash, now) == true)
            return held;
        if (await AskedAsync() is { } refusedByHousehold)
            return refusedByHousehold;
        if (held is not null && !await GivesWayAsync(db, held, payer, now, cancellationToken))
            return ApprovalRefusal.ReferenceInUse;
        return await MakeAsync();

        async Task<ApprovalRefusal?> AskedAsync()
        {
            var householdRefused = await HouseholdRefusalAsync(db, payer, command.Details, aboveCap, hash, cancellationToken);
            if (householdRefused?.AsksTheContractor() != true)
                return householdRefused;
            await AskAsync(db, payer, command, aboveCap, now, cancellationToken);
            return ApprovalRefusal.WaitsForContractor;
        }

        async Task<ChargeGrant> MakeAsync()
        {
            var grant = new ChargeGrant(payer.Merchant, payer.Credential, command.Details, command.Consent, proof?.Id, now, proof is null ? command.SecondFactor : null);
            db.Add(grant);
            if (payer.Credential.Role == CredentialRole.Member
                && await PurchaseApproval.FindAsync(db, payer, command.Details.MerchantReference, now, cancellationToken) is { Status: PurchaseApprovalStatus.Approved } approval
                && approval.ConsentHash == hash)
                approval.Use(grant, now);
            command.Authorization?.AddTo(db, grant);
            return grant;
        }
    }

    /// <summary>The grant of a change of price that was approved a moment ago, by a second press of the button or in a second tab.</summary>
    private static async Task<ChargeGrant?> RepeatedReplacementAsync(
        FletsCollectDbContext db, ChargePayer payer, Guid replaced, string hash, DateTime now, CancellationToken cancellationToken) =>
        await db.ChargeGrants.SingleOrDefaultAsync(grant => grant.ReplacesGrantId == replaced && grant.MerchantId == payer.Merchant.Id, cancellationToken) is { } made
            && made.IsRepeatOfReplacement(replaced, payer.Credential, hash, now) ? made : null;

    private static ApprovalRefusal? LineRefusalOf(ChargePayer payer, Result<RecognisedLine, LineRefusal> recognition)
    {
        if (payer.Line.Refusal() is { } unfit)
            return Explain(unfit);
        // domain.md §3: cannot be proved at a purchase; a second factor stands in for the proof.
        if (!payer.Line.ServiceType.ProvesLineAtPurchase())
            return null;
        if (!recognition.Succeeded(out var recognised, out var refusal))
            return Explain(refusal);
        return recognised.Line.Number == payer.Line.Number ? null : ApprovalRefusal.AnotherLine;
    }

    /// <summary>What stands in for the proof of a line that cannot be proved at a purchase: given, or there to be given, or missing.</summary>
    private static async Task<ApprovalRefusal?> SecondFactorRefusalAsync(FletsCollectDbContext db, ChargePayer payer, SecondFactor? given, CancellationToken cancellationToken)
    {
        if (given is not null || payer.Line.ServiceType.ProvesLineAtPurchase())
            return null;
        var id = payer.Credential.Id;
        return payer.Credential.TwoFactorEnabled
            || await db.PurchasePins.AnyAsync(pin => pin.CredentialId == id, cancellationToken)
            || await db.UserPasskeys.AnyAsync(passkey => passkey.UserId == id, cancellationToken)
                ? ApprovalRefusal.SecondFactorMissing
                : ApprovalRefusal.SecondFactorRequired;
    }

    /// <summary>What the contractor's rules say of a member's purchase, and what the contractor said of this one.</summary>
    /// <param name="db">The caller's context.</param>
    /// <param name="payer">Who buys, where.</param>
    /// <param name="details">What.</param>
    /// <param name="aboveCap">True when it passes what the ID may spend in a month by itself.</param>
    /// <param name="consentHash">What is agreed to; null before the button is pressed, when any wording of the order counts.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    private async Task<ApprovalRefusal?> HouseholdRefusalAsync(
        FletsCollectDbContext db, ChargePayer payer, ChargeDetails details, bool aboveCap, string? consentHash, CancellationToken cancellationToken)
    {
        if (payer.Credential.IsContractor)
            return null;
        var rule = await db.MemberRules.AsNoTracking().SingleOrDefaultAsync(row => row.CredentialId == payer.Credential.Id, cancellationToken);
        if (rule?.Allows(payer.Merchant.Industry) == false)
            return ApprovalRefusal.IndustryNotAllowed;
        if (!aboveCap && rule?.MustAsk(details.Amount) != true)
            return null;
        var mustAsk = aboveCap ? ApprovalRefusal.ContractorMustApproveAboveCap : ApprovalRefusal.ContractorMustApprove;
        var approval = await PurchaseApproval.FindAsync(db, payer, details.MerchantReference, clock.Instant(), cancellationToken);
        return approval switch
        {
            { Status: PurchaseApprovalStatus.Waiting or PurchaseApprovalStatus.Approved } when consentHash is not null && approval.ConsentHash != consentHash => mustAsk,
            // Whoever was asked while the cap was not in the way has not said yes to passing it.
            { Status: PurchaseApprovalStatus.Waiting or PurchaseApprovalStatus.Approved, PassesCap: false } when aboveCap => mustAsk,
            { Status: PurchaseApprovalStatus.Waiting } => ApprovalRefusal.WaitsForContractor,
            { Status: PurchaseApprovalStatus.Denied } => ApprovalRefusal.DeniedByContractor,
            { Status: PurchaseApprovalStatus.Approved } => null,
            _ => mustAsk,
        };
    }

    private async Task AskAsync(FletsCollectDbContext db, ChargePayer payer, ApproveChargeCommand command, bool aboveCap, DateTime now, CancellationToken cancellationToken)
    {
        var before = await db.PurchaseApprovals.SingleOrDefaultAsync(
            row => row.CredentialId == payer.Credential.Id && row.MerchantId == payer.Merchant.Id && row.LiveReference == command.Details.MerchantReference, cancellationToken);
        // Another tab has just asked for the same.
        if (before?.StateAt(now) == PurchaseApprovalStatus.Waiting && before.ConsentHash == command.ShownHash && (before.PassesCap || !aboveCap))
            return;
        if (before is not null)
        {
            before.Expire();
            // The order must be free in the database before it is asked for again.
            await db.SaveChangesAsync(cancellationToken);
        }
        var approval = new PurchaseApproval(payer, command.Details, command.Consent, aboveCap, command.RequestKey, now, rules.ApprovalLifetime);
        db.Add(approval);
        db.AddRange(PurchaseApprovalNews.Of(approval, payer.Credential.UserName!, EventTypes.ApprovalRequested, AuditActor.Credential(payer.Credential.UserName!), now));
    }

    private static LineProof ProofOf(RecognisedLine recognised, ChargePayer payer, string consentHash, DateTime now)
    {
        if (!LineProof.Prove(recognised, LineProofPurpose.Purchase, consentHash, now).Succeeded(out var proof, out var refusal)
            || proof.Use(payer.Line.Number, LineProofPurpose.Purchase, consentHash, now) is not null)
            throw new InvalidOperationException($"The line was accepted and then refused ({refusal}).");
        return proof;
    }

    /// <summary>Which limit stands in the way, or that only the cap does which the contractor set for this member and can let it pass.</summary>
    private async Task<(ApprovalRefusal? Refusal, bool AboveCap)> LimitRefusalAsync(FletsCollectDbContext db, ChargePayer payer, PurchaseTerms terms, CancellationToken cancellationToken)
    {
        var month = BillingMonth.Of(terms.FirstChargeOn(BusinessDate.At(clock.Instant())));
        var room = await Spending.RoomAsync(db, payer.Spender, month, limits, cancellationToken);
        return room.Refusal(terms.Details.Amount) switch
        {
            null => (null, false),
            SpendingRefusal.OverCredentialLimit when !payer.Credential.IsContractor => (null, true),
            { } refusal => (ChargePayer.ExplainApproval(refusal), false),
        };
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
        LineRefusal.NoSession or LineRefusal.StaleProof => ApprovalRefusal.LineNotRecognised,
        LineRefusal.UnknownLine => ApprovalRefusal.LineUnknown,
        LineRefusal.ServiceNotEligible => ApprovalRefusal.LineServiceNotEligible,
        LineRefusal.Suspended => ApprovalRefusal.LineSuspended,
        LineRefusal.Terminated => ApprovalRefusal.LineTerminated,
        LineRefusal.InArrears => ApprovalRefusal.LineInArrears,
        LineRefusal.AnotherLine => ApprovalRefusal.AnotherLine,
        LineRefusal.CustomerNumberMismatch or LineRefusal.TooManyCredentials or LineRefusal.TooManyAttempts => throw new InvalidOperationException($"{refusal} belongs to issuance."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown line refusal."),
    };
}
