namespace FletsCollect.Notifications;

/// <summary>Who is told by mail of a step of the audit trail.</summary>
public enum NotificationAudience
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

    /// <summary>Who applied to sell here.</summary>
    Applicant,

    /// <summary>The people who stand for the merchant.</summary>
    Owners,

    /// <summary>The people of the merchant who keep its books.</summary>
    Bookkeepers,

    /// <summary>The people of the merchant who connect its systems.</summary>
    Developers,
}

/// <summary>Which steps of the audit trail are told, and to whom: the one table that code, templates and tests share.</summary>
public static class NotificationTable
{
    private static readonly Dictionary<string, NotificationAudience> Table = new(StringComparer.Ordinal)
    {
        ["credential.issued"] = NotificationAudience.Contractor,
        ["credential.signed-in"] = NotificationAudience.Id,
        ["credential.sign-in-paused"] = NotificationAudience.Id,
        ["credential.locked"] = NotificationAudience.Id,
        ["credential.recovered"] = NotificationAudience.Id,
        ["credential.reset-code-posted"] = NotificationAudience.Id,
        ["credential.password-changed"] = NotificationAudience.Id,
        ["credential.pin-set"] = NotificationAudience.Id,
        ["credential.pin-locked"] = NotificationAudience.Id,
        ["credential.passkey-added"] = NotificationAudience.Id,
        ["credential.passkey-removed"] = NotificationAudience.Id,
        ["credential.app-added"] = NotificationAudience.Id,
        ["credential.app-removed"] = NotificationAudience.Id,
        ["credential.notification-address-set"] = NotificationAudience.Id,
        ["credential.notification-address-removed"] = NotificationAudience.Id,
        ["credential.frozen"] = NotificationAudience.IdAndContractor,
        ["credential.unfrozen"] = NotificationAudience.IdAndContractor,
        ["credential.revoked"] = NotificationAudience.IdAndContractor,
        ["credential.reproof-required"] = NotificationAudience.Id,
        ["credential.rule-set"] = NotificationAudience.Id,
        ["household.line-capped"] = NotificationAudience.Id,
        ["household.credential-capped"] = NotificationAudience.IdAndContractor,
        ["household.purchases-stopped"] = NotificationAudience.Id,
        ["household.purchases-allowed"] = NotificationAudience.Id,
        ["household.merchant-blocked"] = NotificationAudience.Id,
        ["household.merchant-unblocked"] = NotificationAudience.Id,
        ["charge.approved"] = NotificationAudience.Buyer,
        ["approval.requested"] = NotificationAudience.Contractor,
        ["approval.approved"] = NotificationAudience.Id,
        ["approval.denied"] = NotificationAudience.Id,
        ["subscription.renewal_failed"] = NotificationAudience.Holder,
        ["subscription.suspended"] = NotificationAudience.Holder,
        ["subscription.resumed"] = NotificationAudience.Holder,
        ["subscription.cancel_scheduled"] = NotificationAudience.Holder,
        ["subscription.cancel_undone"] = NotificationAudience.Holder,
        ["subscription.ended"] = NotificationAudience.Holder,
        ["subscription.price_changed"] = NotificationAudience.Holder,
        ["refund.succeeded"] = NotificationAudience.Holder,
        ["refund.credited"] = NotificationAudience.Holder,
        ["case.answered"] = NotificationAudience.Holder,
        ["dispute.upheld"] = NotificationAudience.Holder,
        ["dispute.rejected"] = NotificationAudience.Holder,
        ["merchant-application.asked"] = NotificationAudience.Applicant,
        ["merchant-application.rejected"] = NotificationAudience.Applicant,
        ["merchant-application.contracted"] = NotificationAudience.Applicant,
        ["merchant.sandbox-opened"] = NotificationAudience.Owners,
        ["merchant.went-live"] = NotificationAudience.Owners,
        ["merchant.suspended"] = NotificationAudience.Owners,
        ["merchant.resumed"] = NotificationAudience.Owners,
        ["merchant.terminated"] = NotificationAudience.Owners,
        ["fee-statement.closed"] = NotificationAudience.Bookkeepers,
        ["payout.settled"] = NotificationAudience.Bookkeepers,
        ["payout.returned"] = NotificationAudience.Bookkeepers,
        ["webhook-endpoint.disabled"] = NotificationAudience.Developers,
    };

    /// <summary>Every step that is told.</summary>
    public static IEnumerable<string> Kinds => Table.Keys;

    /// <summary>Who is told of a step; null for nobody.</summary>
    public static NotificationAudience? AudienceOf(string action) => Table.TryGetValue(action, out var audience) ? audience : null;
}
