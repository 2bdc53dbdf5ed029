using FletsCollect.Lines;

namespace FletsCollect.Charges;

/// <summary>
/// Money taken from a line for a merchant. Its state is the fold of its <see cref="ChargeEvent"/>s, kept beside them. Whether it was
/// billed and collected is not written here but follows from the invoice item that claims it: a month close over a million charges
/// inserts, and updates none of them.
/// </summary>
public sealed class Charge
{
    private Charge() { }

    private Charge(ChargeGrant grant, DateTime now)
    {
        Id = Guid.CreateVersion7();
        GrantId = grant.Id;
        MerchantId = grant.MerchantId;
        CredentialId = grant.CredentialId;
        Line = grant.Line;
        MerchantReference = grant.MerchantReference;
        Description = grant.Description;
        Amount = grant.Amount;
        CreatedAt = now;
    }

    public Guid Id { get; private set; }

    /// <summary>The consent that this charge uses up; unique, so a consent to one charge makes one charge.</summary>
    public Guid GrantId { get; private set; }

    public Guid MerchantId { get; private set; }

    public Guid CredentialId { get; private set; }

    public LineNumber Line { get; private set; }

    public string MerchantReference { get; private set; } = "";

    public string Description { get; private set; } = "";

    public Yen Amount { get; private set; }

    public ChargeStatus Status { get; private set; }

    public DateTime CreatedAt { get; private set; }

    public string PublicId => FletsCollect.PublicId.Format(FletsCollect.PublicId.Charge, Id);

    /// <summary>The charge of a consumed grant, taken in one step.</summary>
    public static (Charge Charge, ChargeEvent Captured) Capture(ChargeGrant grant, DateTime now)
    {
        var charge = new Charge(grant, now);
        return (charge, charge.Apply(ChargeEventKind.Capture, charge.Amount, now));
    }

    private ChargeEvent Apply(ChargeEventKind kind, Yen amount, DateTime now)
    {
        Status = ChargeTransitions.Next(Status, kind)
            ?? throw new InvalidOperationException($"A charge that is {Status} has no edge for {kind}.");
        return new ChargeEvent(this, kind, amount, now);
    }
}
