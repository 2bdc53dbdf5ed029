using FletsCollect.Merchants;
using static FletsCollect.Merchants.MerchantStatus;

namespace FletsCollect.Tests.Onboarding;

/// <summary>The table of a merchant's moves, held against the sentence of domain.md §4.</summary>
public sealed class MerchantTransitionsTests
{
    [Fact]
    public void Table_has_exactly_the_edges_of_the_domain()
    {
        (MerchantStatus, MerchantStatus)[] drawn =
        [
            (Draft, Submitted), (Submitted, Screening), (Screening, NeedsInformation), (NeedsInformation, Screening), (Screening, Rejected), (Screening, Contracted),
            (Contracted, Sandbox), (Sandbox, Live), (Live, Suspended), (Suspended, Live), (Suspended, Terminating), (Terminating, Closed),
        ];

        Assert.Equal(drawn.Order(), MerchantTransitions.Edges.Select(edge => (edge.From, edge.To)).Order());
    }

    [Fact]
    public void Every_move_leads_from_one_status_to_one_and_from_no_other()
    {
        foreach (var status in Enum.GetValues<MerchantStatus>())
        {
            foreach (var move in Enum.GetValues<MerchantMove>())
            {
                var edges = MerchantTransitions.Edges.Where(edge => edge.From == status && edge.Move == move).ToList();
                Assert.True(edges.Count <= 1);
                Assert.Equal(edges is [var edge] ? edge.To : null, MerchantTransitions.Next(status, move));
            }
        }
    }

    [Theory]
    [InlineData(Rejected)]
    [InlineData(Closed)]
    public void Nothing_follows_the_end(MerchantStatus end) => Assert.Empty(MerchantTransitions.From(end));
}
