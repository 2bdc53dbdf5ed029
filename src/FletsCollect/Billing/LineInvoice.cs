using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Lines;

namespace FletsCollect.Billing;

/// <summary>What one line is billed for one month: the collected items that the telco puts on the line's bill, beside its own fees.</summary>
public sealed class LineInvoice
{
    private LineInvoice() { }

    private LineInvoice(LineNumber line, BillingMonth month, DateTime now)
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

    /// <summary>What the line owes for collected items: their sum, less its credits. May come to nothing.</summary>
    public Yen Total { get; private set; }

    /// <summary>The telco's own fees on the same bill. They are collected together and are never in this ledger.</summary>
    public Yen LineFees { get; private set; }

    /// <summary>What the subscriber pays in one sum.</summary>
    public Yen AmountDue => LineFees + Total;

    /// <summary>Of <see cref="LineFees"/>, what was paid.</summary>
    public Yen LineFeesPaid { get; private set; }

    /// <summary>Of <see cref="Total"/>, what was paid before it was given up.</summary>
    public Yen Paid { get; private set; }

    /// <summary>Of <see cref="Total"/>, what went back to merchants or was written off.</summary>
    public Yen GivenUp { get; private set; }

    /// <summary>Of <see cref="GivenUp"/>, what was paid after all.</summary>
    public Yen Recovered { get; private set; }

    /// <summary>What the line has still to pay.</summary>
    public Yen Outstanding => AmountDue - LineFeesPaid - Paid - Recovered;

    /// <summary>Attempts to collect it that brought nothing.</summary>
    public int FailedAttempts { get; private set; }

    /// <summary>The hand-off file that it went out with last; null when it was handed to a connected billing system.</summary>
    public long? HandOffSequence { get; private set; }

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

    /// <summary>The invoice of a line in a month that is being closed; its items are claimed next.</summary>
    public static LineInvoice Frozen(LineNumber line, BillingMonth month, DateTime now)
    {
        var invoice = new LineInvoice(line, month, now);
        invoice.Apply(LineInvoiceEvent.Freeze);
        return invoice;
    }

    /// <summary>
    /// All its items are claimed: what they come to is what the line owes, less its credits. The close does the same to invoices without
    /// credits in the database itself.
    /// </summary>
    public IReadOnlyList<LineInvoiceCredit> Validate(int items, Yen itemsTotal, Yen lineFees, IEnumerable<(Refund Refund, Yen Open)> credits)
    {
        if (items == 0)
            throw new InvalidOperationException($"Invoice {PublicId} has no item.");
        Apply(LineInvoiceEvent.Validate);
        (ItemCount, Total, LineFees) = (items, itemsTotal, lineFees);
        return Deduct(credits);
    }

    /// <summary>Takes refunds off, oldest first, as far as the invoice reaches; the rest is for the next one.</summary>
    /// <param name="open">Refunds that are credits of this line, with what no invoice bears yet.</param>
    private List<LineInvoiceCredit> Deduct(IEnumerable<(Refund Refund, Yen Open)> open)
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

    /// <param name="sequence">The file that it goes out with; null for a connected billing system.</param>
    public void HandOff(long? sequence = null)
    {
        Apply(LineInvoiceEvent.HandOff);
        (HandOffSequence, RejectionReason) = (sequence, null);
    }

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

    /// <summary>True while it is collected: it is on the line's bill, and neither paid nor given up.</summary>
    public bool CanBeGivenUp => Allows(LineInvoiceEvent.PassDue) || Allows(LineInvoiceEvent.FailAgain);

    /// <summary>True when the state has an edge for the event.</summary>
    public bool Allows(LineInvoiceEvent happened) => LineInvoiceTransitions.Next(Status, happened) is not null;

    /// <summary>Takes a payment, the line's fees first (domain.md §5).</summary>
    /// <param name="amount">No more than is outstanding; nothing only when nothing is.</param>
    public PaymentSplit Pay(Yen amount)
    {
        if (amount < Yen.Zero || amount > Outstanding || (!amount.IsPositive && Outstanding.IsPositive))
            throw new InvalidOperationException($"Invoice {PublicId} has {Outstanding} yen outstanding, not {amount}.");
        var late = Status == LineInvoiceStatus.Delinquent;
        var fees = LineFees - LineFeesPaid < amount ? LineFees - LineFeesPaid : amount;
        var items = amount - fees;
        LineFeesPaid += fees;
        if (late)
            Recovered += items;
        else
            Paid += items;
        Apply(Outstanding.IsPositive ? LineInvoiceEvent.PayPart : LineInvoiceEvent.Pay);
        return new PaymentSplit(fees, items, late);
    }

    /// <summary>An attempt to collect it brought nothing. After the last one it is given up.</summary>
    /// <param name="mostAttempts">After how many failed attempts it is given up.</param>
    /// <param name="final">The collector itself gives it up.</param>
    public void Fail(int mostAttempts, bool final)
    {
        Apply(Status == LineInvoiceStatus.Overdue ? LineInvoiceEvent.FailAgain : LineInvoiceEvent.PassDue);
        FailedAttempts++;
        if (FailedAttempts < mostAttempts && !final)
            return;
        Apply(LineInvoiceEvent.GiveUp);
        GivenUp = Total - Paid;
    }

    private void Apply(LineInvoiceEvent happened)
    {
        Status = LineInvoiceTransitions.Next(Status, happened)
            ?? throw new InvalidOperationException($"A line invoice that is {Status} has no edge for {happened}.");
        Version++;
    }
}

/// <summary>What a payment pays.</summary>
/// <param name="LineFees">The telco's own fees.</param>
/// <param name="Items">Collected items.</param>
/// <param name="Late">True when the items had been given up before.</param>
public readonly record struct PaymentSplit(Yen LineFees, Yen Items, bool Late);

/// <summary>
/// One charge on a line invoice, append only; the close has the database itself insert them. Its key is the charge event's, so the database keeps a charge from being billed twice.
/// </summary>
public sealed class LineInvoiceItem
{
    private LineInvoiceItem() { }

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
