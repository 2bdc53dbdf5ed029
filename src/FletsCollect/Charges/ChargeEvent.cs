using FletsCollect.Lines;

namespace FletsCollect.Charges;

/// <summary>
/// One row of a charge's history, append only. A capture's key is the key of the invoice item and of the statement item that claim it,
/// so the database itself keeps it from being billed or paid out twice.
/// </summary>
public sealed class ChargeEvent
{
    private ChargeEvent() { }

    internal ChargeEvent(Charge charge, ChargeEventKind kind, Yen amount, DateOnly day, DateTime now)
    {
        Id = RowKey.New();
        ChargeId = charge.Id;
        MerchantId = charge.MerchantId;
        Line = charge.Line;
        Kind = kind;
        Amount = amount;
        RecordedAt = now;
        BusinessDate = day;
    }

    public Guid Id { get; private set; }

    public Guid ChargeId { get; private set; }

    public Guid MerchantId { get; private set; }

    public LineNumber Line { get; private set; }

    public ChargeEventKind Kind { get; private set; }

    public Yen Amount { get; private set; }

    public DateTime RecordedAt { get; private set; }

    /// <summary>The Japanese day that the event counts for; its month is the month that is billed.</summary>
    public DateOnly BusinessDate { get; private set; }
}
