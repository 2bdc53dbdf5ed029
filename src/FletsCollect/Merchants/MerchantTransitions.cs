namespace FletsCollect.Merchants;

/// <summary>What happens to a merchant on its way from the form to the end of its contract.</summary>
public enum MerchantMove
{
    /// <summary>The company sends the form.</summary>
    Submit,

    /// <summary>Somebody at the operator takes it up.</summary>
    Screen,

    /// <summary>The operator wants to know more.</summary>
    Ask,

    /// <summary>The company says it.</summary>
    Answer,
    Reject,

    /// <summary>The terms were approved by a second person, and the company becomes a merchant.</summary>
    Contract,

    /// <summary>It may try everything in the sandbox.</summary>
    OpenSandbox,

    /// <summary>Its certification run passed: subscribers can pay.</summary>
    GoLive,

    /// <summary>No charge is taken from now on.</summary>
    Suspend,
    Resume,

    /// <summary>The contract is given up; what is on its way is brought to its end.</summary>
    Terminate,

    /// <summary>Nothing is owed any more.</summary>
    Close,
}

/// <summary>The legal moves of a merchant (domain.md §4): the one table that code, tests and documentation share.</summary>
public static class MerchantTransitions
{
    public static readonly IReadOnlyList<(MerchantStatus From, MerchantMove Move, MerchantStatus To)> Edges =
    [
        (MerchantStatus.Draft, MerchantMove.Submit, MerchantStatus.Submitted),
        (MerchantStatus.Submitted, MerchantMove.Screen, MerchantStatus.Screening),
        (MerchantStatus.Screening, MerchantMove.Ask, MerchantStatus.NeedsInformation),
        (MerchantStatus.NeedsInformation, MerchantMove.Answer, MerchantStatus.Screening),
        (MerchantStatus.Screening, MerchantMove.Reject, MerchantStatus.Rejected),
        (MerchantStatus.Screening, MerchantMove.Contract, MerchantStatus.Contracted),
        (MerchantStatus.Contracted, MerchantMove.OpenSandbox, MerchantStatus.Sandbox),
        (MerchantStatus.Sandbox, MerchantMove.GoLive, MerchantStatus.Live),
        (MerchantStatus.Live, MerchantMove.Suspend, MerchantStatus.Suspended),
        (MerchantStatus.Suspended, MerchantMove.Resume, MerchantStatus.Live),
        (MerchantStatus.Suspended, MerchantMove.Terminate, MerchantStatus.Terminating),
        (MerchantStatus.Terminating, MerchantMove.Close, MerchantStatus.Closed),
    ];

    /// <summary>Where a move leads from a status, or null when there is no such edge.</summary>
    public static MerchantStatus? Next(MerchantStatus from, MerchantMove move)
    {
        foreach (var edge in Edges)
        {
            if (edge.From == from && edge.Move == move)
                return edge.To;
        }
        return null;
    }

    /// <summary>The moves that may follow a status, in the table's order.</summary>
    public static IEnumerable<MerchantMove> From(MerchantStatus status) => Edges.Where(edge => edge.From == status).Select(edge => edge.Move);
}
