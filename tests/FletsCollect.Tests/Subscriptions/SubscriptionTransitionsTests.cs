using FletsCollect.Subscriptions;
using static FletsCollect.Subscriptions.SubscriptionMove;
using static FletsCollect.Subscriptions.SubscriptionStatus;

namespace FletsCollect.Tests.Subscriptions;

/// <summary>The life of a subscription as domain.md §4 draws it, edge by edge.</summary>
public sealed class SubscriptionTransitionsTests
{
    private static readonly (SubscriptionStatus From, SubscriptionMove Move, SubscriptionStatus To)[] Legal =
    [
        (Active, Suspend, Suspended),
        (Suspended, Resume, Active),
        (Active, ScheduleCancel, CancelScheduled),
        (CancelScheduled, UndoCancel, Active),
        (Active, End, Ended),
        (Suspended, End, Ended),
        (CancelScheduled, End, Ended),
        (Active, Terminate, AutoTerminated),
        (Suspended, Terminate, AutoTerminated),
        (CancelScheduled, Terminate, AutoTerminated),
    ];

    public static TheoryData<SubscriptionStatus, SubscriptionMove> Pairs
    {
        get
        {
            var pairs = new TheoryData<SubscriptionStatus, SubscriptionMove>();
            foreach (var from in Enum.GetValues<SubscriptionStatus>())
            {
                foreach (var move in Enum.GetValues<SubscriptionMove>())
                    pairs.Add(from, move);
            }
            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Move_leads_where_the_table_says_and_nowhere_else(SubscriptionStatus from, SubscriptionMove move) =>
        Assert.Equal(
            Legal.Where(edge => edge.From == from && edge.Move == move).Select(edge => (SubscriptionStatus?)edge.To).SingleOrDefault(),
            SubscriptionTransitions.Next(from, move));

    [Fact]
    public void Nothing_leads_out_of_the_end() =>
        Assert.DoesNotContain(SubscriptionTransitions.Edges, edge => edge.From is Ended or AutoTerminated);
}
