using FletsCollect.Calendars;
using FletsCollect.Lines;

namespace FletsCollect.Billing;

/// <summary>A line that a month's close left out: its charges stay unbilled until somebody mends the cause, and the next close takes them.</summary>
public sealed class ParkedLine
{
    private ParkedLine() { }

    public ParkedLine(BillingMonth month, LineNumber line, ParkingReason reason, DateTime now)
    {
        Month = month;
        Line = line;
        Reason = reason;
        ParkedAt = now;
    }

    public BillingMonth Month { get; private set; }

    public LineNumber Line { get; private set; }

    public ParkingReason Reason { get; private set; }

    public DateTime ParkedAt { get; private set; }
}

/// <summary>Why a line cannot be closed.</summary>
public enum ParkingReason
{
    /// <summary>A charge says another amount or line than the ledger posted for it.</summary>
    LedgerDisagrees,

    /// <summary>What was given back before the close is not what the ledger took back.</summary>
    RefundsDisagree,

    /// <summary>The telco's register has no such line, so nobody can be billed.</summary>
    LineUnknown,
}
