namespace FletsCollect.Charges;

/// <summary>The life of a charge up to the month close (domain.md §4).</summary>
public enum ChargeStatus
{
    /// <summary>Consented to, nothing held yet.</summary>
    Authorised,

    /// <summary>Held against the line's limit.</summary>
    Reserved,

    /// <summary>Taken: it goes on the line invoice of its month.</summary>
    Confirmed,
    Cancelled,
    Expired,
}

/// <summary>What happens to a charge; each is one row of its history.</summary>
public enum ChargeEventKind
{
    Reserve,
    Capture,
    Cancel,
    Expire,
}

/// <summary>The legal moves of a charge: the one table that code, tests and documentation share.</summary>
public static class ChargeTransitions
{
    public static readonly IReadOnlyList<(ChargeStatus From, ChargeEventKind Event, ChargeStatus To)> Edges =
    [
        (ChargeStatus.Authorised, ChargeEventKind.Reserve, ChargeStatus.Reserved),
        (ChargeStatus.Authorised, ChargeEventKind.Capture, ChargeStatus.Confirmed),
        (ChargeStatus.Reserved, ChargeEventKind.Capture, ChargeStatus.Confirmed),
        (ChargeStatus.Reserved, ChargeEventKind.Cancel, ChargeStatus.Cancelled),
        (ChargeStatus.Reserved, ChargeEventKind.Expire, ChargeStatus.Expired),
        (ChargeStatus.Confirmed, ChargeEventKind.Cancel, ChargeStatus.Cancelled),
    ];

    /// <summary>Where an event leads from a status, or null when there is no such edge.</summary>
    public static ChargeStatus? Next(ChargeStatus from, ChargeEventKind kind)
    {
        foreach (var edge in Edges)
        {
            if (edge.From == from && edge.Event == kind)
                return edge.To;
        }
        return null;
    }
}
