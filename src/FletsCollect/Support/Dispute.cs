using FletsCollect.Charges;
using FletsCollect.Lines;
using FletsCollect.Subscribers;

namespace FletsCollect.Support;

/// <summary>
/// Somebody does not recognise a purchase (domain.md §9). It points at the consent that was stored when the purchase was approved, and at the proof of the
/// line, which are what it is judged by. An entity of its own: it never changes the charge's state, and gives money back by a refund.
/// </summary>
public sealed class Dispute : IMerchantOwned
{
    /// <summary>The longest statement.</summary>
    public const int LongestStatement = 1_000;

    private Dispute() { }

    public Dispute(Charge charge, Credential credential, SupportCase supportCase, string statement, DateTime now)
    {
        Id = Guid.CreateVersion7();
        ChargeId = charge.Id;
        LiveChargeId = charge.Id;
        GrantId = charge.GrantId;
        MerchantId = charge.MerchantId;
        Line = charge.Line;
        CredentialId = credential.Id;
        CaseId = supportCase.Id;
        Statement = statement;
        OpenedAt = now;
    }

    public Guid Id { get; private set; }

    public Guid ChargeId { get; private set; }

    /// <summary>The charge, until the dispute is withdrawn; then it may be disputed again. Unique, so that a charge is disputed once at a time and decided once.</summary>
    public Guid? LiveChargeId { get; private set; }

    /// <summary>The consent, with the page word for word and the proof of the line: the evidence.</summary>
    public Guid GrantId { get; private set; }

    public Guid MerchantId { get; private set; }

    public LineNumber Line { get; private set; }

    /// <summary>The ID that disputes; the one that bought, or the contractor's.</summary>
    public Guid CredentialId { get; private set; }

    /// <summary>The conversation with the desk about it.</summary>
    public Guid CaseId { get; private set; }

    /// <summary>What the subscriber says, 1 to 1,000 characters; the desk reads it, the merchant does not.</summary>
    public string Statement { get; private set; } = "";

    public DisputeStatus Status { get; private set; }

    public DateTime OpenedAt { get; private set; }

    /// <summary>Who decided; null before that.</summary>
    public string? DecidedBy { get; private set; }

    /// <summary>The refund that it led to; null when there was none, or nothing left to give back.</summary>
    public Guid? RefundId { get; private set; }

    /// <summary>When it was upheld, rejected or withdrawn.</summary>
    public DateTime? EndedAt { get; private set; }

    /// <summary>Counts the changes of this row; a writer that read an older version is refused.</summary>
    public int Version { get; private set; }

    public string PublicId => FletsCollect.PublicId.Format(FletsCollect.PublicId.Dispute, Id);

    public bool IsOver => Status is DisputeStatus.Upheld or DisputeStatus.Rejected or DisputeStatus.Withdrawn;

    /// <summary>Somebody at the desk looks into it.</summary>
    public void Review() => Apply(DisputeMove.Review);

    /// <summary>The subscriber is right.</summary>
    public void Uphold(string person, Refund? refund, DateTime now)
    {
        Apply(DisputeMove.Uphold);
        (DecidedBy, RefundId, EndedAt) = (person, refund?.Id, now);
    }

    /// <summary>The purchase stands.</summary>
    public void Reject(string person, DateTime now)
    {
        Apply(DisputeMove.Reject);
        (DecidedBy, EndedAt) = (person, now);
    }

    /// <summary>The subscriber remembers.</summary>
    public void Withdraw(DateTime now)
    {
        Apply(DisputeMove.Withdraw);
        (LiveChargeId, EndedAt) = (null, now);
    }

    private void Apply(DisputeMove move)
    {
        Status = DisputeTransitions.Next(Status, move) ?? throw new InvalidOperationException($"A dispute that is {Status} has no edge for {move}.");
        Version++;
    }
}

/// <summary>The life of a dispute.</summary>
public enum DisputeStatus
{
    /// <summary>Nobody looked into it yet.</summary>
    Opened,
    UnderReview,

    /// <summary>The subscriber was right, and has the money back.</summary>
    Upheld,

    /// <summary>The purchase stands.</summary>
    Rejected,

    /// <summary>The subscriber took it back.</summary>
    Withdrawn,
}

/// <summary>What happens to a dispute.</summary>
public enum DisputeMove
{
    Review,
    Uphold,
    Reject,
    Withdraw,
}

/// <summary>The legal moves of a dispute: the one table that code, tests and documentation share.</summary>
public static class DisputeTransitions
{
    public static readonly IReadOnlyList<(DisputeStatus From, DisputeMove Move, DisputeStatus To)> Edges =
    [
        (DisputeStatus.Opened, DisputeMove.Review, DisputeStatus.UnderReview),
        (DisputeStatus.Opened, DisputeMove.Withdraw, DisputeStatus.Withdrawn),
        (DisputeStatus.UnderReview, DisputeMove.Uphold, DisputeStatus.Upheld),
        (DisputeStatus.UnderReview, DisputeMove.Reject, DisputeStatus.Rejected),
        (DisputeStatus.UnderReview, DisputeMove.Withdraw, DisputeStatus.Withdrawn),
    ];

    /// <summary>Where a move leads from a status, or null when there is no such edge.</summary>
    public static DisputeStatus? Next(DisputeStatus from, DisputeMove move)
    {
        foreach (var edge in Edges)
        {
            if (edge.From == from && edge.Move == move)
                return edge.To;
        }
        return null;
    }
}
