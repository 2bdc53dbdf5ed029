using FletsCollect.Audit;
using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Charges;

/// <summary>Why a grant cannot be revoked.</summary>
public enum GrantRevocationRefusal
{
    /// <summary>No such grant, or somebody else's.</summary>
    NotFound,

    /// <summary>It was charged and there is nothing left to take back; its charge is cancelled or refunded instead.</summary>
    Consumed,
}

/// <summary>Who takes a consent back. Whoever it is sees only grants of its own, the operator all.</summary>
/// <param name="GrantId">The grant.</param>
/// <param name="Actor">For the audit trail.</param>
/// <param name="MerchantCode">Set when a merchant asks: the grant must be its own.</param>
/// <param name="CredentialId">Set when a subscriber asks: the grant must be this credential's.</param>
/// <param name="Reason">Why, where a person gave a reason.</param>
public sealed record RevokeGrantCommand(Guid GrantId, AuditActor Actor, string? MerchantCode, Guid? CredentialId, string? Reason)
{
    public static RevokeGrantCommand ByMerchant(Guid grantId, string merchantCode) => new(grantId, AuditActor.Merchant(merchantCode), merchantCode, null, null);

    public static RevokeGrantCommand BySubscriber(Guid grantId, Guid credentialId, string userName) => new(grantId, AuditActor.Credential(userName), null, credentialId, null);

    public static RevokeGrantCommand ByOperator(Guid grantId, string person, string reason) => new(grantId, AuditActor.Person(person), null, null, reason);
}

/// <summary>
/// Takes a consent back: grant, authorization and tokens end in one transaction, so once it has answered no charge is possible. A charge
/// that came first stays, and is what the answer then says. Revoking twice is revoking once.
/// </summary>
public sealed class RevokeGrant(UnitOfWork unitOfWork, IEnumerable<IGrantFollower> followers, TimeProvider clock)
{
    public Task<Result<ChargeGrant, GrantRevocationRefusal>> ExecuteAsync(RevokeGrantCommand command, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<ChargeGrant, GrantRevocationRefusal>>(
            async (db, token) =>
            {
                var now = clock.Instant();
                var found = await db.ChargeGrants
                    .Where(grant => grant.Id == command.GrantId && (command.CredentialId == null || grant.CredentialId == command.CredentialId))
                    .Join(db.Merchants, grant => grant.MerchantId, merchant => merchant.Id, (grant, merchant) => new { Grant = grant, merchant.Code })
                    .SingleOrDefaultAsync(row => command.MerchantCode == null || row.Code == command.MerchantCode, token);
                if (found is null)
                    return Refuse(db, command, GrantRevocationRefusal.NotFound, now);
                if (found.Grant.Status is ChargeGrantStatus.Consumed or ChargeGrantStatus.Ended)
                    return Refuse(db, command, GrantRevocationRefusal.Consumed, now);
                if (found.Grant.Status is ChargeGrantStatus.Revoked or ChargeGrantStatus.Replaced)
                    return found.Grant;

                found.Grant.Revoke();
                foreach (var follower in followers)
                    await follower.RevokedAsync(db, found.Grant, command.Actor, now, token);
                await GrantAuthorization.RevokeAsync(db, found.Grant.Id, token);
                db.AddRange(GrantNews.Revoked(found.Grant, found.Code, command.Actor, command.Reason, now));
                return found.Grant;
            },
            cancellationToken);

    private static GrantRevocationRefusal Refuse(FletsCollectDbContext db, RevokeGrantCommand command, GrantRevocationRefusal refusal, DateTime now)
    {
        db.Add(AuditEntry.Of("grant.revocation-refused", command.Actor, PublicId.Format(PublicId.Grant, command.GrantId), now, new { reason = refusal.ToString() }));
        return refusal;
    }
}
