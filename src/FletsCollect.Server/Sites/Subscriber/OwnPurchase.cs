using System.Text.Json;
using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Merchants;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>A purchase that the ID sees which is signed in, with its seller, its consent and its bill.</summary>
/// <param name="Charge">The purchase.</param>
/// <param name="Merchant">Who sold it.</param>
/// <param name="Grant">The consent that it rests on.</param>
/// <param name="Buyer">The ID that bought it.</param>
/// <param name="Date">The Japanese day that it counts for: of its confirmation, or of its reservation while there is none.</param>
/// <param name="Invoice">The bill that it is on; null while it is on none.</param>
public sealed record OwnPurchase(Charge Charge, Merchant Merchant, ChargeGrant Grant, string Buyer, DateOnly Date, LineInvoice? Invoice)
{
    public string Address => AddressOf(Charge.PublicId);

    /// <summary>The page that was agreed to, word for word.</summary>
    public ConsentStatement Consent { get; } = JsonSerializer.Deserialize<ConsentStatement>(Grant.ConsentText, JsonSerializerOptions.Web)
        ?? throw new InvalidOperationException($"The kept consent of {Grant.PublicId} cannot be read.");

    /// <summary>The tax of each rate, highest first; empty when the seller named nothing.</summary>
    public IReadOnlyList<TaxOfRate> Taxes => ConsumptionTax.ByRate(Charge.Items.Select(item => (new Yen(item.Amount), item.TaxPercent)));

    /// <summary>The address of a purchase's receipt, which never changes.</summary>
    public static string AddressOf(string charge) => $"/account/purchases/{charge}";

    /// <summary>The one that the address names; null when the ID does not see it, or there is none.</summary>
    public static async Task<OwnPurchase?> FindAsync(FletsCollectDbContext db, Credential credential, string publicId, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(PublicId.Charge, publicId, out var id))
            return null;
        var found = await (
            from charge in VisiblePurchases.To(db, credential)
            where charge.Id == id
            join merchant in db.Merchants.AsNoTracking() on charge.MerchantId equals merchant.Id
            join grant in db.ChargeGrants.AsNoTracking() on charge.GrantId equals grant.Id
            join buyer in db.Users on charge.CredentialId equals buyer.Id
            select new { charge, merchant, grant, buyer.UserName }).SingleOrDefaultAsync(cancellationToken);
        if (found is null)
            return null;
        var captured = await db.ChargeEvents.AsNoTracking().SingleOrDefaultAsync(happened => happened.ChargeId == id && happened.Kind == ChargeEventKind.Capture, cancellationToken);
        var invoice = captured is null ? null : await (
            from item in db.LineInvoiceItems
            where item.ChargeEventId == captured.Id
            join bill in db.LineInvoices.AsNoTracking() on item.InvoiceId equals bill.Id
            select bill).SingleOrDefaultAsync(cancellationToken);
        return new OwnPurchase(found.charge, found.merchant, found.grant, found.UserName ?? "", captured?.BusinessDate ?? BusinessDate.At(found.charge.CreatedAt), invoice);
    }
}
