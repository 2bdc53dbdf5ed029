using System.Text.Json;
using FletsCollect.Mail;
using FletsCollect.Server.Hosting;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Mail;

/// <summary>A purchase, as a mail speaks of it.</summary>
/// <param name="Seller">The seller's name as its customers know it.</param>
/// <param name="Description">What was bought.</param>
/// <param name="Amount">Yen, tax included.</param>
/// <param name="IsMonthly">True when it goes on.</param>
/// <param name="EndsOn">The last day of one that ends; null when none is known.</param>
internal sealed record MailedPurchase(string Seller, string Description, Yen Amount, bool IsMonthly, DateOnly? EndsOn = null);

/// <summary>All that the text of a mail is made from.</summary>
internal sealed record MailFacts(MailMessage Message, JsonElement Detail, string? Secret, MailedPurchase? Purchase, string? Topic, Issuer Issuer)
{
    public string? TextOf(string name) => Detail.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public Yen? YenOf(string name) => Detail.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? new Yen(value.GetInt64()) : null;

    /// <summary>Reads what a mail is about; what is gone meanwhile is null.</summary>
    public static async Task<MailFacts> ReadAsync(FletsCollectDbContext db, MailMessage message, MailSecrets secrets, Issuer issuer, CancellationToken cancellationToken)
    {
        using var detail = JsonDocument.Parse(message.Detail);
        return new MailFacts(
            message,
            detail.RootElement.Clone(),
            message.Secret is null ? null : secrets.Read(message.Secret),
            await PurchaseOfAsync(db, message.Subject, cancellationToken),
            await TopicOfAsync(db, message.Subject, cancellationToken),
            issuer);
    }

    private static async Task<MailedPurchase?> PurchaseOfAsync(FletsCollectDbContext db, string thing, CancellationToken cancellationToken)
    {
        if (PublicId.TryParse(PublicId.Grant, thing, out var id))
        {
            var grant = await db.ChargeGrants.AsNoTracking().Where(row => row.Id == id)
                .Join(db.Merchants, row => row.MerchantId, row => row.Id, (Grant, Merchant) => new { Grant, Merchant.DisplayName }).SingleOrDefaultAsync(cancellationToken);
            return grant is null ? null : new MailedPurchase(grant.DisplayName, grant.Grant.Description, grant.Grant.Amount, grant.Grant.Details is Charges.RecurringDetails);
        }
        if (PublicId.TryParse(PublicId.Subscription, thing, out id))
        {
            return await db.Subscriptions.AsNoTracking().Where(row => row.Id == id)
                .Join(db.Merchants, row => row.MerchantId, row => row.Id, (row, merchant) => new MailedPurchase(merchant.DisplayName, row.Description, row.Amount, true, row.EndsOn)).SingleOrDefaultAsync(cancellationToken);
        }
        if (PublicId.TryParse(PublicId.Refund, thing, out id))
        {
            return await (
                from refund in db.Refunds.AsNoTracking()
                where refund.Id == id
                join charge in db.Charges.AsNoTracking() on refund.ChargeId equals charge.Id
                join merchant in db.Merchants.AsNoTracking() on refund.MerchantId equals merchant.Id
                select new MailedPurchase(merchant.DisplayName, charge.Description, refund.Amount, false, null)).SingleOrDefaultAsync(cancellationToken);
        }
        return null;
    }

    /// <summary>What else the thing is called: a case by its subject, a dispute by its case, a staff member by the name.</summary>
    private static async Task<string?> TopicOfAsync(FletsCollectDbContext db, string thing, CancellationToken cancellationToken)
    {
        if (PublicId.TryParse(PublicId.SupportCase, thing, out var id))
            return await db.SupportCases.Where(row => row.Id == id).Select(row => row.Subject).SingleOrDefaultAsync(cancellationToken);
        if (PublicId.TryParse(PublicId.StaffMember, thing, out id))
            return await db.StaffMembers.Where(row => row.Id == id).Select(row => row.Name).SingleOrDefaultAsync(cancellationToken);
        return null;
    }
}
