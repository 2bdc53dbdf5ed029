using System.Net;

namespace FletsCollect.Lines;

/// <summary>
/// Evidence that a request came from a contracted line: line, session, address and time (domain.md §3). Good once, for one purpose, for
/// at most <see cref="Lifetime"/>, and bound to the one thing it was made for.
/// </summary>
public sealed class LineProof
{
    /// <summary>How long a proof may be used after it was made (domain.md §3).</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(300);

    private LineProof() { }

    private LineProof(RecognisedLine recognised, LineProofPurpose purpose, string boundTo, DateTime now)
    {
        Id = Guid.CreateVersion7();
        Line = recognised.Line.Number;
        SessionId = recognised.SessionId;
        Address = recognised.Address.ToString();
        Purpose = purpose;
        BoundTo = boundTo;
        ProvedAt = now;
    }

    public Guid Id { get; private set; }

    public LineNumber Line { get; private set; }

    public Guid SessionId { get; private set; }

    /// <summary>The client address that the server saw.</summary>
    public string Address { get; private set; } = "";

    public LineProofPurpose Purpose { get; private set; }

    /// <summary>What the proof was made for: the purchase's consent hash, the browser's issuance form, or who changes what of a household.</summary>
    public string BoundTo { get; private set; } = "";

    public DateTime ProvedAt { get; private set; }

    public DateTime? UsedAt { get; private set; }

    /// <summary>Proves an eligible line, or says why it may not be used.</summary>
    public static Result<LineProof, LineRefusal> Prove(RecognisedLine recognised, LineProofPurpose purpose, string boundTo, DateTime now) =>
        recognised.Line.Refusal() is { } refusal ? refusal : new LineProof(recognised, purpose, boundTo, now);

    /// <summary>Uses the proof up, or says why it cannot be used.</summary>
    public LineRefusal? Use(LineNumber line, LineProofPurpose purpose, string boundTo, DateTime now)
    {
        if (UsedAt is not null || Purpose != purpose || !string.Equals(BoundTo, boundTo, StringComparison.Ordinal))
            return LineRefusal.StaleProof;
        if (now - ProvedAt > Lifetime || now < ProvedAt)
            return LineRefusal.StaleProof;
        if (Line != line)
            return LineRefusal.AnotherLine;
        UsedAt = now;
        return null;
    }
}

/// <summary>What a proof may be used for.</summary>
public enum LineProofPurpose
{
    /// <summary>Issuing a credential on the line.</summary>
    Issuance,

    /// <summary>Approving one purchase.</summary>
    Purchase,

    /// <summary>Letting a household spend more.</summary>
    HouseholdChange,

    /// <summary>Recovering a credential, or giving it another way to sign in.</summary>
    CredentialChange,
}
