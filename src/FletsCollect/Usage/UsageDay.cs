namespace FletsCollect.Usage;

/// <summary>
/// How far the purchases that began at one merchant on one Japanese day came (domain.md R18). Counted from what is recorded elsewhere, so that
/// a page over a million purchases answers as one over a hundred; it decides nothing.
/// </summary>
public sealed class MerchantUsage
{
    private MerchantUsage() { }

    public MerchantUsage(Guid merchantId, DateOnly day, UsageCounts counts)
    {
        MerchantId = merchantId;
        Day = day;
        Begun = counts.Begun;
        Refused = counts.Refused;
        Approved = counts.Approved;
        Confirmed = counts.Confirmed;
    }

    public Guid MerchantId { get; private set; }

    /// <summary>The day in Japan.</summary>
    public DateOnly Day { get; private set; }

    /// <summary>Purchases that the merchant sent here.</summary>
    public int Begun { get; private set; }

    /// <summary>Consent pages that were refused by who saw them.</summary>
    public int Refused { get; private set; }

    /// <summary>Purchases that were approved.</summary>
    public int Approved { get; private set; }

    /// <summary>Charges that were confirmed, renewals by the provider among them.</summary>
    public int Confirmed { get; private set; }
}

/// <summary>What is counted of a merchant's day; see <see cref="MerchantUsage"/>.</summary>
public readonly record struct UsageCounts(int Begun, int Refused, int Approved, int Confirmed);

/// <summary>That a day was counted, and when: until it was over by then, it is counted again.</summary>
public sealed class UsageDay
{
    private UsageDay() { }

    public UsageDay(DateOnly day, DateTime countedAt)
    {
        Day = day;
        CountedAt = countedAt;
    }

    public DateOnly Day { get; private set; }

    public DateTime CountedAt { get; private set; }
}
