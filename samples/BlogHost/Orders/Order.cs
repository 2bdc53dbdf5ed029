using FletsCollect.Merchant;

namespace BlogHost.Orders;

/// <summary>One purchase of the paid option. Its reference is the merchant reference and the idempotency key of the charge.</summary>
internal sealed record Order
{
    public required string Reference { get; init; }
    public required string VisitorId { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public string Description { get; init; } = Offer.Description;
    public long AmountInYen { get; init; } = Offer.AmountInYen;

    public OrderStatus Status { get; init; }
    public string? ChargeId { get; init; }
    public DateOnly? PaidOn { get; init; }
    public string? Reason { get; init; }

    public Purchase ToPurchase() => new(Reference, Description, AmountInYen);
}

internal enum OrderStatus
{
    /// <summary>The browser is at the provider, or never came back.</summary>
    Waiting,

    /// <summary>Approved, but the charge got no answer: it may or may not have taken place.</summary>
    Unconfirmed,

    Paid,
    Refused,
    Failed,
}

/// <summary>What this blog host sells.</summary>
internal static class Offer
{
    public const string Description = "有料オプション 30日";
    public const long AmountInYen = 315;
}
