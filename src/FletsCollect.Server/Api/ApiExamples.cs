using System.Text.Json;
using FletsCollect.Charges;
using FletsCollect.Outbox;

namespace FletsCollect.Server.Api;

/// <summary>What the API document shows: requests and answers of one purchase of 315 yen and its webhook.</summary>
internal static class ApiExamples
{
    private const string ChargeId = "ch_01KAR3V6N2F9M0Q8T4XJ5WZ7BC";
    private const string GrantId = "gr_01KAR3V6N2F9M0Q8T4XJ5WZ7BC";
    private const string EventId = "evt_01KAR3V6N2F9M0Q8T4XJ5WZ7BC";
    private const string EndpointId = "we_01KAR3V6N2F9M0Q8T4XJ5WZ7BC";
    private const string DeliveryId = "wd_01KAR3V6N2F9M0Q8T4XJ5WZ7BC";

    private static readonly DateTime Then = new(2026, 11, 10, 3, 0, 0, DateTimeKind.Utc);
    private static readonly Money Price = new("JPY", "315");
    private static readonly Money MonthlyPrice = new("JPY", "990");
    private static readonly Money Nothing = new("JPY", "0");

    public static readonly CreateChargeBody CreateCharge = new(GrantId, "ORD-0001", Price, null);

    public static readonly ConfirmChargeBody ConfirmCharge = new(Price, null);

    public static readonly ChargeSnapshot Charge = new(
        ChargeId, "confirmed", GrantId, "ORD-0001", "有料オプション 30日", Price, null, Nothing, Price, null, null, "2026-11-10", Then, null, Then, null);

    public static readonly PageResource<ChargeSnapshot> Charges = new([Charge], HasMore: false, NextCursor: null);

    public static readonly CreateRefundBody CreateRefund = new(Price, "duplicate order");

    public static readonly RefundSnapshot Refund = new("re_01KAR3V6N2F9M0Q8T4XJ5WZ7BC", "succeeded", "removed", ChargeId, Price, "duplicate order", null, Then, Then);

    public static readonly PageResource<RefundSnapshot> Refunds = new([Refund], HasMore: false, NextCursor: null);

    public static readonly PurchaseApprovalSnapshot Approval = new("pa_01KAR3V6N2F9M0Q8T4XJ5WZ7BC", "ORD-0001", "pending", Price, Then.AddMinutes(10));

    public static readonly PageResource<PurchaseApprovalSnapshot> Approvals = new([Approval], HasMore: false, NextCursor: null);

    public static readonly StartSubscriptionBody StartSubscription = new(GrantId);

    public static readonly SubscriptionResource Subscription = new(
        "sub_01KAR3V6N2F9M0Q8T4XJ5WZ7BC", "active", GrantId, "SUB-0001", "動画プラン", "video", MonthlyPrice, "2026-12-01", "2026-11-30", null, null, PaymentFailing: false, Then, null);

    public static readonly PageResource<SubscriptionResource> Subscriptions = new([Subscription], HasMore: false, NextCursor: null);

    public static readonly SubscriptionResource CancelledSubscription = Subscription with { Status = "cancel_scheduled", NextChargeOn = null, EndsOn = "2026-11-30", EndReason = "cancelled_by_merchant" };

    public static readonly CreatePlanBody CreatePlan = new("video", "動画プラン", MonthlyPrice, 1);

    public static readonly PlanResource Plan = new("video", "動画プラン", MonthlyPrice, 1, Active: true, Then);

    public static readonly PageResource<PlanResource> Plans = new([Plan], HasMore: false, NextCursor: null);

    public static readonly WebhookEndpointBody CreateEndpoint = new("https://shop.example/flets/events", "production", [EventTypes.ChargeConfirmed], null);

    public static readonly WebhookEndpointBody ChangeEndpoint = new(null, null, [EventTypes.Any], "enabled");

    public static readonly WebhookEndpointResource Endpoint = new(EndpointId, "https://shop.example/flets/events", "production", [EventTypes.ChargeConfirmed], "enabled", null, null, Then);

    public static readonly WebhookEndpointResource EndpointWithSecret = Endpoint with { Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" };

    public static readonly PageResource<WebhookEndpointResource> Endpoints = new([Endpoint], HasMore: false, NextCursor: null);

    public static readonly TimeRangeBody TimeRange = new(Then, Then.AddDays(1));

    public static readonly WebhookRepeatResource Repeat = new(EndpointId, 42);

    public static readonly EventResource Event = new(
        "1.0", EventId, "https://pay.example/", EventTypes.ChargeConfirmed, ChargeId, "2026-11-10T03:00:00.000Z", "application/json", null,
        JsonSerializer.SerializeToElement(new { id = ChargeId, status = "confirmed" }));

    public static readonly PageResource<EventResource> Events = new([Event], HasMore: false, NextCursor: null);

    public static readonly WebhookDeliveryResource Delivery = new(
        DeliveryId, EventId, EventTypes.ChargeConfirmed, EndpointId, "delivered", 1, null, 204, null, Then, Then,
        [new WebhookAttemptResource("wa_01KAR3V6N2F9M0Q8T4XJ5WZ7BC", Then, 87, 204, null)]);

    public static readonly PageResource<WebhookDeliveryResource> Deliveries = new([Delivery with { AttemptLog = null }], HasMore: false, NextCursor: null);
}

/// <summary>The body that makes a charge.</summary>
/// <param name="GrantId">From the token response's <c>authorization_details</c>.</param>
/// <param name="MerchantReference">The approved order.</param>
/// <param name="Amount">The approved amount.</param>
/// <param name="Items">What it is for, with a tax rate each.</param>
internal sealed record CreateChargeBody(string GrantId, string MerchantReference, Money Amount, IReadOnlyList<ChargeItemSnapshot>? Items);

/// <summary>The body that confirms a held charge; empty for all that is held.</summary>
internal sealed record ConfirmChargeBody(Money? Amount, IReadOnlyList<ChargeItemSnapshot>? Items);

/// <summary>The body that gives money back; empty for all that is left.</summary>
internal sealed record CreateRefundBody(Money? Amount, string? Reason);

/// <summary>The body that starts a subscription.</summary>
/// <param name="GrantId">From the token response's <c>authorization_details</c>.</param>
internal sealed record StartSubscriptionBody(string GrantId);

/// <summary>The body that makes a plan.</summary>
/// <param name="Code">The merchant's own name of it.</param>
/// <param name="Name">As subscribers see it.</param>
/// <param name="Price">For each period, tax included.</param>
/// <param name="Months">Length of a period: 1, 3, 6 or 12.</param>
internal sealed record CreatePlanBody(string Code, string Name, Money Price, int Months);

/// <summary>The body that makes or changes a webhook endpoint; what is left out stays.</summary>
internal sealed record WebhookEndpointBody(string? Url, string? Description, IReadOnlyList<string>? EventTypes, string? Status);

/// <summary>From an instant to before another.</summary>
internal sealed record TimeRangeBody(DateTime From, DateTime To);
