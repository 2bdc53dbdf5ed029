using FletsCollect.Charges;
using static FletsCollect.Charges.RefundEvent;
using static FletsCollect.Charges.RefundStatus;

namespace FletsCollect.Tests.Charges;

/// <summary>Every move of a refund, legal or not (domain.md §4).</summary>
public sealed class RefundTransitionsTests
{
    private static readonly (RefundStatus From, RefundEvent Event, RefundStatus To)[] Legal =
    [
        (Requested, Process, Processing),
        (Requested, Deny, Denied),
        (Processing, Succeed, Succeeded),
    ];

    public static MatrixTheoryData<RefundStatus, RefundEvent> Pairs => new(Enum.GetValues<RefundStatus>(), Enum.GetValues<RefundEvent>());

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Event_leads_where_the_table_says_and_nowhere_else(RefundStatus from, RefundEvent happened) =>
        Assert.Equal(
            Legal.Where(edge => edge.From == from && edge.Event == happened).Select(edge => (RefundStatus?)edge.To).SingleOrDefault(),
            RefundTransitions.Next(from, happened));

    [Fact]
    public void Nothing_leads_out_of_the_end() => Assert.DoesNotContain(RefundTransitions.Edges, edge => edge.From is Succeeded or Denied);
}
