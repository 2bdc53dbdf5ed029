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
    public OrderProblem? Problem { get; init; }

    /// <summary>The provider's own code, for the support desk and not for the buyer.</summary>
    public string? Code { get; init; }

    /// <summary>Who approved it, and in which sign-in, as the provider names them to this shop.</summary>
    public string? SubscriberId { get; init; }
    public string? SessionId { get; init; }

    /// <summary>True once that sign-in ended: the order is not shown in this browser any more.</summary>
    public bool SignedOut { get; init; }

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

/// <summary>Why an order was not paid, as far as its buyer can do something about it.</summary>
internal enum OrderProblem
{
    /// <summary>The browser was not on the line that the ID belongs to.</summary>
    NotOnTheLine,

    /// <summary>It took too long from the approval to the payment, or the approval was taken back.</summary>
    ApprovalOver,

    /// <summary>The order was paid or approved before.</summary>
    AlreadyPaid,

    /// <summary>Above what the line may spend this month.</summary>
    OverLimit,

    /// <summary>The line or the ID cannot pay at present.</summary>
    PayerUnavailable,

    /// <summary>FLET'S could not be reached, or had a fault.</summary>
    ProviderUnavailable,

    /// <summary>The answer was not the one to this request.</summary>
    NotTrusted,

    /// <summary>Something that only this shop can mend.</summary>
    Ours,
}

/// <summary>What this blog host sells.</summary>
internal static class Offer
{
    public const string Description = "有料オプション 30日";
    public const long AmountInYen = 315;
}
