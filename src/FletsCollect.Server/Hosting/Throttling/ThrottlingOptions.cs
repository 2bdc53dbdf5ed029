namespace FletsCollect.Server.Hosting.Throttling;

/// <summary>What is counted, each by itself.</summary>
public enum ThrottleRule
{
    /// <summary>Passwords tried from one place.</summary>
    SignIn,

    /// <summary>IDs asked for from one place.</summary>
    Issuance,

    /// <summary>Enquiries and applications sent from one place by the public forms.</summary>
    Enquiry,

    /// <summary>Consent pages opened and answered from one place.</summary>
    Consent,

    /// <summary>Codes of televisions typed, and their pages opened, from one place (RFC 8628 §5.1).</summary>
    UserCode,

    /// <summary>Requests to the provider's endpoints for programs from one place, whoever they claim to be.</summary>
    Protocol,

    /// <summary>Requests to these endpoints by one authenticated merchant.</summary>
    MerchantProtocol,

    /// <summary>Requests that only read from the API, by one authenticated merchant.</summary>
    MerchantReads,

    /// <summary>Requests that write through the API, charges among them, by one authenticated merchant.</summary>
    MerchantWrites,

    /// <summary>Audit entries on tokens that the API refused from one place; above it they are still refused, but not noted.</summary>
    RefusedToken,
}

/// <summary>
/// How much one place or one merchant may ask of one server; configuration section <c>Throttling</c>. Each server counts for itself, so the
/// sum grows with the servers; what protects an account is counted in the database for all of them (<c>FailedAttempts</c>).
/// </summary>
public sealed class ThrottlingOptions
{
    public const string Section = "Throttling";

    /// <summary>Default 60 a minute: a household behind one address, not a list of passwords.</summary>
    public ThrottleLimit SignIn { get; init; } = new() { Permits = 60 };

    /// <summary>Default 20 in 10 minutes.</summary>
    public ThrottleLimit Issuance { get; init; } = new() { Permits = 20, Window = TimeSpan.FromMinutes(10) };

    /// <summary>Default 10 in 10 minutes.</summary>
    public ThrottleLimit Enquiry { get; init; } = new() { Permits = 10, Window = TimeSpan.FromMinutes(10) };

    /// <summary>Default 300 a minute.</summary>
    public ThrottleLimit Consent { get; init; } = new() { Permits = 300 };

    /// <summary>Default 30 a minute: a code has to be found before it ends, which is a matter of minutes.</summary>
    public ThrottleLimit UserCode { get; init; } = new() { Permits = 30 };

    /// <summary>Default 6,000 a minute: several merchants may share a host.</summary>
    public ThrottleLimit Protocol { get; init; } = new() { Permits = 6_000 };

    /// <summary>Default 3,000 a minute.</summary>
    public ThrottleLimit MerchantProtocol { get; init; } = new() { Permits = 3_000 };

    /// <summary>Default 30,000 a minute.</summary>
    public ThrottleLimit MerchantReads { get; init; } = new() { Permits = 30_000 };

    /// <summary>Default 60,000 a minute: a sale of tickets comes all at once, and each charge is one request.</summary>
    public ThrottleLimit MerchantWrites { get; init; } = new() { Permits = 60_000 };

    /// <summary>Default 60 a minute.</summary>
    public ThrottleLimit RefusedToken { get; init; } = new() { Permits = 60 };

    public ThrottleLimit Of(ThrottleRule rule) => rule switch
    {
        ThrottleRule.SignIn => SignIn,
        ThrottleRule.Issuance => Issuance,
        ThrottleRule.Enquiry => Enquiry,
        ThrottleRule.Consent => Consent,
        ThrottleRule.UserCode => UserCode,
        ThrottleRule.Protocol => Protocol,
        ThrottleRule.MerchantProtocol => MerchantProtocol,
        ThrottleRule.MerchantReads => MerchantReads,
        ThrottleRule.MerchantWrites => MerchantWrites,
        ThrottleRule.RefusedToken => RefusedToken,
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "Unknown rule."),
    };

    /// <summary>True when every limit is one that lets somebody in and ends some time.</summary>
    internal bool IsSound() => Enum.GetValues<ThrottleRule>().All(rule =>
        Of(rule) is { Permits: >= 1 and <= 10_000_000 } limit && limit.Window >= TimeSpan.FromSeconds(1) && limit.Window <= TimeSpan.FromDays(1));
}

/// <summary>So many in so long.</summary>
public sealed record ThrottleLimit
{
    /// <summary>From 1 to 10,000,000.</summary>
    public int Permits { get; init; }

    /// <summary>From 1 second to 1 day, counted from the first request. Default 1 minute.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(1);
}
