using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Billing;

/// <summary>
/// That collection of an invoice ends before its attempts are over, because nothing can be had: its contractor is insolvent or has died without
/// heirs. Append only; it takes effect when a second person approves it (<see cref="GiveUpDecision"/>).
/// </summary>
public sealed class GiveUpProposal
{
    private GiveUpProposal() { }

    internal GiveUpProposal(LineInvoice invoice, string reason, string by, DateTime now)
    {
        Id = Guid.CreateVersion7();
        InvoiceId = invoice.Id;
        Amount = invoice.Outstanding;
        Reason = reason;
        ProposedBy = by;
        ProposedAt = now;
    }

    public Guid Id { get; private set; }

    public Guid InvoiceId { get; private set; }

    /// <summary>What was outstanding when it was proposed, and still has to be when it is approved.</summary>
    public Yen Amount { get; private set; }

    public string Reason { get; private set; } = "";

    public string ProposedBy { get; private set; } = "";

    public DateTime ProposedAt { get; private set; }

    public string PublicId => FletsCollect.PublicId.Format(FletsCollect.PublicId.GiveUp, Id);

    /// <summary>Those that wait for a second person's word.</summary>
    public static IQueryable<GiveUpProposal> Waiting(FletsCollectDbContext db) =>
        db.GiveUpProposals.AsNoTracking().Where(row => !db.GiveUpDecisions.Any(decision => decision.ProposalId == row.Id));
}

/// <summary>The second person's word on a <see cref="GiveUpProposal"/>, append only. Its key is the proposal's, so there is one word.</summary>
public sealed class GiveUpDecision
{
    private GiveUpDecision() { }

    internal GiveUpDecision(GiveUpProposal proposal, bool approved, string by, DateTime now)
    {
        ProposalId = proposal.Id;
        Approved = approved;
        DecidedBy = by;
        DecidedAt = now;
    }

    public Guid ProposalId { get; private set; }

    public bool Approved { get; private set; }

    public string DecidedBy { get; private set; } = "";

    public DateTime DecidedAt { get; private set; }
}
