using FletsCollect.Lines;
using FletsCollect.Merchants;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Charges;

/// <summary>
/// A subscriber's consent to one purchase: the source of truth for what a merchant may charge. Tokens carry a copy; every charge reads
/// this row in its own transaction, so that a revocation works at once.
/// </summary>
public sealed class ChargeGrant
{
    /// <summary>
    /// How long an immediate charge may follow its consent: the life of a code and of an access token (60 s and 300 s), and time for a
    /// merchant's retries.
    /// </summary>
    public static readonly TimeSpan ImmediateLifetime = TimeSpan.FromMinutes(10);

    /// <summary>What is left of a grant must cover a new code and a new access token, 60 s and 300 s, before a repeated approval may rest on it.</summary>
    private static readonly TimeSpan LeastForRepeat = TimeSpan.FromMinutes(6);

    private ChargeGrant() { }

    public ChargeGrant(Merchant merchant, Credential credential, ChargeDetails details, ConsentStatement consent, Guid? lineProofId, DateTime now, SecondFactor? secondFactor = null)
    {
        Id = Guid.CreateVersion7();
        MerchantId = merchant.Id;
        CredentialId = credential.Id;
        Line = credential.Line;
        MerchantReference = details.MerchantReference;
        LiveReference = details.MerchantReference;
        Description = details.Description;
        Amount = details.Amount;
        Details = details;
        ConsentHash = consent.Hash();
        ConsentText = consent.ToJson();
        LineProofId = lineProofId;
        SecondFactor = secondFactor;
        AuthorisedAt = now;
        ExpiresAt = details.ExpiryOf(now);
    }

    public Guid Id { get; private set; }

    public Guid MerchantId { get; private set; }

    public Guid CredentialId { get; private set; }

    public LineNumber Line { get; private set; }

    public string MerchantReference { get; private set; } = "";

    /// <summary>
    /// The merchant reference while it is taken, null once the grant came to nothing. Unique within the merchant, so one order cannot be
    /// paid twice, by two tabs or by two people.
    /// </summary>
    public string? LiveReference { get; private set; }

    public string Description { get; private set; } = "";

    public Yen Amount { get; private set; }

    /// <summary>All that was asked for and approved, of which the members above are what queries look at.</summary>
    public ChargeDetails Details { get; private set; } = null!;

    public ChargeGrantStatus Status { get; private set; }

    /// <summary>SHA-256 of the consent that the subscriber saw, base64url.</summary>
    public string ConsentHash { get; private set; } = "";

    /// <summary>What the subscriber saw, word for word, as evidence (domain.md §9).</summary>
    public string ConsentText { get; private set; } = "";

    /// <summary>The proof that the approval came from the line; null on line types that cannot be proved at a purchase.</summary>
    public Guid? LineProofId { get; private set; }

    /// <summary>What was given beside the password, where the line could not be proved.</summary>
    public SecondFactor? SecondFactor { get; private set; }

    public DateTime AuthorisedAt { get; private set; }

    /// <summary>From when on nothing may be charged; null for a monthly purchase that only a cancellation ends.</summary>
    public DateTime? ExpiresAt { get; private set; }

    /// <summary>The grant whose place it took, when a price was changed.</summary>
    public Guid? ReplacesGrantId { get; private set; }

    /// <summary>
    /// True when the contractor let it pass what the ID may spend in a month by itself. All that is charged by it then counts, and is not held
    /// against that cap; the line's limit and the line's cap hold as ever.
    /// </summary>
    public bool PassesCap { get; private set; }

    /// <summary>Counts the changes of this row; a writer that read an older version is refused.</summary>
    public int Version { get; private set; }

    public string PublicId => FletsCollect.PublicId.Format(FletsCollect.PublicId.Grant, Id);

    /// <summary>The grant that a request names, if its token was issued for it and it is the merchant's own; null otherwise.</summary>
    internal static async Task<ChargeGrant?> FindAsync(FletsCollectDbContext db, Merchant merchant, Guid tokenGrantId, Guid grantId, CancellationToken cancellationToken) =>
        grantId == tokenGrantId
            ? await db.ChargeGrants.SingleOrDefaultAsync(grant => grant.Id == grantId && grant.MerchantId == merchant.Id, cancellationToken)
            : null;

    /// <summary>Why the merchant may not charge this now; null when it may.</summary>
    public ChargeRefusal? Refusal(Yen amount, string merchantReference, DateTime now)
    {
        if (Status == ChargeGrantStatus.Consumed)
            return ChargeRefusal.GrantConsumed;
        if (!IsLiveAt(now))
            return ChargeRefusal.GrantEnded;
        if (!string.Equals(merchantReference, MerchantReference, StringComparison.Ordinal))
            return ChargeRefusal.GrantMismatch;
        if (Details is OnceDetails { Mode: AmountMode.Maximum })
            return amount <= Amount ? null : ChargeRefusal.AmountExceedsGrant;
        return amount == Amount ? null : ChargeRefusal.AmountMismatch;
    }

