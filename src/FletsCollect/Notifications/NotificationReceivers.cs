using FletsCollect.Audit;
using FletsCollect.Mail;
using FletsCollect.Staff;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Notifications;

/// <summary>
/// Finds whom a notice goes to. Subscribers are told in the language in which they gave their address, before any change that is being
/// saved: who replaces an address tells the one before. Applicants are told in the language of their form, staff in that of their latest sign-in.
/// </summary>
internal static class NotificationReceivers
{
    public static Task<List<MailReceiver>> OfAsync(FletsCollectDbContext db, AuditEntry entry, NotificationAudience audience, CancellationToken cancellationToken) => audience switch
    {
        NotificationAudience.Id => ToIds(db, Named(db, entry.Subject), cancellationToken),
        NotificationAudience.Contractor => ToContractor(db, entry.Subject, andItself: false, cancellationToken),
        NotificationAudience.IdAndContractor => ToContractor(db, entry.Subject, andItself: true, cancellationToken),
        NotificationAudience.Buyer => ToActor(db, entry.Actor, cancellationToken),
        NotificationAudience.Holder => ToHolder(db, entry.Subject, cancellationToken),
        NotificationAudience.Applicant => ToApplicant(db, entry.Subject, cancellationToken),
        NotificationAudience.Owners => ToStaff(db, entry, [StaffRole.Owner], cancellationToken),
        NotificationAudience.Bookkeepers => ToStaff(db, entry, [StaffRole.Owner, StaffRole.Bookkeeper], cancellationToken),
        NotificationAudience.Developers => ToStaff(db, entry, [StaffRole.Owner, StaffRole.Developer], cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(audience), audience, "Unknown audience."),
    };

    private static IQueryable<Credential> Named(FletsCollectDbContext db, string userName)
    {
        // As Identity writes it, which is what the index is on.
        var normalized = userName.ToUpperInvariant();
        return db.Users.AsNoTracking().Where(row => row.NormalizedUserName == normalized);
    }

    /// <summary>To the contractor of an ID's line, and the ID itself or not; what was revoked is told nothing but of its own end.</summary>
    private static async Task<List<MailReceiver>> ToContractor(FletsCollectDbContext db, string userName, bool andItself, CancellationToken cancellationToken)
    {
        // An ID that is being issued is in no database yet.
        var named = db.Users.Local.FirstOrDefault(row => row.UserName == userName) ?? await Named(db, userName).SingleOrDefaultAsync(cancellationToken);
        if (named is null)
            return [];
        var (id, line) = (named.Id, named.Line);
        var told = db.Users.AsNoTracking().Where(row => row.Line == line)
            .Where(row => row.Id == id ? andItself : row.Role == CredentialRole.Contractor && row.Status != CredentialStatus.Revoked);
        return await ToIds(db, told, cancellationToken);
    }

    private static Task<List<MailReceiver>> ToIds(FletsCollectDbContext db, IQueryable<Credential> credentials, CancellationToken cancellationToken) => (
        from credential in credentials
        join row in db.NotificationAddresses.AsNoTracking() on credential.Id equals row.CredentialId
        where row.Address != null
        select new MailReceiver(row.Address!, row.Language)).ToListAsync(cancellationToken);

    private static Task<List<MailReceiver>> ToActor(FletsCollectDbContext db, string actor, CancellationToken cancellationToken)
    {
        const string Credential = "credential:";
        return ToIds(db, Named(db, actor.StartsWith(Credential, StringComparison.Ordinal) ? actor[Credential.Length..] : ""), cancellationToken);
    }

    private static async Task<List<MailReceiver>> ToHolder(FletsCollectDbContext db, string thing, CancellationToken cancellationToken)
    {
        // Found in the context first: what is being made now is not in the database yet.
        Guid? holder = null;
        if (PublicId.TryParse(PublicId.Subscription, thing, out var id))
            holder = (await db.Subscriptions.FindAsync([id], cancellationToken))?.CredentialId;
        else if (PublicId.TryParse(PublicId.SupportCase, thing, out id))
            holder = (await db.SupportCases.FindAsync([id], cancellationToken))?.CredentialId;
        else if (PublicId.TryParse(PublicId.Dispute, thing, out id))
            holder = (await db.Disputes.FindAsync([id], cancellationToken))?.CredentialId;
        else if (PublicId.TryParse(PublicId.Refund, thing, out id) && await db.Refunds.FindAsync([id], cancellationToken) is { } refund)
            holder = (await db.Charges.FindAsync([refund.ChargeId], cancellationToken))?.CredentialId;
        return holder is { } credential ? await ToIds(db, db.Users.Where(row => row.Id == credential), cancellationToken) : [];
    }

    private static Task<List<MailReceiver>> ToApplicant(FletsCollectDbContext db, string application, CancellationToken cancellationToken) =>
        PublicId.TryParse(PublicId.MerchantApplication, application, out var id)
            ? db.MerchantApplications.Where(row => row.Id == id).Select(row => new MailReceiver(row.MailAddress, row.Language)).ToListAsync(cancellationToken)
            : Task.FromResult(new List<MailReceiver>());

    private static async Task<List<MailReceiver>> ToStaff(FletsCollectDbContext db, AuditEntry entry, StaffRole[] roles, CancellationToken cancellationToken)
    {
        Guid? merchant = null;
        if (PublicId.TryParse(PublicId.FeeStatement, entry.Subject, out var id))
            merchant = (await db.FeeStatements.FindAsync([id], cancellationToken))?.MerchantId;
        else if (PublicId.TryParse(PublicId.Payout, entry.Subject, out id))
            merchant = (await db.Payouts.FindAsync([id], cancellationToken))?.MerchantId;
        else if (PublicId.TryParse(PublicId.WebhookEndpoint, entry.Subject, out id))
            merchant = (await db.WebhookEndpoints.FindAsync([id], cancellationToken))?.MerchantId;
        else if (await db.Merchants.Where(row => row.Code == entry.Subject).Select(row => (Guid?)row.Id).SingleOrDefaultAsync(cancellationToken) is { } named)
            merchant = named;
        if (merchant is not { } whose)
            return [];
        return await db.StaffMembers.AsNoTracking()
            .Where(row => row.MerchantId == whose && row.Status == StaffStatus.Active && roles.Contains(row.Role))
            .Select(row => new MailReceiver(row.MailAddress, row.Language))
            .ToListAsync(cancellationToken);
    }
}
