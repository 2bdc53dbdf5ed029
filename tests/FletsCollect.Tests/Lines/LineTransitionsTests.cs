using FletsCollect.Lines;
using static FletsCollect.Lines.LineEventKind;
using static FletsCollect.Lines.LineStatus;

namespace FletsCollect.Tests.Lines;

/// <summary>What can happen to a line, edge by edge, and what each edge changes (domain.md §4).</summary>
public sealed class LineTransitionsTests
{
    private static readonly DateOnly Day = new(2026, 11, 10);

    private static readonly (LineStatus From, LineEventKind Event, LineStatus To)[] Legal =
    [
        (Active, LineEventKind.Suspended, LineStatus.Suspended),
        (Active, FellIntoArrears, InArrears),
        (LineStatus.Suspended, Resumed, Active),
        (LineStatus.Suspended, FellIntoArrears, InArrears),
        (InArrears, ArrearsPaid, Active),
        (InArrears, LineEventKind.Suspended, LineStatus.Suspended),
        (Active, LineEventKind.Terminated, LineStatus.Terminated),
        (LineStatus.Suspended, LineEventKind.Terminated, LineStatus.Terminated),
        (InArrears, LineEventKind.Terminated, LineStatus.Terminated),
        (LineStatus.Terminated, Reinstated, Active),
        (Active, Moved, Active), (LineStatus.Suspended, Moved, LineStatus.Suspended), (InArrears, Moved, InArrears),
        (Active, TypeChanged, Active), (LineStatus.Suspended, TypeChanged, LineStatus.Suspended), (InArrears, TypeChanged, InArrears),
        (Active, Transferred, Active), (LineStatus.Suspended, Transferred, LineStatus.Suspended), (InArrears, Transferred, InArrears),
        (Active, Corrected, Active), (LineStatus.Suspended, Corrected, LineStatus.Suspended), (InArrears, Corrected, InArrears),
    ];

    public static TheoryData<LineStatus, LineEventKind> Pairs
    {
        get
        {
            var pairs = new TheoryData<LineStatus, LineEventKind>();
            foreach (var from in Enum.GetValues<LineStatus>())
            {
                foreach (var happened in Enum.GetValues<LineEventKind>())
                    pairs.Add(from, happened);
            }
            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Event_leads_where_the_table_says_and_nowhere_else(LineStatus from, LineEventKind happened) =>
        Assert.Equal(
            Legal.Where(edge => edge.From == from && edge.Event == happened).Select(edge => (LineStatus?)edge.To).SingleOrDefault(),
            LineTransitions.Next(from, happened));

    [Fact]
    public void Event_that_has_no_edge_is_a_defect() => Assert.Throws<InvalidOperationException>(() => LineOf(LineStatus.Terminated).Apply(new LineMoved("B", Day)));

    [Fact]
    public void Line_that_is_as_the_register_says_has_nothing_happen_to_it() => Assert.Empty(Record(Active).Since(LineOf(Active), Day));

    [Theory]
    [InlineData(Active, LineStatus.Suspended, LineEventKind.Suspended)]
    [InlineData(Active, InArrears, FellIntoArrears)]
    [InlineData(Active, LineStatus.Terminated, LineEventKind.Terminated)]
    [InlineData(LineStatus.Suspended, Active, Resumed)]
    [InlineData(LineStatus.Suspended, InArrears, FellIntoArrears)]
    [InlineData(LineStatus.Suspended, LineStatus.Terminated, LineEventKind.Terminated)]
    [InlineData(InArrears, Active, ArrearsPaid)]
    [InlineData(InArrears, LineStatus.Suspended, LineEventKind.Suspended)]
    [InlineData(InArrears, LineStatus.Terminated, LineEventKind.Terminated)]
    [InlineData(LineStatus.Terminated, Active, Reinstated)]
    public void Status_that_the_register_says_is_reached_by_its_event(LineStatus from, LineStatus to, LineEventKind happened) =>
        Assert.Equal([happened], FollowedBy(LineOf(from), Record(to)));

    [Fact]
    public void Line_that_comes_back_suspended_is_reinstated_first() =>
        Assert.Equal([Reinstated, LineEventKind.Suspended], FollowedBy(LineOf(LineStatus.Terminated), Record(LineStatus.Suspended)));

    [Fact]
    public void All_that_is_new_happens_in_an_order_in_which_it_can()
    {
        var line = LineOf(Active);
        var record = Record(LineStatus.Suspended) with { CustomerNumber = "222222", ContractorBornOn = new DateOnly(1990, 1, 1), ServiceType = LineServiceType.HikariPremium, Site = "B" };

        Assert.Equal([Transferred, TypeChanged, Moved, LineEventKind.Suspended], FollowedBy(line, record));

        Assert.Equal(record, line.ToRecord());
        Assert.Equal(Day, line.ReproofBy);
    }

    [Fact]
    public void Of_a_contract_that_is_over_nothing_else_matters() =>
        Assert.Equal([LineEventKind.Terminated], FollowedBy(LineOf(Active), Record(LineStatus.Terminated) with { CustomerNumber = "222222", Site = "B" }));

    [Fact]
    public void Same_contractor_with_another_birthday_is_a_correction() =>
        Assert.Equal([Corrected], FollowedBy(LineOf(Active), Record(Active) with { ContractorBornOn = new DateOnly(1981, 5, 5) }));

    [Fact]
    public void Place_that_the_register_had_not_named_before_is_no_move()
    {
        var line = LineOf(Active, site: null);

        Assert.Equal([Corrected], FollowedBy(line, Record(Active)));
        Assert.Equal(("A", (DateOnly?)null), (line.Site, line.ReproofBy));
    }

    [Fact]
    public void Place_that_the_register_no_longer_names_stays_what_it_was() => Assert.Empty(FollowedBy(LineOf(Active), Record(Active) with { Site = null }));

    private static List<LineEventKind> FollowedBy(Line line, LineRecord record)
    {
        List<LineEventKind> kinds = [];
        foreach (var fact in record.Since(line, Day).ToList())
        {
            line.Apply(fact);
            kinds.Add(fact.Kind);
        }
        Assert.Empty(record.Since(line, Day));
        return kinds;
    }

    private static LineRecord Record(LineStatus status) =>
        new(new LineNumber("CAF0000000001"), LineServiceType.HikariNext, status, "111111", new DateOnly(2010, 4, 1), new DateOnly(1980, 5, 5), "A");

    private static Line LineOf(LineStatus status, string? site = "A") =>
        new(new LineNumber("CAF0000000001"), LineServiceType.HikariNext, status, "111111", new DateOnly(2010, 4, 1), new DateOnly(1980, 5, 5), site);
}
