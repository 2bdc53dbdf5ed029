using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace FletsCollect.Lines;

/// <summary>
/// A contracted access line, mirrored from the telco's register (domain.md §3). Subscribers never edit it; policy looks at the line
/// as it is now.
/// </summary>
public sealed class Line
{
    private Line() { }

    public Line(LineNumber number, LineServiceType serviceType, LineStatus status, string customerNumber, DateOnly contractedOn, DateOnly contractorBornOn, string? site = null)
    {
        Site = site;
        Number = number;
        ServiceType = serviceType;
        Status = status;
        CustomerNumber = customerNumber;
        ContractedOn = contractedOn;
        ContractorBornOn = contractorBornOn;
    }

    public LineNumber Number { get; private set; }

    public LineServiceType ServiceType { get; private set; }

    public LineStatus Status { get; private set; }

    /// <summary>The number on the contractor's bill; typing it confirms the contract when an ID is issued.</summary>
    public string CustomerNumber { get; private set; } = "";

    /// <summary>Start of the contract; the line's tenure, and with it the spending limit, counts from here.</summary>
    public DateOnly ContractedOn { get; private set; }

    public DateOnly ContractorBornOn { get; private set; }

    /// <summary>The register's code for the place where the line ends; null where the register has none.</summary>
    public string? Site { get; private set; }

    /// <summary>
    /// The last day on which what was agreed before a move or a change of type goes on without a new proof; null when there was none.
    /// </summary>
    public DateOnly? ReproofBy { get; private set; }

    /// <summary>The reason why this line may not pay now, or null when it may.</summary>
    public LineRefusal? Refusal() => Status switch
    {
        LineStatus.Terminated => LineRefusal.Terminated,
        LineStatus.Suspended => LineRefusal.Suspended,
        LineStatus.InArrears => LineRefusal.InArrears,
        LineStatus.Active => ServiceType.MayPay() ? null : LineRefusal.ServiceNotEligible,
        _ => throw new InvalidOperationException($"Line status {Status} has no rule."),
    };

    /// <summary>A line that the register names for the first time.</summary>
    internal static Line Open(LineRecord record) =>
        new(record.Number, record.ServiceType, record.Status, record.CustomerNumber, record.ContractedOn, record.ContractorBornOn, record.Site);

    /// <summary>What the register would say of the line as it is.</summary>
    internal LineRecord ToRecord() => new(Number, ServiceType, Status, CustomerNumber, ContractedOn, ContractorBornOn, Site);

    /// <summary>Goes along an edge of <see cref="LineTransitions"/>, and takes up what is new.</summary>
    /// <exception cref="InvalidOperationException">There is no such edge.</exception>
    public void Apply(LineFact fact)
    {
        Status = LineTransitions.Next(Status, fact.Kind) ?? throw new InvalidOperationException($"A line that is {Status} has no edge for {fact.Kind}.");
        switch (fact)
        {
            case LineMoved moved:
                (Site, ReproofBy) = (moved.Site, moved.ReproofBy);
                break;
            case LineTypeChanged changed:
                (ServiceType, ReproofBy) = (changed.ServiceType, changed.ReproofBy);
                break;
            case LineTransferred transferred:
                (CustomerNumber, ContractedOn, ContractorBornOn) = (transferred.CustomerNumber, transferred.ContractedOn, transferred.ContractorBornOn);
                break;
            case LineCorrected corrected:
                (ContractedOn, ContractorBornOn, Site) = (corrected.ContractedOn, corrected.ContractorBornOn, Site ?? corrected.Site);
                break;
            default:
                // All else is in the status.
                break;
        }
    }

    /// <summary>The contractor's age in whole years on a day; someone born on 29 February has a birthday on 1 March of a common year.</summary>
    public int ContractorAgeOn(DateOnly day)
    {
        var years = day.Year - ContractorBornOn.Year;
        return (day.Month, day.Day).CompareTo((ContractorBornOn.Month, ContractorBornOn.Day)) < 0 ? years - 1 : years;
    }

    /// <summary>Months of tenure begun on a day: 1 during the first month.</summary>
    public int TenureMonthOn(DateOnly day)
    {
        var months = ((day.Year - ContractedOn.Year) * 12) + day.Month - ContractedOn.Month;
        return day.Day < ContractedOn.Day ? months : months + 1;
    }
}

/// <summary>
/// The telco's number of a contracted line, such as <c>CAF0000000001</c>. Its text form is masked, so that a log or a page that prints
/// one by accident gives nothing away; <see cref="Value"/> is the whole number.
/// </summary>
public readonly record struct LineNumber(string Value)
{
    private const string Prefix = "CAF";
    private const int Digits = 10;

    /// <summary>Reads a whole line number, in capital letters or not.</summary>
    public static bool TryParse(string? text, out LineNumber number)
    {
        var isNumber = text?.Length == Prefix.Length + Digits && text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && text.AsSpan(Prefix.Length).IndexOfAnyExceptInRange('0', '9') < 0;
        number = isNumber ? new LineNumber(text!.ToUpperInvariant()) : default;
        return isNumber;
    }

    /// <summary>The last four characters behind a mask: <c>CAF******0001</c>.</summary>
    public string Masked => Value.Length <= 7 ? "****" : $"{Value[..3]}{new string('*', Value.Length - 7)}{Value[^4..]}";

    public override string ToString() => Masked;
}

/// <summary>Stores the whole line number as text.</summary>
public sealed class LineNumberConverter() : ValueConverter<LineNumber, string>(number => number.Value, text => new LineNumber(text));

/// <summary>Why a line may not be used, each with its own words on the page that says so.</summary>
public enum LineRefusal
{
    /// <summary>The address that the request came from belongs to no active access session.</summary>
    NoSession,

    /// <summary>The access session names a line that the register does not hold.</summary>
    UnknownLine,

    /// <summary>The line's service is neither FLET'S Hikari Next nor FLET'S Hikari Premium.</summary>
    ServiceNotEligible,
    Suspended,
    Terminated,
    InArrears,

    /// <summary>The session belongs to another line than the one the credential was issued on.</summary>
    AnotherLine,

    /// <summary>The proof is older than it may be, or was used for something else.</summary>
    StaleProof,

    /// <summary>The customer number does not belong to the recognised line.</summary>
    CustomerNumberMismatch,

    /// <summary>The line has as many credentials as it may have.</summary>
    TooManyCredentials,

    /// <summary>The customer number was guessed at too often from this line.</summary>
    TooManyAttempts,
}