    /// <summary>True while the consent stands: not used up, not taken back, and its time not over.</summary>
    public bool IsLiveAt(DateTime now) => Status is ChargeGrantStatus.Authorised or ChargeGrantStatus.Active && !(now >= ExpiresAt);

    /// <summary>
    /// True while a new token may be had for it: as long as it stands, and for a purchase that is taken in two steps also when the first is
    /// done, until the second must be.
    /// </summary>
    public bool MayRefreshAt(DateTime now) => IsLiveAt(now) || (IsDeferred && Status == ChargeGrantStatus.Consumed && now < ExpiresAt);

    /// <summary>True when what is charged is held first, and taken by a second call.</summary>
    public bool IsDeferred => Details is OnceDetails { CaptureBy: not null };

    /// <summary>
    /// True when the same person approves the very same terms once more while the grant waits: in a second tab, or by a second press of the
    /// button. Both answers then carry one grant, so whichever reaches the merchant first, and both, end in the one charge.
    /// </summary>
    public bool IsRepeatedBy(Credential credential, string consentHash, DateTime now) =>
        Status == ChargeGrantStatus.Authorised && CredentialId == credential.Id
        && string.Equals(ConsentHash, consentHash, StringComparison.Ordinal) && !(ExpiresAt - now < LeastForRepeat);

    /// <summary>True when the same person approves the very same change of price once more, while its answer is on the way.</summary>
    public bool IsRepeatOfReplacement(Guid replaced, Credential credential, string consentHash, DateTime now) =>
        ReplacesGrantId == replaced && Status == ChargeGrantStatus.Active && CredentialId == credential.Id
        && string.Equals(ConsentHash, consentHash, StringComparison.Ordinal) && now < AuthorisedAt + ImmediateLifetime;

    internal void PassCap() => PassesCap = true;

    /// <summary>Uses the grant up. Of two charges that both found it unused, the database lets one through: the version moved.</summary>
    public void Consume()
    {
        if (Status != ChargeGrantStatus.Authorised)
            throw new InvalidOperationException($"A grant that is {Status} cannot be consumed.");
        Status = ChargeGrantStatus.Consumed;
        Version++;
    }

    /// <summary>The merchant made a subscription of a monthly purchase; from now on each period is charged.</summary>
    public void Activate()
    {
        if (Status != ChargeGrantStatus.Authorised)
            throw new InvalidOperationException($"A grant that is {Status} cannot begin.");
        Status = ChargeGrantStatus.Active;
        Version++;
    }

    /// <summary>Another grant takes its place; the merchant reference is free for that.</summary>
    public void Replace()
    {
        if (Status != ChargeGrantStatus.Active)
            throw new InvalidOperationException($"A grant that is {Status} has nothing that could go on with another one.");
        Status = ChargeGrantStatus.Replaced;
        LiveReference = null;
        Version++;
    }

    /// <summary>What lived on another grant goes on with this one.</summary>
    public void TakePlaceOf(ChargeGrant replaced)
    {
        Activate();
        ReplacesGrantId = replaced.Id;
    }

    /// <summary>The subscription that lived on the grant is over; its merchant reference is free for another.</summary>
    public void End()
    {
        if (Status != ChargeGrantStatus.Active)
            throw new InvalidOperationException($"A grant that is {Status} has no subscription to end.");
        Status = ChargeGrantStatus.Ended;
        LiveReference = null;
        Version++;
    }

    /// <summary>Frees the merchant reference of a used grant whose charge came to nothing: the order may be paid again, by a new consent.</summary>
    public void FreeReference()
    {
        LiveReference = null;
        Version++;
    }

    /// <summary>Takes back what is not used up, and frees its merchant reference.</summary>
    public void Revoke()
    {
        if (Status is ChargeGrantStatus.Consumed or ChargeGrantStatus.Ended or ChargeGrantStatus.Replaced)
            throw new InvalidOperationException("A grant that is used up has nothing left to revoke; its charge is cancelled or refunded instead.");
        Status = ChargeGrantStatus.Revoked;
        LiveReference = null;
        Version++;
    }
}

/// <summary>The life of a grant (provider.md, "Storage").</summary>
public enum ChargeGrantStatus
{
    Authorised,

    /// <summary>A subscription lives on it.</summary>
    Active,

    /// <summary>Its one charge was made.</summary>
    Consumed,
    Revoked,

    /// <summary>Its subscription ran to the end.</summary>
    Ended,

    /// <summary>Its subscription goes on with another grant, at another price.</summary>
    Replaced,
}
