using FletsCollect.Lines;

namespace FletsCollect.Charges;

/// <summary>
/// Money of a confirmed charge that is given back, in part or in full. An entity of its own: it never changes the charge's state, and a
/// charge can have many as long as they do not come to more than it.
/// </summary>
public sealed class Refund : IMerchantOwned
{
    private Refund() { }

    public Refund(Charge charge, Yen amount, string? reason, string requestedBy, DateTime now)
    {
        Id = Guid.CreateVersion7();
        ChargeId = charge.Id;
        MerchantId = charge.MerchantId;
        Line = charge.Line;
        Amount = amount;
        Reason = reason;
        RequestedBy = requestedBy;
        CreatedAt = now;
        charge.ClaimRefund(amount);
    }

    public Guid Id { get; private set; }

    public Guid ChargeId { get; private set; }

    public Guid MerchantId { get; private set; }

    public LineNumber Line { get; private set; }

    public Yen Amount { get; private set; }

    /// <summary>Why, in the words of who asked; shown to nobody but the merchant and the operator.</summary>
    public string? Reason { get; private set; }

    /// <summary>Who asked for it, as the audit names actors.</summary>
    public string RequestedBy { get; private set; } = "";

    public RefundStatus Status { get; private set; }

    /// <summary>How it reaches the subscriber; known from its processing on.</summary>
    public RefundEffect? Effect { get; private set; }

    /// <summary>Why it was denied.</summary>
    public string? DenialReason { get; private set; }

    public DateTime CreatedAt { get; private set; }

    /// <summary>When it succeeded or was denied.</summary>
    public DateTime? EndedAt { get; private set; }

    /// <summary>Counts the changes of this row; a writer that read an older version is refused.</summary>
    public int Version { get; private set; }

    public string PublicId => FletsCollect.PublicId.Format(FletsCollect.PublicId.Refund, Id);

    /// <summary>Taken off a charge that no month has yet: nothing of it is ever billed.</summary>
    public void Remove(Charge charge, DateTime now)
    {
        Apply(RefundEvent.Process);
        Effect = RefundEffect.Removed;
        charge.Remove(Amount);
        Succeed(now);
    }

    /// <summary>Owed to the line from now on; its next invoices bear it.</summary>
    public void Credit()
    {
        Apply(RefundEvent.Process);
        Effect = RefundEffect.CreditedOnInvoice;
    }

    /// <summary>All of it has reached the subscriber.</summary>
    public void Succeed(DateTime now)
    {
        Apply(RefundEvent.Succeed);
        EndedAt = now;
    }

    /// <summary>A person decided that it is not made; the charge can be refunded again.</summary>
    public void Deny(Charge charge, string reason, DateTime now)
    {
        Apply(RefundEvent.Deny);
        (DenialReason, EndedAt) = (reason, now);
        charge.ReleaseRefund(Amount);
    }

    private void Apply(RefundEvent happened)
    {
        Status = RefundTransitions.Next(Status, happened)
            ?? throw new InvalidOperationException($"A refund that is {Status} has no edge for {happened}.");
        Version++;
    }
}

/// <summary>The life of a refund (domain.md §4).</summary>
public enum RefundStatus
{
    /// <summary>Asked for, and waiting for a person.</summary>
    Requested,

    /// <summary>Posted, and on its way to the subscriber.</summary>
    Processing,
    Succeeded,
    Denied,
}

/// <summary>What happens to a refund.</summary>
public enum RefundEvent
{
    Process,
    Succeed,
    Deny,
}

/// <summary>How a refund reaches the subscriber.</summary>
public enum RefundEffect
{
    /// <summary>It lowered, or took away, an item before the month was closed.</summary>
    Removed,

    /// <summary>It is a credit on the line's next invoice, or on several when the first is too small.</summary>
    CreditedOnInvoice,
}

/// <summary>The legal moves of a refund: the one table that code, tests and documentation share.</summary>
public static class RefundTransitions
{
    public static readonly IReadOnlyList<(RefundStatus From, RefundEvent Event, RefundStatus To)> Edges =
    [
        (RefundStatus.Requested, RefundEvent.Process, RefundStatus.Processing),
        (RefundStatus.Requested, RefundEvent.Deny, RefundStatus.Denied),
        (RefundStatus.Processing, RefundEvent.Succeed, RefundStatus.Succeeded),
    ];

    /// <summary>Where an event leads from a status, or null when there is no such edge.</summary>
    public static RefundStatus? Next(RefundStatus from, RefundEvent happened)
    {
        foreach (var edge in Edges)
        {
            if (edge.From == from && edge.Event == happened)
                return edge.To;
        }
        return null;
    }
}
