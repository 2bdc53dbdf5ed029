using FletsCollect.Merchants;

namespace FletsCollect.Onboarding;

/// <summary>What a merchant's systems have to have shown in the sandbox before subscribers may pay there.</summary>
public enum CertificationCheck
{
    /// <summary>A purchase that is charged once was confirmed.</summary>
    ChargeConfirmed,

    /// <summary>A monthly purchase was charged; looked at when the contract has those.</summary>
    MonthlyCharged,

    /// <summary>A reservation was confirmed.</summary>
    ReservationConfirmed,

    /// <summary>A reservation was given back.</summary>
    ReservationCancelled,

    /// <summary>A request was repeated under its Idempotency-Key and got its first answer.</summary>
    RequestReplayed,

    /// <summary>A charge was refunded.</summary>
    Refunded,

    /// <summary>A subscriber took a consent back, or cancelled a subscription.</summary>
    CancelledBySubscriber,

    /// <summary>A webhook was answered with 2xx.</summary>
    WebhookTaken,

    /// <summary>A webhook with a wrong signature is refused with 4xx; sent by the run itself to every endpoint.</summary>
    WrongSignatureRefused,

    /// <summary>A webhook with a right signature and an old timestamp is refused with 4xx; sent by the run itself to every endpoint.</summary>
    OldTimestampRefused,
}

/// <summary>One certification run of a merchant, append only. It passed when each of its checks did.</summary>
public sealed class CertificationRun : IMerchantOwned
{
    private readonly List<CertificationResult> results = [];

    private CertificationRun() { }

    internal CertificationRun(Merchant merchant, IEnumerable<(CertificationCheck Check, bool Passed, string Evidence)> found, string by, DateTime now)
    {
        Id = Guid.CreateVersion7();
        MerchantId = merchant.Id;
        RunBy = by;
        RanAt = now;
        results.AddRange(found.Select(row => new CertificationResult(Id, row.Check, row.Passed, row.Evidence)));
        Passed = results.Count > 0 && results.TrueForAll(row => row.Passed);
    }

    public Guid Id { get; private set; }

    public string PublicId => FletsCollect.PublicId.Format(FletsCollect.PublicId.CertificationRun, Id);

    public Guid MerchantId { get; private set; }

    /// <summary>Who started it, as the audit trail names actors.</summary>
    public string RunBy { get; private set; } = "";

    public DateTime RanAt { get; private set; }

    public bool Passed { get; private set; }

    public IReadOnlyCollection<CertificationResult> Results => results;
}

/// <summary>What a run found, append only.</summary>
public sealed class CertificationResult
{
    public const int LongestEvidence = 500;

    private CertificationResult() { }

    internal CertificationResult(Guid runId, CertificationCheck check, bool passed, string evidence)
    {
        RunId = runId;
        Check = check;
        Passed = passed;
        Evidence = evidence.Length > LongestEvidence ? evidence[..LongestEvidence] : evidence;
    }

    public Guid RunId { get; private set; }

    public CertificationCheck Check { get; private set; }

    public bool Passed { get; private set; }

    /// <summary>By what it was seen: the public id of a charge, a refund or an endpoint, with the status codes that came back; empty when nothing was seen.</summary>
    public string Evidence { get; private set; } = "";
}
