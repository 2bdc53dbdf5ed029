using FletsCollect.Calendars;
using FletsCollect.Lines;

namespace FletsCollect.Billing;

/// <summary>
/// One of the telco's own fees of a line for a month, as its billing sent it; append only. It stands on the line's invoice beside the
/// collected items and is paid before them. It is the telco's money: no account of this ledger knows it.
/// </summary>
public sealed class LineFeeItem
{
    private LineFeeItem() { }

    public LineFeeItem(string reference, LineNumber line, BillingMonth month, Yen amount, int taxPercent, string description, Guid fileId)
    {
        Reference = reference;
        Line = line;
        Month = month;
        Amount = amount;
        TaxPercent = taxPercent;
        Description = description;
        FileId = fileId;
    }

    /// <summary>The telco's own name for it; unique, so a fee that comes twice is known.</summary>
    public string Reference { get; private set; } = "";

    public LineNumber Line { get; private set; }

    public BillingMonth Month { get; private set; }

    /// <summary>Tax included.</summary>
    public Yen Amount { get; private set; }

    public int TaxPercent { get; private set; }

    public string Description { get; private set; } = "";

    /// <summary>The file it came with.</summary>
    public Guid FileId { get; private set; }
}
