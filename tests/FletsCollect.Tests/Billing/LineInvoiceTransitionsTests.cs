using FletsCollect.Billing;

namespace FletsCollect.Tests.Billing;

public sealed class LineInvoiceTransitionsTests
{
    [Fact]
    public void Line_invoice_moves_along_the_edges_of_the_table_and_no_others()
    {
        string[] expected =
        [
            "Open Freeze Closing", "Closing Validate Validated", "Validated HandOff HandedOff", "HandedOff Acknowledge Acknowledged",
            "HandedOff Reject Rejected", "Rejected HandOff HandedOff", "Acknowledged Issue Issued", "Issued PayPart PartiallyPaid", "Issued Pay Paid",
            "Issued PassDue Overdue", "PartiallyPaid PayPart PartiallyPaid", "PartiallyPaid Pay Paid", "PartiallyPaid PassDue Overdue",
            "Overdue PayPart Overdue", "Overdue Pay Paid", "Overdue FailAgain Overdue", "Overdue GiveUp Delinquent", "Delinquent PayPart Delinquent", "Delinquent Pay Paid",
        ];
        var moves = from status in Enum.GetValues<LineInvoiceStatus>()
                    from happened in Enum.GetValues<LineInvoiceEvent>()
                    let next = LineInvoiceTransitions.Next(status, happened)
                    where next is not null
                    select $"{status} {happened} {next}";
        Assert.Equal(expected.Order(), moves.Order());
    }
}
