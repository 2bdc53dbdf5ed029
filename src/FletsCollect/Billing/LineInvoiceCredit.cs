using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Lines;

namespace FletsCollect.Billing;

/// <summary>What an invoice takes off for a refund, append only. A refund that is larger than the invoice goes on to the next.</summary>
public sealed class LineInvoiceCredit
{
    private LineInvoiceCredit() { }

    internal LineInvoiceCredit(LineInvoice invoice, Refund refund, Yen amount)
    {
        RefundId = refund.Id;
        InvoiceId = invoice.Id;
        Line = invoice.Line;
        Month = invoice.Month;
        MerchantId = refund.MerchantId;
        Amount = amount;
    }

    public Guid RefundId { get; private set; }

    public Guid InvoiceId { get; private set; }

    public LineNumber Line { get; private set; }

    public BillingMonth Month { get; private set; }

    public Guid MerchantId { get; private set; }

    public Yen Amount { get; private set; }
}
