using FletsCollect.Calendars;
using FletsCollect.Lines;
using FletsCollect.Subscribers;

namespace FletsCollect.Charges;

/// <summary>
/// Money held or taken from a line for a merchant. Its state is the fold of its <see cref="ChargeEvent"/>s, kept beside them. Whether it
/// was billed and collected is not written here but follows from the invoice item that claims it: a month close over a million charges
/// inserts, and updates none of them.
/// </summary>
public sealed class Charge : IMerchantOwned
{
    private Charge() { }

    private Charge(ChargeGrant grant, Yen amount, IReadOnlyList<ChargeItem> items, DateTime now, int cycle = 0)
    {
        Id = RowKey.New();
        GrantId = grant.Id;
        Cycle = cycle;
        MerchantId = grant.MerchantId;
        CredentialId = grant.CredentialId;
        Line = grant.Line;
        MerchantReference = grant.MerchantReference;
        Description = grant.Description;
        Amount = amount;
        Items = items;
        LimitMonth = BillingMonth.At(now);
        CreatedAt = now;
    }

    public Guid Id { get; private set; }

    /// <summary>The consent that this charge rests on.</summary>
    public Guid GrantId { get; private set; }

    /// <summary>
    /// The period of a monthly purchase, counted from 0, and 0 for a purchase that is charged once. Unique within the consent, so that one consent makes one
    /// charge, or one for each period.
    /// </summary>
    public int Cycle { get; private set; }

    public Guid MerchantId { get; private set; }

    public Guid CredentialId { get; private set; }

    public LineNumber Line { get; private set; }

    public string MerchantReference { get; private set; } = "";

    public string Description { get; private set; } = "";

    /// <summary>What is held while it is reserved; what was taken from its confirmation on.</summary>
    public Yen Amount { get; private set; }

    /// <summary>What was held before it was confirmed; zero for a charge that was taken in one step.</summary>
    public Yen ReservedAmount { get; private set; }

    /// <summary>What refunds have claimed of it, those in flight too; never more than <see cref="Amount"/>.</summary>
    public Yen Refunded { get; private set; }

    /// <summary>The part of <see cref="Refunded"/> that was taken off before a month had the charge: it is never billed.</summary>
    public Yen Removed { get; private set; }

    /// <summary>What it is for, with a tax rate each; empty when the merchant named nothing. They add up to <see cref="Amount"/>.</summary>
    public IReadOnlyList<ChargeItem> Items { get; private set; } = [];

    public ChargeStatus Status { get; private set; }

    /// <summary>The month whose spending limit it uses: that in which it was reserved, or taken in one step; of a period, the month of its day.</summary>
    public BillingMonth LimitMonth { get; private set; }

    public DateTime CreatedAt { get; private set; }

    /// <summary>When a reservation ends by itself; null for a charge that was taken in one step.</summary>
    public DateTime? ExpiresAt { get; private set; }

    public DateTime? ConfirmedAt { get; private set; }

    /// <summary>When it was cancelled or expired.</summary>
    public DateTime? EndedAt { get; private set; }

    /// <summary>Counts the changes of this row; a writer that read an older version is refused.</summary>
    public int Version { get; private set; }

    public string PublicId => FletsCollect.PublicId.Format(FletsCollect.PublicId.Charge, Id);

    /// <summary>Where its amount is counted.</summary>
    public SpenderMonth CountedIn => new(Line, CredentialId, LimitMonth);

    /// <summary>What can still be refunded.</summary>
    public Yen Remaining => Status == ChargeStatus.Confirmed ? Amount - Refunded : Yen.Zero;

    /// <summary>The state at an instant: a reservation whose time has passed is over, whether or not the job came by.</summary>
    public ChargeStatus StatusAt(DateTime now) => Status == ChargeStatus.Reserved && now >= ExpiresAt ? ChargeStatus.Expired : Status;

    /// <summary>The charge of a grant, taken in one step.</summary>
    public static (Charge Charge, ChargeEvent Captured) Capture(ChargeGrant grant, Yen amount, IReadOnlyList<ChargeItem> items, DateTime now)
    {
        var charge = new Charge(grant, amount, items, now) { ConfirmedAt = now };
        return (charge, charge.Apply(ChargeEventKind.Capture, amount, now));
    }

    /// <summary>The amount of a grant, held until its merchant confirms or cancels, or until the grant ends.</summary>
    public static (Charge Charge, ChargeEvent Reserved) Reserve(ChargeGrant grant, Yen amount, IReadOnlyList<ChargeItem> items, DateTime now)
    {
        var charge = new Charge(grant, amount, items, now) { ReservedAmount = amount, ExpiresAt = grant.ExpiresAt ?? throw new InvalidOperationException("A reservation has an end.") };
        return (charge, charge.Apply(ChargeEventKind.Reserve, amount, now));
    }

    /// <summary>Takes what is held, or less of it; the rest is free again.</summary>
    public ChargeEvent Confirm(Yen amount, IReadOnlyList<ChargeItem> items, DateTime now)
    {
        if (amount > ReservedAmount)
            throw new InvalidOperationException($"{PublicId} holds {ReservedAmount} yen, not {amount}.");
        (Amount, Items, ConfirmedAt) = (amount, items, now);
        return Apply(ChargeEventKind.Capture, amount, now);
    }

    /// <summary>Gives all of it back: what is held, or what was taken and is on no bill.</summary>
    public ChargeEvent Cancel(DateTime now)
    {
        if (Refunded.IsPositive)
            throw new InvalidOperationException($"{PublicId} has refunds; the rest of it is refunded too, not cancelled.");
        EndedAt = now;
        return Apply(ChargeEventKind.Cancel, Amount, now);
    }

    /// <summary>Frees what was held for too long.</summary>
    public ChargeEvent Expire(DateTime now)
    {
        EndedAt = now;
        return Apply(ChargeEventKind.Expire, Amount, now);
    }

    internal void ClaimRefund(Yen amount)
    {
        if (!amount.IsPositive || amount > Remaining)
            throw new InvalidOperationException($"{PublicId} has {Remaining} yen to refund, not {amount}.");
        Refunded += amount;
        Version++;
    }

    internal void ReleaseRefund(Yen amount)
    {
        Refunded -= amount;
        Version++;
    }

    internal void Remove(Yen amount)
    {
        Removed += amount;
        Version++;
    }

    /// <summary>The charge of one period of a monthly purchase, which counts for a day of its own.</summary>
    public static (Charge Charge, ChargeEvent Captured) CaptureCycle(ChargeGrant grant, Cycle cycle, DateOnly day, DateTime now)
    {
        var charge = new Charge(grant, grant.Amount, [], now, cycle.Number) { ConfirmedAt = now, LimitMonth = BillingMonth.Of(day) };
        return (charge, charge.Apply(ChargeEventKind.Capture, charge.Amount, now, day));
    }

    private ChargeEvent Apply(ChargeEventKind kind, Yen amount, DateTime now, DateOnly? day = null)
    {
        Status = ChargeTransitions.Next(Status, kind)
            ?? throw new InvalidOperationException($"A charge that is {Status} has no edge for {kind}.");
        Version++;
        return new ChargeEvent(this, kind, amount, day ?? BusinessDate.At(now), now);
    }
}
