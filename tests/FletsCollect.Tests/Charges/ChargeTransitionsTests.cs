using FletsCollect.Charges;

namespace FletsCollect.Tests.Charges;

/// <summary>Every move of a charge, legal or not (domain.md §4).</summary>
public sealed class ChargeTransitionsTests
{
    private static readonly string[] Legal =
    [
        "Authorised Reserve Reserved",
        "Authorised Capture Confirmed",
        "Reserved Capture Confirmed",
        "Reserved Cancel Cancelled",
        "Reserved Expire Expired",
        "Confirmed Cancel Cancelled",
    ];

    [Fact]
    public void Charge_moves_along_these_edges_and_no_others()
    {
        var moves =
            from status in Enum.GetValues<ChargeStatus>()
            from kind in Enum.GetValues<ChargeEventKind>()
            let next = ChargeTransitions.Next(status, kind)
            where next is not null
            select $"{status} {kind} {next}";

        Assert.Equal(Legal.Order(StringComparer.Ordinal), moves.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_event_leads_from_one_status_to_two() =>
        Assert.Equal(ChargeTransitions.Edges.Count, ChargeTransitions.Edges.Select(edge => (edge.From, edge.Event)).Distinct().Count());
}
