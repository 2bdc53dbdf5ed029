namespace FletsCollect.Notices;

/// <summary>Who is told by mail of a step of the audit trail.</summary>
public enum NoticeAudience
{
    /// <summary>The ID that the step is about.</summary>
    Id,

    /// <summary>The contractor of the line of the ID that the step is about, and nobody when the ID is the contractor's own.</summary>
    Contractor,

    /// <summary>That ID and its contractor.</summary>
    IdAndContractor,

    /// <summary>The ID that did it.</summary>
    Buyer,

    /// <summary>Whoever the subscription, refund, case or dispute belongs to.</summary>
    Holder,

    /// <summary>The people of the merchant who keep its books.</summary>
    Bookkeepers,

    /// <summary>The people of the merchant who connect its systems.</summary>
    Developers,
}

/// <summary>Which steps of the audit trail are told, and to whom: the one table that code, templates and tests share.</summary>
public static class NoticeTable
{
    private static readonly Dictionary<string, NoticeAudience> Table = new(StringComparer.Ordinal)
    {
        ["credential.issued"] = NoticeAudience.Contractor,
        ["credential.signed-in"] = NoticeAudience.Id,
        ["credential.sign-in-paused"] = NoticeAudience.Id,
        ["credential.locked"] = NoticeAudience.Id,
        ["credential.recovered"] = NoticeAudience.Id,
        ["credential.reset-code-posted"] = NoticeAudience.Id,
        ["credential.password-changed"] = NoticeAudience.Id,
        ["credential.pin-set"] = NoticeAudience.Id,
        ["credential.pin-locked"] = NoticeAudience.Id,
        ["credential.passkey-added"] = NoticeAudience.Id,
        ["credential.passkey-removed"] = NoticeAudience.Id,
        ["credential.app-added"] = NoticeAudience.Id,
        ["credential.app-removed"] = NoticeAudience.Id,
        ["credential.notice-address-set"] = NoticeAudience.Id,
        ["credential.notice-address-removed"] = NoticeAudience.Id,
        ["credential.frozen"] = NoticeAudience.IdAndContractor,
        ["credential.unfrozen"] = NoticeAudience.IdAndContractor,
        ["credential.revoked"] = NoticeAudience.IdAndContractor,
        ["credential.reproof-required"] = NoticeAudience.Id,
        ["credential.rule-set"] = NoticeAudience.Id,
        ["household.line-capped"] = NoticeAudience.Id,
        ["household.credential-capped"] = NoticeAudience.IdAndContractor,
        ["household.purchases-stopped"] = NoticeAudience.Id,
        ["household.purchases-allowed"] = NoticeAudience.Id,
        ["household.merchant-blocked"] = NoticeAudience.Id,
        ["household.merchant-unblocked"] = NoticeAudience.Id,
        ["charge.approved"] = NoticeAudience.Buyer,
        ["approval.requested"] = NoticeAudience.Contractor,
        ["approval.approved"] = NoticeAudience.Id,
        ["approval.denied"] = NoticeAudience.Id,
        ["subscription.renewal_failed"] = NoticeAudience.Holder,
        ["subscription.suspended"] = NoticeAudience.Holder,
        ["subscription.resumed"] = NoticeAudience.Holder,
        ["subscription.cancel_scheduled"] = NoticeAudience.Holder,
        ["subscription.cancel_undone"] = NoticeAudience.Holder,
        ["subscription.ended"] = NoticeAudience.Holder,
        ["subscription.price_changed"] = NoticeAudience.Holder,
        ["refund.succeeded"] = NoticeAudience.Holder,
        ["refund.credited"] = NoticeAudience.Holder,
        ["case.answered"] = NoticeAudience.Holder,
        ["dispute.upheld"] = NoticeAudience.Holder,
        ["dispute.rejected"] = NoticeAudience.Holder,
        ["fee-statement.closed"] = NoticeAudience.Bookkeepers,
        ["payout.settled"] = NoticeAudience.Bookkeepers,
        ["payout.returned"] = NoticeAudience.Bookkeepers,
        ["webhook-endpoint.disabled"] = NoticeAudience.Developers,
    };

    /// <summary>Every step that is told.</summary>
    public static IEnumerable<string> Kinds => Table.Keys;

    /// <summary>Who is told of a step; null for nobody.</summary>
    public static NoticeAudience? AudienceOf(string action) => Table.TryGetValue(action, out var audience) ? audience : null;
}
