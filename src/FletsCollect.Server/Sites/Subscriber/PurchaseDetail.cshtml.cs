using FletsCollect.Subscribers;
using FletsCollect.Support;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>The receipt of one purchase, at an address that stays: who sold what, when, for how much with which tax, and on which bill it is.</summary>
public sealed class PurchaseDetailModel(FletsCollectDbContext db, CredentialRules rules, TimeProvider clock) : AccountPage(db, rules, clock)
{
    public OwnPurchase Own { get; private set; } = null!;

    /// <summary>The latest dispute of it; null when there was none.</summary>
    public Dispute? Dispute { get; private set; }

    public bool CanDispute => Own.Charge.Remaining.IsPositive && Dispute is not { LiveChargeId: not null };

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken)
    {
        if (await OwnPurchase.FindAsync(Db, Credential, id, cancellationToken) is not { } own)
            return NotFound();
        Own = own;
        Dispute = await Db.Disputes.AsNoTracking().Where(row => row.ChargeId == own.Charge.Id).OrderByDescending(row => row.OpenedAt).FirstOrDefaultAsync(cancellationToken);
        return Page();
    }
}
