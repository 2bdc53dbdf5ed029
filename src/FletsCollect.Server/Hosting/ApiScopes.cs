namespace FletsCollect.Server.Hosting;

/// <summary>
/// What a merchant's back end may do in its own name, without a subscriber: it asks for these scopes by client credentials, each has to be
/// permitted to its application, and the token is for the whole API (<c>&lt;issuer&gt;/v1</c>). Each is an authorization policy of the
/// same name, so an endpoint says <c>RequireAuthorization(ApiScopes.ChargesRead)</c>. A charge that a subscriber approves needs that
/// subscriber's token instead (<see cref="ChargeToken"/>), and neither is taken for the other.
/// </summary>
public static class ApiScopes
{
    /// <summary>Lists and shows charges and refunds.</summary>
    public const string ChargesRead = "charges:read";

    /// <summary>Confirms, cancels and refunds charges.</summary>
    public const string ChargesManage = "charges:manage";

    /// <summary>Lists and shows plans and subscriptions.</summary>
    public const string SubscriptionsRead = "subscriptions:read";

    /// <summary>Makes plans, and cancels subscriptions.</summary>
    public const string SubscriptionsManage = "subscriptions:manage";

    /// <summary>Registers the addresses that events are sent to, and reads what was delivered.</summary>
    public const string WebhooksManage = "webhooks:manage";

    /// <summary>Shows a grant (Grant Management for OAuth 2.0, §5).</summary>
    public const string GrantManagementQuery = "grant_management_query";

    /// <summary>Revokes a grant (Grant Management for OAuth 2.0, §5).</summary>
    public const string GrantManagementRevoke = "grant_management_revoke";

    /// <summary>Lists and shows payments (CAMARA Carrier Billing).</summary>
    public const string PaymentsRead = "carrier-billing:payments:read";

    /// <summary>Confirms and cancels payments (CAMARA Carrier Billing), whose payer's token is wanted all the same.</summary>
    public const string PaymentsWrite = "carrier-billing:payments:write";

    /// <summary>Gives payments back (CAMARA Carrier Billing Refund).</summary>
    public const string PaymentRefundsCreate = "carrier-billing-refund:refunds:create";

    /// <summary>Lists and shows refunds of payments (CAMARA Carrier Billing Refund).</summary>
    public const string PaymentRefundsRead = "carrier-billing-refund:refunds:read";

    /// <summary>Those in whose place the token of a subscriber's approval is taken too: it sees and touches that subscriber's payments alone.</summary>
    public static readonly IReadOnlyList<string> OrSubscribers = [PaymentsRead, PaymentsWrite];

    public static readonly IReadOnlyList<string> All =
    [
        ChargesRead, ChargesManage, SubscriptionsRead, SubscriptionsManage, WebhooksManage, GrantManagementQuery, GrantManagementRevoke,
        PaymentsRead, PaymentsWrite, PaymentRefundsCreate, PaymentRefundsRead,
    ];
}
