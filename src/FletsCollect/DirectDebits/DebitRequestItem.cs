using System.Globalization;

namespace FletsCollect.DirectDebits;

/// <summary>One debit that the bank was asked for, append only: it finds the invoice again in what the bank answers. Holds no account.</summary>
public sealed class DebitRequestItem
{
    private DebitRequestItem() { }

    public DebitRequestItem(long batch, int position, Guid invoiceId, Yen amount)
    {
        Batch = batch;
        Position = position;
        InvoiceId = invoiceId;
        Amount = amount;
        Reference = ReferenceOf(batch, position);
    }

    /// <summary>The number of the request file.</summary>
    public long Batch { get; private set; }

    /// <summary>The place in it, from 1.</summary>
    public int Position { get; private set; }

    public Guid InvoiceId { get; private set; }

    public Yen Amount { get; private set; }

    /// <summary>Under which its result will be recorded.</summary>
    public string Reference { get; private set; } = "";

    public static string ReferenceOf(long batch, int position) => string.Create(CultureInfo.InvariantCulture, $"debit-{batch}-{position}");
}
