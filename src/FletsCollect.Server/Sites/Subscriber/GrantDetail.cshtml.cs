using System.Text.Json;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Merchants;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>One consent: what it allows, what became of it, and the page that was agreed to, word for word.</summary>
public sealed class GrantDetailModel(FletsCollectDbContext db, ChangeHousehold household, CredentialRules rules, TimeProvider clock) : AccountPage(db, rules, clock)
{
    public ChargeGrant Grant { get; private set; } = null!;

    public Merchant Merchant { get; private set; } = null!;

    public ConsentStatement Consent { get; private set; } = null!;

    /// <summary>The subscription that lives on it, by its public id.</summary>
    public string? Subscription { get; private set; }

    public bool IsBlocked { get; private set; }

    public bool CanBlock { get; private set; }

    public bool CanRevoke => Grant.IsLiveAt(Now);

    /// <summary>What was just done; the page says so only if it is still true.</summary>
    [BindProperty(SupportsGet = true), FromQuery(Name = "done")]
    public string? Done { get; set; }

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken)
    {
        if (await FindAsync(Db, Person.CredentialId, id, cancellationToken) is not { } grant)
            return NotFound();
        Grant = grant;
        Consent = JsonSerializer.Deserialize<ConsentStatement>(grant.ConsentText, JsonSerializerOptions.Web) ?? throw new InvalidOperationException($"The kept consent of {grant.PublicId} cannot be read.");
        Merchant = await Db.Merchants.AsNoTracking().SingleAsync(row => row.Id == grant.MerchantId, cancellationToken);
        Subscription = await Db.Subscriptions.Where(row => row.GrantId == grant.Id).Select(row => (Guid?)row.Id).SingleOrDefaultAsync(cancellationToken) is { } key ? PublicId.Format(PublicId.Subscription, key) : null;
        IsBlocked = await Db.MerchantBlocks.AnyAsync(row => row.Line == grant.Line && row.MerchantId == grant.MerchantId, cancellationToken);
        CanBlock = !IsBlocked && IsContractor;
        return Page();
    }

    /// <summary>Blocks the merchant on the line; the contractor alone may.</summary>
    public async Task<IActionResult> OnPostBlockAsync(string id, CancellationToken cancellationToken)
    {
        if (await FindAsync(Db, Person.CredentialId, id, cancellationToken) is not { } grant)
            return NotFound();
        var refusal = await household.ExecuteAsync(Person.CredentialId, HttpContext.Connection.RemoteIpAddress, new HouseholdChange.BlockMerchant(grant.MerchantId), cancellationToken);
        return Redirect($"/account/grants/{grant.PublicId}{(refusal is null ? "?done=blocked" : "")}");
    }

    /// <summary>The consent that the address names; null when it is somebody else's, or nobody's.</summary>
    internal static async Task<ChargeGrant?> FindAsync(FletsCollectDbContext db, Guid credentialId, string publicId, CancellationToken cancellationToken) =>
        PublicId.TryParse(PublicId.Grant, publicId, out var id)
            ? await db.ChargeGrants.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id && row.CredentialId == credentialId, cancellationToken)
            : null;
}
