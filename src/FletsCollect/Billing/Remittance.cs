namespace FletsCollect.Billing;

/// <summary>Collected money that arrived at the provider's bank, append only. Its reference is the bank's and unique, so the same arrival is posted once.</summary>
public sealed class Remittance
{
    private Remittance() { }

    public Remittance(string reference, Yen amount, DateOnly arrivedOn, string recordedBy, DateTime now)
    {
        Id = Guid.CreateVersion7();
        Reference = reference;
        Amount = amount;
        ArrivedOn = arrivedOn;
        RecordedBy = recordedBy;
        RecordedAt = now;
    }

    public Guid Id { get; private set; }

    public string Reference { get; private set; } = "";

    public Yen Amount { get; private set; }

    /// <summary>The day on the bank's statement.</summary>
    public DateOnly ArrivedOn { get; private set; }

    public string RecordedBy { get; private set; } = "";

    public DateTime RecordedAt { get; private set; }
}
