using FletsCollect.Audit;
using FletsCollect.Outbox;

namespace FletsCollect.Charges;

/// <summary>What a consent that is taken back leaves behind: a line of the audit, and an event for the merchant.</summary>
internal static class GrantNews
{
    /// <param name="grant">The grant as it is now.</param>
    /// <param name="merchantCode">Whom it was given.</param>
    /// <param name="actor">Who took it back.</param>
    /// <param name="reason">Why, where that is known.</param>
    /// <param name="now">When.</param>
    public static IReadOnlyList<object> Revoked(ChargeGrant grant, string merchantCode, AuditActor actor, string? reason, DateTime now) =>
    [
        AuditEntry.Of("grant.revoked", actor, grant.PublicId, now, new { merchant = merchantCode, reason }),
        OutboxMessage.Of(grant.MerchantId, EventTypes.GrantRevoked, grant.PublicId, now, new
        {
            GrantId = grant.PublicId,
            grant.MerchantReference,
            Status = "revoked",
            RevokedBy = actor.Kind == AuditActor.Credential("").Kind ? "subscriber" : actor.Kind,
            RevokedAt = now,
        }),
    ];
}
