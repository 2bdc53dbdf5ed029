using FletsCollect.Audit;

namespace FletsCollect.Merchants;

/// <summary>
/// One move of a merchant, append only: who, when, why. A merchant has its application's key, so its history begins with the form that was
/// sent.
/// </summary>
public sealed class MerchantEvent : IMerchantOwned
{
    /// <summary>The longest question, answer or reason.</summary>
    public const int LongestNote = 2_000;

    private MerchantEvent() { }

    public Guid Id { get; private set; }

    /// <summary>The merchant's key, which its application had before it.</summary>
    public Guid MerchantId { get; private set; }

    public MerchantMove Move { get; private set; }

    public MerchantStatus FromStatus { get; private set; }

    public MerchantStatus ToStatus { get; private set; }

    /// <summary>Who did it, as the audit trail names actors.</summary>
    public string By { get; private set; } = "";

    /// <summary>What was asked or answered, or why it was done; empty where the move says it all.</summary>
    public string Note { get; private set; } = "";

    public DateTime OccurredAt { get; private set; }

    /// <summary>A move along an edge of <see cref="MerchantTransitions"/>.</summary>
    /// <exception cref="InvalidOperationException">There is no such edge; whoever moves asks first.</exception>
    internal static MerchantEvent Of(Guid merchantId, MerchantStatus from, MerchantMove move, AuditActor by, string note, DateTime now) => new()
    {
        Id = Guid.CreateVersion7(),
        MerchantId = merchantId,
        Move = move,
        FromStatus = from,
        ToStatus = MerchantTransitions.Next(from, move) ?? throw new InvalidOperationException($"A merchant that is {from} has no edge for {move}."),
        By = by.ToString(),
        Note = note,
        OccurredAt = now,
    };
}

/// <summary>Which of the two deployments a row was made in: the real one, or the sandbox, in which nobody pays anything.</summary>
public enum ServiceEnvironment
{
    Production,
    Sandbox,
}
