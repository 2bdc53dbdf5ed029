namespace FletsCollect.Settlement;

/// <summary>What becomes of a merchant's money once its month is settled (domain.md §4).</summary>
public enum PayoutStatus
{
    /// <summary>The month is not settled; there is no row yet.</summary>
    Accruing,

    /// <summary>On a closed statement, waiting to be paid out.</summary>
    Closed,

    /// <summary>Nothing to pay: the balance goes on to the next statement.</summary>
    CarriedOver,

    /// <summary>Released for payment.</summary>
    Approved,

    /// <summary>Put into a batch for the bank.</summary>
    Batched,

    /// <summary>Handed to the bank.</summary>
    Submitted,

    /// <summary>The bank says that it arrived.</summary>
    Settled,

    /// <summary>The bank sent it back.</summary>
    Failed,
}

/// <summary>What happens to a payout.</summary>
public enum PayoutEvent
{
    Close,
    CarryOver,
    Approve,
    Batch,
    Submit,
    Settle,
    Return,
}

/// <summary>The legal moves of a payout: the one table that code, tests and documentation share.</summary>
public static class PayoutTransitions
{
    public static readonly IReadOnlyList<(PayoutStatus From, PayoutEvent Event, PayoutStatus To)> Edges =
    [
        (PayoutStatus.Accruing, PayoutEvent.Close, PayoutStatus.Closed),
        (PayoutStatus.Closed, PayoutEvent.CarryOver, PayoutStatus.CarriedOver),
        (PayoutStatus.Closed, PayoutEvent.Approve, PayoutStatus.Approved),
        (PayoutStatus.Approved, PayoutEvent.Batch, PayoutStatus.Batched),
        (PayoutStatus.Batched, PayoutEvent.Submit, PayoutStatus.Submitted),
        (PayoutStatus.Submitted, PayoutEvent.Settle, PayoutStatus.Settled),
        (PayoutStatus.Submitted, PayoutEvent.Return, PayoutStatus.Failed),
        (PayoutStatus.Failed, PayoutEvent.Batch, PayoutStatus.Batched),
    ];

    /// <summary>Where an event leads from a status, or null when there is no such edge.</summary>
    public static PayoutStatus? Next(PayoutStatus from, PayoutEvent happened)
    {
        foreach (var edge in Edges)
        {
            if (edge.From == from && edge.Event == happened)
                return edge.To;
        }
        return null;
    }
}
