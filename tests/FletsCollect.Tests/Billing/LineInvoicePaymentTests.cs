using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Lines;

namespace FletsCollect.Tests.Billing;

/// <summary>What payments and failed attempts do to an invoice of 1,000 yen of fees and 500 yen of items.</summary>
public sealed class LineInvoicePaymentTests
{
    private static readonly DateTime Now = new(2026, 12, 1, 0, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData(1, LineInvoiceStatus.PartiallyPaid, 1, 0)]
    [InlineData(999, LineInvoiceStatus.PartiallyPaid, 999, 0)]
    [InlineData(1_000, LineInvoiceStatus.PartiallyPaid, 1_000, 0)]
    [InlineData(1_001, LineInvoiceStatus.PartiallyPaid, 1_000, 1)]
    [InlineData(1_499, LineInvoiceStatus.PartiallyPaid, 1_000, 499)]
    [InlineData(1_500, LineInvoiceStatus.Paid, 1_000, 500)]
    public void Fees_of_the_line_are_paid_first(long amount, LineInvoiceStatus status, long fees, long items)
    {
        var invoice = Issued();

        Assert.Equal(new PaymentSplit(new Yen(fees), new Yen(items), Late: false), invoice.Pay(new Yen(amount)));

        Assert.Equal((status, 1_500 - amount), (invoice.Status, invoice.Outstanding.Amount));
    }

    [Fact]
    public void Payments_in_parts_add_up()
    {
        var invoice = Issued();
        invoice.Pay(new Yen(600));
        Assert.Equal(new PaymentSplit(new Yen(400), new Yen(100), Late: false), invoice.Pay(new Yen(500)));
        Assert.Equal(new PaymentSplit(Yen.Zero, new Yen(400), Late: false), invoice.Pay(new Yen(400)));
        Assert.Equal(LineInvoiceStatus.Paid, invoice.Status);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1_501)]
    public void Payment_of_nothing_or_of_more_than_is_outstanding_is_a_defect(long amount) =>
        Assert.Throws<InvalidOperationException>(() => Issued().Pay(new Yen(amount)));

    [Fact]
    public void Failed_attempts_make_it_overdue_and_the_last_one_gives_it_up()
    {
        var invoice = Issued();
        invoice.Fail(mostAttempts: 3, final: false);
        Assert.Equal((LineInvoiceStatus.Overdue, 1), (invoice.Status, invoice.FailedAttempts));
        invoice.Fail(mostAttempts: 3, final: false);
        Assert.Equal((LineInvoiceStatus.Overdue, 2), (invoice.Status, invoice.FailedAttempts));
        invoice.Fail(mostAttempts: 3, final: false);
        Assert.Equal((LineInvoiceStatus.Delinquent, 500L), (invoice.Status, invoice.GivenUp.Amount));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, true)]
    public void Only_attempt_or_the_collectors_last_word_gives_it_up_at_once(int most, bool final)
    {
        var invoice = Issued();
        invoice.Pay(new Yen(1_200));
        invoice.Fail(most, final);
        Assert.Equal((LineInvoiceStatus.Delinquent, 300L), (invoice.Status, invoice.GivenUp.Amount));
    }

    [Fact]
    public void Payment_after_it_was_given_up_is_late()
    {
        var invoice = Issued();
        invoice.Fail(mostAttempts: 1, final: false);
        Assert.Equal(new PaymentSplit(new Yen(1_000), new Yen(100), Late: true), invoice.Pay(new Yen(1_100)));
        Assert.Equal(LineInvoiceStatus.Delinquent, invoice.Status);
        invoice.Pay(new Yen(400));
        Assert.Equal((LineInvoiceStatus.Paid, 500L, 500L), (invoice.Status, invoice.GivenUp.Amount, invoice.Recovered.Amount));
    }

    [Fact]
    public void Invoice_that_comes_to_nothing_is_paid_with_nothing()
    {
        var invoice = Issued(items: 0, fees: 0);
        invoice.Pay(Yen.Zero);
        Assert.Equal(LineInvoiceStatus.Paid, invoice.Status);
    }

    private static LineInvoice Issued(long items = 500, long fees = 1_000)
    {
        var invoice = LineInvoice.Frozen(new LineNumber("CAF0000000001"), new BillingMonth(2026, 11), Now);
        invoice.Validate(1, new Yen(items), new Yen(fees), []);
        invoice.HandOff();
        invoice.Acknowledge();
        invoice.Issue(Now);
        return invoice;
    }
}
