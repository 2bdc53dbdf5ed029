namespace FletsCollect.Merchants;

/// <summary>
/// A business that sells paid services and has them charged to its customers' lines (domain.md §1). The subscriber sees these names,
/// never any that a request brings along.
/// </summary>
public sealed class Merchant
{
    private Merchant() { }

    public Merchant(string code, MerchantChannel channel, MerchantStatus status, MerchantNames names, DateOnly? offeredSince, bool mayChargeMonthly = false)
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
    }

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

    public bool MayCharge => Status == MerchantStatus.Live;
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
