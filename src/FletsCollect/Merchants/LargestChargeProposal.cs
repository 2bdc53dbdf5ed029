using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Merchants;

/// <summary>
/// That a merchant may ask for more at once than before, append only. It holds once a second person approved it; that word is a
/// <see cref="TermsDecision"/> under its key.
/// </summary>
public sealed class LargestChargeProposal
{
    private LargestChargeProposal() { }

    internal LargestChargeProposal(Merchant merchant, Yen amount, string reason, string by, DateTime now)
    {
        Id = Guid.CreateVersion7();
        MerchantId = merchant.Id;
        Before = merchant.LargestCharge;
        Amount = amount;
        Reason = reason;
        ProposedBy = by;
        ProposedAt = now;
    }

    public Guid Id { get; private set; }

    public Guid MerchantId { get; private set; }

    /// <summary>The largest single charge when it was proposed.</summary>
    public Yen Before { get; private set; }

    public Yen Amount { get; private set; }

    public string Reason { get; private set; } = "";

    public string ProposedBy { get; private set; } = "";

    public DateTime ProposedAt { get; private set; }

    public string PublicId => FletsCollect.PublicId.Format(FletsCollect.PublicId.LargestCharge, Id);

    /// <summary>Those that wait for a second person's word.</summary>
    public static IQueryable<LargestChargeProposal> Waiting(FletsCollectDbContext db) =>
        db.LargestChargeProposals.AsNoTracking().Where(row => !db.TermsDecisions.Any(decision => decision.SubjectId == row.Id));
}
