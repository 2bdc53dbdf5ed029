using System.Linq.Expressions;
using FletsCollect.Audit;

namespace FletsCollect.Merchants;

/// <summary>
/// A business that sells paid services and has them charged to its customers' lines (domain.md §1). The subscriber sees these names,
/// never any that a request brings along.
/// </summary>
public sealed class Merchant
{
    private Merchant() { }

    public Merchant(string code, MerchantChannel channel, MerchantStatus status, MerchantNames names, DateOnly? offeredSince, bool mayChargeMonthly = false, ServiceEnvironment environment = ServiceEnvironment.Production)
    {
        Id = Guid.CreateVersion7();
        Code = code;
        Channel = channel;
        Status = status;
        DisplayName = names.DisplayName;
        LegalName = names.LegalName;
        Industry = names.Industry;
        PostalAddress = names.PostalAddress;
        SupportContact = names.SupportContact;
        OfferedSince = offeredSince;
        MayChargeMonthly = mayChargeMonthly;
        Environment = environment;
    }

    /// <summary>The merchant that a company becomes by its contract. It takes over the application's key, so that one history tells of both.</summary>
    public static Merchant Contracted(Guid applicationId, string code, MerchantChannel channel, MerchantNames names, bool mayChargeMonthly, ServiceEnvironment environment) =>
        new(code, channel, MerchantStatus.Contracted, names, offeredSince: null, mayChargeMonthly, environment) { Id = applicationId };

    /// <summary>What the public directory lists: who can be paid, and who will be.</summary>
    public static Expression<Func<Merchant, bool>> IsListed { get; } =
        merchant => merchant.Status == MerchantStatus.Live || merchant.Status == MerchantStatus.Contracted || merchant.Status == MerchantStatus.Sandbox;

    public Guid Id { get; private set; }

    /// <summary>The merchant's short name in addresses, files and accounts; also its OAuth client id.</summary>
    public string Code { get; private set; } = "";

    public MerchantChannel Channel { get; private set; }

    public MerchantStatus Status { get; private set; }

    /// <summary>The service as its customers know it.</summary>
    public string DisplayName { get; private set; } = "";

    /// <summary>The company that sells.</summary>
    public string LegalName { get; private set; } = "";

    public string Industry { get; private set; } = "";

    public string PostalAddress { get; private set; } = "";

    /// <summary>Where its customers reach it: a mail address or a phone number.</summary>
    public string SupportContact { get; private set; } = "";

    /// <summary>First day on which its customers can pay, or null while that is planned.</summary>
    public DateOnly? OfferedSince { get; private set; }

    /// <summary>The largest single charge it may ask for.</summary>
    public Yen LargestCharge { get; private set; } = new(50_000);

    /// <summary>True when the contract covers monthly charging (domain.md R20), not only single purchases.</summary>
    public bool MayChargeMonthly { get; private set; }

    /// <summary>The deployment that it belongs to. The server refuses to start on a database whose merchants are of the other one.</summary>
    public ServiceEnvironment Environment { get; private set; }

    /// <summary>Counts the changes of this row; a writer that read an older version is refused.</summary>
    public int Version { get; private set; }

    /// <summary>True when charges are taken: once it is live, and in the sandbox while it is tried out.</summary>
    public bool MayCharge => Status == MerchantStatus.Live || (Status == MerchantStatus.Sandbox && Environment == ServiceEnvironment.Sandbox);

    /// <summary>From the next charge on it may ask for this much at once.</summary>
    internal void LimitCharges(Yen amount) => (LargestCharge, Version) = (amount, Version + 1);

    /// <summary>Counts as a change, for a decision that rests on this merchant's staying as it is.</summary>
    internal void Touch() => Version++;

    /// <summary>Moves it along an edge; the first day of being live is the day from which it is offered.</summary>
    /// <exception cref="InvalidOperationException">There is no such edge.</exception>
    internal MerchantEvent Move(MerchantMove move, AuditActor by, string note, DateOnly today, DateTime now)
    {
        var moved = MerchantEvent.Of(Id, Status, move, by, note, now);
        Status = moved.ToStatus;
        if (Status == MerchantStatus.Live)
            OfferedSince ??= today;
        Version++;
        return moved;
    }
}

/// <summary>The names and contacts of a merchant as they are shown.</summary>
public sealed record MerchantNames(string DisplayName, string LegalName, string Industry, string PostalAddress, string SupportContact);

/// <summary>Where the merchant's service is reached (domain.md R1).</summary>
public enum MerchantChannel
{
    /// <summary>On the closed FLET'S network.</summary>
    FletsNet,

    /// <summary>On the Internet.</summary>
    Internet,
}

/// <summary>The life of a merchant's contract (domain.md §4).</summary>
public enum MerchantStatus
{
    Draft,
    Submitted,
    Screening,
    NeedsInformation,
    Contracted,
    Sandbox,
    Live,
    Suspended,
    Terminating,
    Closed,
    Rejected,
}
