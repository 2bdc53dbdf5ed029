namespace FletsCollect.Subscriptions;

/// <summary>The life of a subscription (domain.md §4).</summary>
public enum SubscriptionStatus
{
    /// <summary>Each period is charged as it begins.</summary>
    Active,

    /// <summary>The line is suspended; nothing is charged and nothing is owed for periods that pass meanwhile.</summary>
    Suspended,

    /// <summary>Cancelled; it runs to the end of what was paid, and until then the cancellation can be taken back.</summary>
    CancelScheduled,

    /// <summary>Over, because somebody cancelled it or its term ran out.</summary>
    Ended,

    /// <summary>Over, because it could not go on: the line went away, or a renewal could not be charged.</summary>
    AutoTerminated,
}

/// <summary>What happens to a subscription.</summary>
public enum SubscriptionMove
{
    Suspend,
    Resume,
    ScheduleCancel,
    UndoCancel,
    End,
    Terminate,
}

/// <summary>Why a subscription is over, or will be.</summary>
public enum SubscriptionEndReason
{
    CancelledBySubscriber,
    CancelledByMerchant,
    CancelledByDesk,
    TermOver,
    GrantRevoked,
    RenewalFailed,
    LineTerminated,
    LineTransferred,
}

/// <summary>The legal moves of a subscription: the one table that code, tests and documentation share.</summary>
public static class SubscriptionTransitions
{
    public static readonly IReadOnlyList<(SubscriptionStatus From, SubscriptionMove Move, SubscriptionStatus To)> Edges =
    [
        (SubscriptionStatus.Active, SubscriptionMove.Suspend, SubscriptionStatus.Suspended),
        (SubscriptionStatus.Suspended, SubscriptionMove.Resume, SubscriptionStatus.Active),
        (SubscriptionStatus.Active, SubscriptionMove.ScheduleCancel, SubscriptionStatus.CancelScheduled),
        (SubscriptionStatus.CancelScheduled, SubscriptionMove.UndoCancel, SubscriptionStatus.Active),
        (SubscriptionStatus.Active, SubscriptionMove.End, SubscriptionStatus.Ended),
        (SubscriptionStatus.Suspended, SubscriptionMove.End, SubscriptionStatus.Ended),
        (SubscriptionStatus.CancelScheduled, SubscriptionMove.End, SubscriptionStatus.Ended),
        (SubscriptionStatus.Active, SubscriptionMove.Terminate, SubscriptionStatus.AutoTerminated),
        (SubscriptionStatus.Suspended, SubscriptionMove.Terminate, SubscriptionStatus.AutoTerminated),
        (SubscriptionStatus.CancelScheduled, SubscriptionMove.Terminate, SubscriptionStatus.AutoTerminated),
    ];

    /// <summary>Where a move leads from a status, or null when there is no such edge.</summary>
    public static SubscriptionStatus? Next(SubscriptionStatus from, SubscriptionMove move)
    {
        foreach (var edge in Edges)
        {
            if (edge.From == from && edge.Move == move)
                return edge.To;
        }
        return null;
    }
}
