namespace FletsCollect.Billing;

/// <summary>The life of a line invoice (domain.md §4).</summary>
public enum LineInvoiceStatus
{
    Open,

    /// <summary>Its month is frozen and its items are being claimed.</summary>
    Closing,

    /// <summary>Its items agree with the ledger.</summary>
    Validated,

    /// <summary>Given to the telco's billing, which has not answered yet.</summary>
    HandedOff,
    Acknowledged,

    /// <summary>Refused by the telco's billing, with a reason.</summary>
    Rejected,

    /// <summary>On the line's bill.</summary>
    Issued,
    PartiallyPaid,
    Paid,

    /// <summary>Not paid when it was due; collection tries again.</summary>
    Overdue,

    /// <summary>Given up: what was left went back to merchants or was written off. A late payment is still welcome.</summary>
    Delinquent,
}

/// <summary>What happens to a line invoice.</summary>
public enum LineInvoiceEvent
{
    Freeze,
    Validate,
    HandOff,
    Acknowledge,
    Reject,
    Issue,
    PayPart,
    Pay,

    /// <summary>The first attempt to collect brought nothing.</summary>
    PassDue,

    /// <summary>A further attempt brought nothing.</summary>
    FailAgain,
    GiveUp,
}

/// <summary>
/// The legal moves of a line invoice: the one table that code, tests and documentation share.
/// </summary>
public static class LineInvoiceTransitions
{
    public static readonly IReadOnlyList<(LineInvoiceStatus From, LineInvoiceEvent Event, LineInvoiceStatus To)> Edges =
    [
        (LineInvoiceStatus.Open, LineInvoiceEvent.Freeze, LineInvoiceStatus.Closing),
        (LineInvoiceStatus.Closing, LineInvoiceEvent.Validate, LineInvoiceStatus.Validated),
        (LineInvoiceStatus.Validated, LineInvoiceEvent.HandOff, LineInvoiceStatus.HandedOff),
        (LineInvoiceStatus.HandedOff, LineInvoiceEvent.Acknowledge, LineInvoiceStatus.Acknowledged),
        (LineInvoiceStatus.HandedOff, LineInvoiceEvent.Reject, LineInvoiceStatus.Rejected),
        (LineInvoiceStatus.Rejected, LineInvoiceEvent.HandOff, LineInvoiceStatus.HandedOff),
        (LineInvoiceStatus.Acknowledged, LineInvoiceEvent.Issue, LineInvoiceStatus.Issued),
        (LineInvoiceStatus.Issued, LineInvoiceEvent.PayPart, LineInvoiceStatus.PartiallyPaid),
        (LineInvoiceStatus.Issued, LineInvoiceEvent.Pay, LineInvoiceStatus.Paid),
        (LineInvoiceStatus.Issued, LineInvoiceEvent.PassDue, LineInvoiceStatus.Overdue),
        (LineInvoiceStatus.PartiallyPaid, LineInvoiceEvent.PayPart, LineInvoiceStatus.PartiallyPaid),
        (LineInvoiceStatus.PartiallyPaid, LineInvoiceEvent.Pay, LineInvoiceStatus.Paid),
        (LineInvoiceStatus.PartiallyPaid, LineInvoiceEvent.PassDue, LineInvoiceStatus.Overdue),
        (LineInvoiceStatus.Overdue, LineInvoiceEvent.PayPart, LineInvoiceStatus.Overdue),
        (LineInvoiceStatus.Overdue, LineInvoiceEvent.Pay, LineInvoiceStatus.Paid),
        (LineInvoiceStatus.Overdue, LineInvoiceEvent.FailAgain, LineInvoiceStatus.Overdue),
        (LineInvoiceStatus.Overdue, LineInvoiceEvent.GiveUp, LineInvoiceStatus.Delinquent),
        (LineInvoiceStatus.Delinquent, LineInvoiceEvent.PayPart, LineInvoiceStatus.Delinquent),
        (LineInvoiceStatus.Delinquent, LineInvoiceEvent.Pay, LineInvoiceStatus.Paid),
    ];

    /// <summary>The states in which the line owes the invoice: it is on its bill and not paid.</summary>
    public static readonly IReadOnlyList<LineInvoiceStatus> Owed =
        [LineInvoiceStatus.Issued, LineInvoiceStatus.PartiallyPaid, LineInvoiceStatus.Overdue, LineInvoiceStatus.Delinquent];

    /// <summary>Where an event leads from a status, or null when there is no such edge.</summary>
    public static LineInvoiceStatus? Next(LineInvoiceStatus from, LineInvoiceEvent happened)
    {
        foreach (var edge in Edges)
        {
            if (edge.From == from && edge.Event == happened)
                return edge.To;
        }
        return null;
    }
}
