using System.Text.Json;
using FletsCollect.Billing;
using FletsCollect.Charges;
using FletsCollect.Ledger;
using FletsCollect.Lines;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>A charge with all that it rests on, from the line's proof over the consent to the ledger and the bill.</summary>
[StaffMay(StaffPermission.ViewBooks)]
public sealed class ChargeDetailModel(FletsCollectDbContext db) : OperatorPage(db)
{
    public Charge Charge { get; private set; } = null!;

    public string Merchant { get; private set; } = "";

    /// <summary>The ID that bought it.</summary>
    public string Buyer { get; private set; } = "";

    public ChargeGrant Grant { get; private set; } = null!;

    /// <summary>What the consent page said, word for word.</summary>
    public ConsentStatement? Consent { get; private set; }

    /// <summary>Whether the stored text still has the hash that was agreed to.</summary>
    public bool ConsentIsWhole => Consent?.Hash() == Grant.ConsentHash;

    public LineProof? Proof { get; private set; }

    public IReadOnlyList<ChargeEvent> Events { get; private set; } = [];

    public IReadOnlyList<Refund> Refunds { get; private set; } = [];

    public IReadOnlyList<Transfer> Transfers { get; private set; } = [];

    /// <summary>The invoice that bills it; null before its month is closed.</summary>
    public LineInvoice? Invoice { get; private set; }

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(PublicId.Charge, id, out var key)
            || await Db.Charges.AsNoTracking().SingleOrDefaultAsync(row => row.Id == key, cancellationToken) is not { } charge)
            return NotFound();
        Charge = charge;
        Merchant = await Db.Merchants.Where(row => row.Id == charge.MerchantId).Select(row => row.DisplayName).SingleAsync(cancellationToken);
        Buyer = await Db.Users.Where(row => row.Id == charge.CredentialId).Select(row => row.UserName!).SingleAsync(cancellationToken);
        Grant = await Db.ChargeGrants.AsNoTracking().SingleAsync(row => row.Id == charge.GrantId, cancellationToken);
        Consent = JsonSerializer.Deserialize<ConsentStatement>(Grant.ConsentText, JsonSerializerOptions.Web);
        Proof = Grant.LineProofId is { } proof ? await Db.LineProofs.AsNoTracking().SingleOrDefaultAsync(row => row.Id == proof, cancellationToken) : null;
        Events = await Db.ChargeEvents.AsNoTracking().Where(row => row.ChargeId == key).OrderBy(row => row.RecordedAt).ThenBy(row => row.Id).ToListAsync(cancellationToken);
        Refunds = await Db.Refunds.AsNoTracking().Where(row => row.ChargeId == key).OrderBy(row => row.CreatedAt).ToListAsync(cancellationToken);
        Guid[] sources = [.. Events.Select(row => row.Id), .. Refunds.Select(row => row.Id)];
        Transfers = await Db.Transfers.AsNoTracking().Where(row => sources.Contains(row.SourceId)).OrderBy(row => row.BatchNumber).ThenBy(row => row.Sequence).ToListAsync(cancellationToken);
        var captures = Events.Where(row => row.Kind == ChargeEventKind.Capture).Select(row => row.Id).ToArray();
        Invoice = await (
            from item in Db.LineInvoiceItems.AsNoTracking()
            where captures.Contains(item.ChargeEventId)
            join invoice in Db.LineInvoices.AsNoTracking() on item.InvoiceId equals invoice.Id
            select invoice).FirstOrDefaultAsync(cancellationToken);
        return Page();
    }
}
