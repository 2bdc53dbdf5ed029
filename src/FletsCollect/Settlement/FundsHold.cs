using FletsCollect.Merchants;

namespace FletsCollect.Settlement;

/// <summary>Money of a merchant that the operator keeps back, while a dispute is open or a merchant is doubted (domain.md §8, "dispute hold").</summary>
public sealed class FundsHold
{
    private FundsHold() { }

    public FundsHold(Guid id, Merchant merchant, Yen amount, string reason, string heldBy, DateTime now)
    {
        Id = id;
        MerchantId = merchant.Id;
        Amount = amount;
        Reason = reason;
        HeldBy = heldBy;
        HeldAt = now;
    }

    public Guid Id { get; private set; }

    public Guid MerchantId { get; private set; }

    public Yen Amount { get; private set; }

    public string Reason { get; private set; } = "";

    public string HeldBy { get; private set; } = "";

    public DateTime HeldAt { get; private set; }

    public string? ReleasedBy { get; private set; }

    /// <summary>When it was given free; null while it is held.</summary>
    public DateTime? ReleasedAt { get; private set; }

    /// <summary>Counts the changes of this row; a writer that read an older version is refused.</summary>
    public int Version { get; private set; }

    public string PublicId => FletsCollect.PublicId.Format(FletsCollect.PublicId.FundsHold, Id);

    public void Release(string by, DateTime now)
    {
        if (ReleasedAt is not null)
            throw new InvalidOperationException($"Hold {PublicId} was released before.");
        ReleasedBy = by;
        ReleasedAt = now;
        Version++;
    }
}
