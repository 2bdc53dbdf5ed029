using System.Globalization;
using BlogHost.Orders;
using FletsCollect.Merchant;

namespace BlogHost.Monthly;

/// <summary>One purchase that goes on from month to month, as far as the shop knows of it by answers and by events.</summary>
internal sealed record Subscription
{
    public required string Reference { get; init; }
    public required string VisitorId { get; init; }

    /// <summary>The first day in Japan; a new price keeps it.</summary>
    public required DateOnly Start { get; init; }

    /// <summary>The price of a month; after a change of price, of each month from the next charge on.</summary>
    public long AmountInYen { get; init; } = MonthlyPlan.Standard.AmountInYen;

    public SubscriptionStatus Status { get; init; }

    /// <summary>The provider's id, once it is started.</summary>
    public string? SubscriptionId { get; init; }

    /// <summary>The consent that it lives on.</summary>
    public string? GrantId { get; init; }

    public DateOnly? NextChargeOn { get; init; }
    public DateOnly? PaidThrough { get; init; }
    public DateOnly? EndsOn { get; init; }

    /// <summary>True while the charge that is due cannot be made and the provider tries again.</summary>
    public bool PaymentFails { get; init; }

    /// <summary>When the last event that was heeded happened.</summary>
    public DateTimeOffset AsOf { get; init; }

    /// <summary>Every month that was charged, as events told.</summary>
    public IReadOnlyList<MonthlyCharge> Charges { get; init; } = [];

    public OrderProblem? Problem { get; init; }
    public string? Code { get; init; }
    public string? SubscriberId { get; init; }
    public string? SessionId { get; init; }
    public bool SignedOut { get; init; }

    public MonthlyPlan Plan => MonthlyPlan.At(AmountInYen);

    /// <summary>True while no answer of the browser can undo it.</summary>
    public bool IsBought => Status is not (SubscriptionStatus.Waiting or SubscriptionStatus.Refused or SubscriptionStatus.Failed);

    public Purchase ToPurchase(MonthlyPlan plan) => new(Reference, plan.Description, plan.AmountInYen) { Monthly = new MonthlyTerms(Start) };

    /// <summary>As the provider says it is.</summary>
    public Subscription As(FletsSubscription told) => this with
    {
        Status = StatusOf(told.Status),
        SubscriptionId = told.Id,
        GrantId = told.GrantId,
        AmountInYen = long.Parse(told.Amount.Value, CultureInfo.InvariantCulture),
        NextChargeOn = told.NextChargeOn,
        PaidThrough = told.PaidThrough,
        EndsOn = told.EndsOn,
        Problem = null,
        Code = null,
    };

    private static SubscriptionStatus StatusOf(string status) => status switch
    {
        "active" => SubscriptionStatus.Active,
        "suspended" => SubscriptionStatus.Suspended,
        "cancel_scheduled" => SubscriptionStatus.CancelScheduled,
        "ended" or "auto_terminated" => SubscriptionStatus.Ended,
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "The provider has a status that this shop does not know."),
    };
}

/// <summary>A month that was charged.</summary>
internal sealed record MonthlyCharge(string Id, DateOnly Day, long AmountInYen);

internal enum SubscriptionStatus
{
    /// <summary>The browser is at the provider, or never came back.</summary>
    Waiting,

    /// <summary>Approved, but the start got no answer: an event will tell, or asking again.</summary>
    Unconfirmed,

    Active,

    /// <summary>The line is suspended, and the subscription with it.</summary>
    Suspended,

    /// <summary>Cancelled; it runs to its last day.</summary>
    CancelScheduled,

    Ended,
    Refused,
    Failed,
}
