namespace FletsCollect.Lines;

/// <summary>What the register says of a contract.</summary>
public enum LineStatus
{
    Active,
    Suspended,
    InArrears,
    Terminated,
}

/// <summary>What happens to a line (domain.md §4, "Line events").</summary>
public enum LineEventKind
{
    /// <summary>The register names it for the first time.</summary>
    Opened,

    /// <summary>It was moved to another place: kept, to be proved again from there.</summary>
    Moved,

    /// <summary>It has another service, which may not be one that pays.</summary>
    TypeChanged,
    Suspended,
    Resumed,

    /// <summary>A bill was not paid in time; a suspended line can come to this too.</summary>
    FellIntoArrears,
    ArrearsPaid,

    /// <summary>Another contractor has it.</summary>
    Transferred,
    Terminated,

    /// <summary>The end of the contract was taken back. IDs and subscriptions that ended with it do not come back.</summary>
    Reinstated,

    /// <summary>The register corrected what it says of the contractor, who is the same.</summary>
    Corrected,
}

/// <summary>The legal moves of a line: the one table that code, tests and documentation share.</summary>
public static class LineTransitions
{
    public static readonly IReadOnlyList<(LineStatus From, LineEventKind Event, LineStatus To)> Edges =
    [
        (LineStatus.Active, LineEventKind.Suspended, LineStatus.Suspended),
        (LineStatus.Active, LineEventKind.FellIntoArrears, LineStatus.InArrears),
        (LineStatus.Suspended, LineEventKind.Resumed, LineStatus.Active),
        (LineStatus.Suspended, LineEventKind.FellIntoArrears, LineStatus.InArrears),
        (LineStatus.InArrears, LineEventKind.ArrearsPaid, LineStatus.Active),
        (LineStatus.InArrears, LineEventKind.Suspended, LineStatus.Suspended),
        (LineStatus.Active, LineEventKind.Terminated, LineStatus.Terminated),
        (LineStatus.Suspended, LineEventKind.Terminated, LineStatus.Terminated),
        (LineStatus.InArrears, LineEventKind.Terminated, LineStatus.Terminated),
        (LineStatus.Terminated, LineEventKind.Reinstated, LineStatus.Active),
        .. EachKeeping(LineEventKind.Moved),
        .. EachKeeping(LineEventKind.TypeChanged),
        .. EachKeeping(LineEventKind.Transferred),
        .. EachKeeping(LineEventKind.Corrected),
    ];

    /// <summary>Where an event leads from a status, or null when there is no such edge.</summary>
    public static LineStatus? Next(LineStatus from, LineEventKind happened)
    {
        foreach (var edge in Edges)
        {
            if (edge.From == from && edge.Event == happened)
                return edge.To;
        }
        return null;
    }

    /// <summary>What happens to a contract that is not over, whatever its status, and leaves the status as it is.</summary>
    private static IEnumerable<(LineStatus From, LineEventKind Event, LineStatus To)> EachKeeping(LineEventKind kind) =>
        from status in (LineStatus[])[LineStatus.Active, LineStatus.Suspended, LineStatus.InArrears]
        select (status, kind, status);
}
