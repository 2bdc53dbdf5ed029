using FletsCollect.Audit;
using FletsCollect.Outbox;

namespace FletsCollect.Charges;

/// <summary>What every edge of a charge leaves behind besides its history: a line of the audit, and an event for the merchant.</summary>
public static class ChargeNews
{
    /// <param name="charge">The charge as it is now.</param>
    /// <param name="what">What happened; one of <see cref="EventTypes"/>.</param>
    /// <param name="actor">Who did it.</param>
    /// <param name="now">When.</param>
    /// <param name="traceParent">The trace of the request; null for the one that is present.</param>
    public static IReadOnlyList<object> Of(Charge charge, string what, AuditActor actor, DateTime now, string? traceParent = null) =>
    [
        AuditEntry.Of(what, actor, charge.PublicId, now, new { amount = charge.Amount.Amount, grant = PublicId.Format(PublicId.Grant, charge.GrantId) }),
        OutboxMessage.Of(charge.MerchantId, what, charge.PublicId, now, ChargeSnapshot.Of(charge, now), traceParent),
    ];
}
