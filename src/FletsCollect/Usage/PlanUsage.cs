using FletsCollect.Subscriptions;

namespace FletsCollect.Usage;

/// <summary>
/// How many subscriptions to one plan began, were cancelled, stopped with their line and ended on one Japanese day, and how many there were at
/// its end (domain.md R18). A plan that had none all day has no row.
/// </summary>
public sealed class PlanUsage : IMerchantOwned
{
    /// <summary>The plan of subscriptions without one; no plan's code is empty.</summary>
    public const string NoPlan = "";

    private PlanUsage() { }

    public PlanUsage(Guid merchantId, string plan, DateOnly day, PlanCounts counts)
    {
        MerchantId = merchantId;
        Plan = plan;
        Day = day;
        Started = counts.Started;
        Cancelled = counts.Cancelled;
        Suspended = counts.Suspended;
        Ended = counts.Ended;
        ActiveAtEnd = counts.ActiveAtEnd;
        CancelScheduledAtEnd = counts.CancelScheduledAtEnd;
        SuspendedAtEnd = counts.SuspendedAtEnd;
    }

    public Guid MerchantId { get; private set; }

    /// <summary>The plan's code, or <see cref="NoPlan"/>.</summary>
    public string Plan { get; private set; } = "";

    /// <summary>The day in Japan.</summary>
    public DateOnly Day { get; private set; }

    /// <summary>Subscriptions that began; none that only changed to this plan.</summary>
    public int Started { get; private set; }

    /// <summary>Those whose end was fixed by a cancellation; they run on until then.</summary>
    public int Cancelled { get; private set; }

    /// <summary>Those that stopped because their line did.</summary>
    public int Suspended { get; private set; }

    /// <summary>Those that were over, for whatever reason.</summary>
    public int Ended { get; private set; }

    public int ActiveAtEnd { get; private set; }

    public int CancelScheduledAtEnd { get; private set; }

    public int SuspendedAtEnd { get; private set; }
}

/// <summary>What is counted of a plan's day; see <see cref="PlanUsage"/>.</summary>
public readonly record struct PlanCounts(int Started, int Cancelled, int Suspended, int Ended, int ActiveAtEnd, int CancelScheduledAtEnd, int SuspendedAtEnd)
{
    /// <summary>How a day begins that follows one that ended like this.</summary>
    public PlanCounts AtNextDay() => this with { Started = 0, Cancelled = 0, Suspended = 0, Ended = 0 };

    /// <summary>With so many subscriptions that left a status on this plan; null for those that began.</summary>
    public PlanCounts Left(SubscriptionStatus? status, int count) => Stand(status, -count);

    /// <summary>With so many that came to a status on this plan, from another one or from nothing (null).</summary>
    public PlanCounts Came(SubscriptionStatus? from, SubscriptionStatus to, int count)
    {
        var stood = Stand(to, count);
        return from is null ? stood with { Started = stood.Started + count }
            : from == to ? stood
            : to switch
            {
                SubscriptionStatus.CancelScheduled => stood with { Cancelled = stood.Cancelled + count },
                SubscriptionStatus.Suspended => stood with { Suspended = stood.Suspended + count },
                SubscriptionStatus.Ended or SubscriptionStatus.AutoTerminated => stood with { Ended = stood.Ended + count },
                SubscriptionStatus.Active => stood,
                _ => throw new ArgumentOutOfRangeException(nameof(to), to, "Unknown status."),
            };
    }

    private PlanCounts Stand(SubscriptionStatus? status, int count) => status switch
    {
        SubscriptionStatus.Active => this with { ActiveAtEnd = ActiveAtEnd + count },
        SubscriptionStatus.CancelScheduled => this with { CancelScheduledAtEnd = CancelScheduledAtEnd + count },
        SubscriptionStatus.Suspended => this with { SuspendedAtEnd = SuspendedAtEnd + count },
        SubscriptionStatus.Ended or SubscriptionStatus.AutoTerminated or null => this,
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Unknown status."),
    };
}
