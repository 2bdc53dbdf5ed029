using FletsCollect.Lines;
using FletsCollect.Merchants;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Charges;

/// <summary>
/// A purchase by a member of the household that waits for the contractor, who decides on a device of their own. Bound to exactly what
/// the member agreed to: another price, order or wording needs another approval. It approves nothing by itself; the member completes the
/// purchase, with everything that is checked then.
/// </summary>
public sealed class PurchaseApproval : IMerchantOwned
{
    private PurchaseApproval() { }

    public PurchaseApproval(ChargePayer payer, ChargeDetails details, ConsentStatement consent, bool passesCap, string? requestKey, DateTime now, TimeSpan lifetime)
    {
        Id = Guid.CreateVersion7();
        Line = payer.Line.Number;
        CredentialId = payer.Credential.Id;
        MerchantId = payer.Merchant.Id;
        MerchantReference = details.MerchantReference;
        LiveReference = details.MerchantReference;
        Description = details.Description;
        Amount = details.Amount;
        ConsentHash = consent.Hash();
        ConsentText = consent.ToJson();
        PassesCap = passesCap;
        RequestKey = requestKey;
        AskedAt = now;
        ExpiresAt = now + lifetime;
    }

    public Guid Id { get; private set; }

    public LineNumber Line { get; private set; }

    /// <summary>Whose purchase it is.</summary>
    public Guid CredentialId { get; private set; }

    public Guid MerchantId { get; private set; }

    public string MerchantReference { get; private set; } = "";

    /// <summary>The merchant reference while a decision or a purchase may still come of it. Unique, so that two tabs ask once.</summary>
    public string? LiveReference { get; private set; }

    public string Description { get; private set; } = "";

    public Yen Amount { get; private set; }

    /// <summary>SHA-256 of the consent that the member agreed to, base64url.</summary>
    public string ConsentHash { get; private set; } = "";

    /// <summary>What the member agreed to, word for word, which is what the contractor reads.</summary>
    public string ConsentText { get; private set; } = "";

    /// <summary>True when the contractor is asked to let it pass what the ID may spend in a month by itself.</summary>
    public bool PassesCap { get; private set; }

    /// <summary>A hash of the merchant's pushed request, which lives on while the approval is waited for; null where none was pushed.</summary>
    public string? RequestKey { get; private set; }

    public PurchaseApprovalStatus Status { get; private set; }

    public DateTime AskedAt { get; private set; }

    public DateTime ExpiresAt { get; private set; }

    public DateTime? DecidedAt { get; private set; }

    /// <summary>The contractor's credential that decided.</summary>
    public Guid? DecidedBy { get; private set; }

    /// <summary>The grant that it led to.</summary>
    public Guid? GrantId { get; private set; }

    /// <summary>Counts the changes of this row; a writer that read an older version is refused.</summary>
    public int Version { get; private set; }

    public string PublicId => FletsCollect.PublicId.Format(FletsCollect.PublicId.Approval, Id);

    /// <summary>Its status with the time that is over: who looks before the job that ends it sees it ended.</summary>
    public PurchaseApprovalStatus StateAt(DateTime now) =>
        Status is PurchaseApprovalStatus.Waiting or PurchaseApprovalStatus.Approved && now >= ExpiresAt ? PurchaseApprovalStatus.Expired : Status;

    /// <summary>The approval of one order that is asked for, given, or was denied just now; null when it was never asked for or is over.</summary>
    internal static async Task<PurchaseApproval?> FindAsync(FletsCollectDbContext db, ChargePayer payer, string reference, DateTime now, CancellationToken cancellationToken) =>
        await db.PurchaseApprovals
            .Where(approval => approval.CredentialId == payer.Credential.Id && approval.MerchantId == payer.Merchant.Id && approval.MerchantReference == reference && approval.ExpiresAt > now)
            .OrderByDescending(approval => approval.AskedAt).ThenByDescending(approval => approval.Id)
            .FirstOrDefaultAsync(cancellationToken);

    /// <summary>The contractor decides; a yes is good for as long again.</summary>
    public void Decide(bool approved, Guid by, DateTime now, TimeSpan lifetime)
    {
        Leave(PurchaseApprovalStatus.Waiting, approved ? PurchaseApprovalStatus.Approved : PurchaseApprovalStatus.Denied, now);
        DecidedAt = now;
        DecidedBy = by;
        if (approved)
            ExpiresAt = now + lifetime;
        else
            LiveReference = null;
    }

    /// <summary>The member completed the purchase; its grant may do what the contractor said yes to.</summary>
    public void Use(ChargeGrant grant, DateTime now)
    {
        Leave(PurchaseApprovalStatus.Approved, PurchaseApprovalStatus.Used, now);
        GrantId = grant.Id;
        LiveReference = null;
        if (PassesCap)
            grant.PassCap();
    }

    /// <summary>Nobody decided, or nobody completed it, in time; or its buyer asks for something else in its place.</summary>
    public void Expire()
    {
        if (Status is not (PurchaseApprovalStatus.Waiting or PurchaseApprovalStatus.Approved))
            throw new InvalidOperationException($"An approval that is {Status} does not run out.");
        Status = PurchaseApprovalStatus.Expired;
        LiveReference = null;
        Version++;
    }

    private void Leave(PurchaseApprovalStatus from, PurchaseApprovalStatus to, DateTime now)
    {
        if (StateAt(now) != from)
            throw new InvalidOperationException($"An approval that is {StateAt(now)} cannot become {to}.");
        Status = to;
        Version++;
    }
}

/// <summary>The life of a contractor's approval: Waiting -> Approved -> Used; Waiting -> Denied; Waiting and Approved -> Expired.</summary>
public enum PurchaseApprovalStatus
{
    Waiting,
    Approved,
    Denied,

    /// <summary>The purchase was completed.</summary>
    Used,
    Expired,
}
