using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Lines;

namespace FletsCollect.Billing;

/// <summary>What one line is billed for one month: the collected items that the telco puts on the line's bill, beside its own fees.</summary>
public sealed class LineInvoice
{
    private LineInvoice() { }

    public LineInvoice(LineNumber line, BillingMonth month, DateTime now)
    {
        Id = Guid.CreateVersion7();
        Line = line;
        Month = month;
        CreatedAt = now;
    }

    public Guid Id { get; private set; }

    public LineNumber Line { get; private set; }

    public BillingMonth Month { get; private set; }

    public LineInvoiceStatus Status { get; private set; }

    /// <summary>What the line owes: the sum of its items, less its credits. May come to nothing.</summary>
    public Yen Total { get; private set; }

    /// <summary>What is taken off for refunds of earlier months.</summary>
    public Yen Credited { get; private set; }

    /// <summary>The sum of its items.</summary>
    public Yen ItemsTotal => Total + Credited;

    public int ItemCount { get; private set; }

    /// <summary>Why the telco's billing refused it.</summary>
    public string? RejectionReason { get; private set; }

    public DateTime CreatedAt { get; private set; }

    public DateTime? IssuedAt { get; private set; }

    /// <summary>Counts the changes of this row; a writer that read an older version is refused.</summary>
    public int Version { get; private set; }

    public string PublicId => FletsCollect.PublicId.Format(FletsCollect.PublicId.LineInvoice, Id);

    /// <summary>
    /// Claims captures that were held against the ledger. Claim and check are one transaction, so an invoice is never seen half filled;
    /// the table keeps the steps apart, because the telco's own items join between them.
    /// </summary>
    public IReadOnlyList<LineInvoiceItem> Claim(IReadOnlyCollection<(ChargeEvent Captured, Yen Amount)> captures)
    {
        if (captures.Count == 0 || captures.Any(capture => capture.Captured.Kind != ChargeEventKind.Capture || capture.Captured.Line != Line))
            throw new InvalidOperationException($"Invoice {PublicId} can claim captures of its own line only, and at least one.");
        Apply(LineInvoiceEvent.Freeze);
        var items = captures.Select(capture => new LineInvoiceItem(this, capture.Captured, capture.Amount)).ToList();
        Total = items.Aggregate(Yen.Zero, (total, item) => total + item.Amount);
        ItemCount = items.Count;
        Apply(LineInvoiceEvent.Validate);
        return items;
    }

    /// <summary>Takes refunds off, oldest first, as far as the invoice reaches; the rest is for the next one.</summary>
    /// <param name="open">Refunds that are credits of this line, with what no invoice bears yet.</param>
    public IReadOnlyList<LineInvoiceCredit> Deduct(IEnumerable<(Refund Refund, Yen Open)> open)
    {
        var credits = new List<LineInvoiceCredit>();
        foreach (var (refund, rest) in open.Where(credit => credit.Open.IsPositive).OrderBy(credit => credit.Refund.CreatedAt).ThenBy(credit => credit.Refund.Id))
        {
            var amount = rest < Total ? rest : Total;
            if (!amount.IsPositive)
                break;
            credits.Add(new LineInvoiceCredit(this, refund, amount));
            Total -= amount;
            Credited += amount;
        }
        return credits;
    }

    public void HandOff() => Apply(LineInvoiceEvent.HandOff);

    public void Acknowledge() => Apply(LineInvoiceEvent.Acknowledge);

    public void Reject(string reason)
    {
        Apply(LineInvoiceEvent.Reject);
        RejectionReason = reason;
    }

    public void Issue(DateTime now)
    {
        Apply(LineInvoiceEvent.Issue);
        IssuedAt = now;
    }

    /// <summary>True when the state has an edge for the event.</summary>
    public bool Allows(LineInvoiceEvent happened) => LineInvoiceTransitions.Next(Status, happened) is not null;

    public void Pay() => Apply(LineInvoiceEvent.Pay);

    public void PassDue() => Apply(LineInvoiceEvent.PassDue);

    private void Apply(LineInvoiceEvent happened)
    {
        Status = LineInvoiceTransitions.Next(Status, happened)
            ?? throw new InvalidOperationException($"A line invoice that is {Status} has no edge for {happened}.");
        Version++;
    }
}

/// <summary>
/// One charge on a line invoice, append only. Its key is the charge event's, so the database keeps a charge from being billed twice.
/// </summary>
public sealed class LineInvoiceItem
{
    private LineInvoiceItem() { }

    internal LineInvoiceItem(LineInvoice invoice, ChargeEvent captured, Yen amount)
    {
        ChargeEventId = captured.Id;
        InvoiceId = invoice.Id;
        Line = invoice.Line;
        Month = invoice.Month;
        MerchantId = captured.MerchantId;
        ChargeId = captured.ChargeId;
        Amount = amount;
        BusinessDate = captured.BusinessDate;
    }

    public Guid ChargeEventId { get; private set; }

    public Guid InvoiceId { get; private set; }

    public LineNumber Line { get; private set; }

    /// <summary>The month it is billed in, which for a late arrival is a later one than its business date's.</summary>
    public BillingMonth Month { get; private set; }

    public Guid MerchantId { get; private set; }

    public Guid ChargeId { get; private set; }

    /// <summary>What was captured, less what was refunded before the month was closed.</summary>
    public Yen Amount { get; private set; }

    public DateOnly BusinessDate { get; private set; }
}
