using FletsCollect.Settlement;

namespace FletsCollect.Tests.Settlement;

public sealed class PayoutTransitionsTests
{
    [Fact]
    public void Payout_moves_along_the_edges_of_the_table_and_no_others()
    {
        string[] expected =
        [
            "Accruing Close Closed", "Closed CarryOver CarriedOver", "Closed Approve Approved", "Approved Batch Batched",
            "Batched Submit Submitted", "Submitted Settle Settled", "Submitted Return Failed", "Failed Batch Batched",
        ];
        var moves = from status in Enum.GetValues<PayoutStatus>()
                    from happened in Enum.GetValues<PayoutEvent>()
                    let next = PayoutTransitions.Next(status, happened)
                    where next is not null
                    select $"{status} {happened} {next}";
        Assert.Equal(expected.Order(), moves.Order());
    }
}
