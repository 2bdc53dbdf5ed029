using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Mvc;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>The receipt of one purchase, at an address that stays: who sold what, when, for how much with which tax, and on which bill it is.</summary>
public sealed class PurchaseDetailModel(FletsCollectDbContext db, CredentialRules rules, TimeProvider clock) : AccountPage(db, rules, clock)
{
    public OwnPurchase Own { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken)
    {
        if (await OwnPurchase.FindAsync(Db, Credential, id, cancellationToken) is not { } own)
            return NotFound();
        Own = own;
        return Page();
    }
}
