using FletsCollect.Support;

namespace FletsCollect.Tests.Support;

/// <summary>Every move of a dispute and of a case, legal or not.</summary>
public sealed class SupportTransitionsTests
{
    private static readonly (DisputeStatus From, DisputeMove Move, DisputeStatus To)[] OfDisputes =
    [
        (DisputeStatus.Opened, DisputeMove.Review, DisputeStatus.UnderReview),
        (DisputeStatus.Opened, DisputeMove.Withdraw, DisputeStatus.Withdrawn),
        (DisputeStatus.UnderReview, DisputeMove.Uphold, DisputeStatus.Upheld),
        (DisputeStatus.UnderReview, DisputeMove.Reject, DisputeStatus.Rejected),
        (DisputeStatus.UnderReview, DisputeMove.Withdraw, DisputeStatus.Withdrawn),
    ];

    private static readonly (CaseStatus From, CaseMove Move, CaseStatus To)[] OfCases =
    [
        (CaseStatus.Open, CaseMove.Write, CaseStatus.Open),
        (CaseStatus.Open, CaseMove.Answer, CaseStatus.Answered),
        (CaseStatus.Open, CaseMove.Close, CaseStatus.Closed),
        (CaseStatus.Answered, CaseMove.Write, CaseStatus.Open),
        (CaseStatus.Answered, CaseMove.Answer, CaseStatus.Answered),
        (CaseStatus.Answered, CaseMove.Close, CaseStatus.Closed),
        (CaseStatus.Closed, CaseMove.Write, CaseStatus.Open),
        (CaseStatus.Closed, CaseMove.Answer, CaseStatus.Answered),
    ];

    public static MatrixTheoryData<DisputeStatus, DisputeMove> DisputePairs => new(Enum.GetValues<DisputeStatus>(), Enum.GetValues<DisputeMove>());

    public static MatrixTheoryData<CaseStatus, CaseMove> CasePairs => new(Enum.GetValues<CaseStatus>(), Enum.GetValues<CaseMove>());

    [Theory]
    [MemberData(nameof(DisputePairs))]
    public void Dispute_moves_where_the_table_says_and_nowhere_else(DisputeStatus from, DisputeMove move) =>
        Assert.Equal(OfDisputes.Where(edge => edge.From == from && edge.Move == move).Select(edge => (DisputeStatus?)edge.To).SingleOrDefault(), DisputeTransitions.Next(from, move));

    [Theory]
    [MemberData(nameof(CasePairs))]
    public void Case_moves_where_the_table_says_and_nowhere_else(CaseStatus from, CaseMove move) =>
        Assert.Equal(OfCases.Where(edge => edge.From == from && edge.Move == move).Select(edge => (CaseStatus?)edge.To).SingleOrDefault(), CaseTransitions.Next(from, move));
}
