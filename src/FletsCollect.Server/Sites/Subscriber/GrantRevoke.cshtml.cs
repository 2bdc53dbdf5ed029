using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>Asks once more before a consent is taken back, and offers the gentler way where there is one.</summary>
public sealed class GrantRevokeModel(FletsCollectDbContext db, RevokeGrant revoke, CredentialRules rules, TimeProvider clock) : AccountPage(db, rules, clock)
{
    public ChargeGrant Grant { get; private set; } = null!;

    public string Merchant { get; private set; } = "";

    public string? Subscription { get; private set; }

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken)
    {
        if (await GrantDetailModel.FindAsync(Db, Person.CredentialId, id, cancellationToken) is not { } grant)
            return NotFound();
        if (!grant.IsLiveAt(Now))
            return Redirect($"/account/grants/{grant.PublicId}");
        Grant = grant;
        Merchant = await Db.Merchants.Where(row => row.Id == grant.MerchantId).Select(row => row.DisplayName).SingleAsync(cancellationToken);
        Subscription = await Db.Subscriptions.Where(row => row.GrantId == grant.Id).Select(row => (Guid?)row.Id).SingleOrDefaultAsync(cancellationToken) is { } key ? PublicId.Format(PublicId.Subscription, key) : null;
        return Page();
    }

    /// <summary>Pressed twice, it is taken back once. One that was charged meanwhile stays charged, and the page says so.</summary>
    public async Task<IActionResult> OnPostAsync(string id, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(PublicId.Grant, id, out var key))
            return NotFound();
        var outcome = await revoke.ExecuteAsync(RevokeGrantCommand.BySubscriber(key, Person.CredentialId, Person.UserName), cancellationToken);
        if (outcome.Succeeded(out _, out var refusal))
            return Redirect($"/account/grants/{id}?done=revoked");
        return refusal == GrantRevocationRefusal.NotFound ? NotFound() : Redirect($"/account/grants/{id}");
    }
}
