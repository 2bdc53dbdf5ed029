using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FletsCollect.Charges;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FletsCollect.Server.Provider;

/// <summary>
/// The granted purchase as a merchant reads it: what it asked for, and what the grant added (provider.md, "Charge details"). Within one
/// request a grant is read once, however many of its tokens say it.
/// </summary>
internal sealed class GrantedDetails(FletsCollectDbContext db, IOptions<ProviderOptions> provider)
{
    private (ChargeGrant Grant, string Payee)? read;

    /// <summary>The grant behind a public id; null when there is none, or no id.</summary>
    public async Task<ChargeGrant?> FindAsync(string? grantId, CancellationToken cancellationToken) =>
        (await FindWithPayeeAsync(grantId, cancellationToken))?.Grant;

    /// <summary>The details of a grant by its public id, always as an array of one.</summary>
    public async Task<JsonElement> ReadAsync(string grantId, CancellationToken cancellationToken)
    {
        var (grant, payee) = await FindWithPayeeAsync(grantId, cancellationToken) ?? throw new InvalidOperationException("A token of this provider names a grant that there is not.");
        return JsonSerializer.SerializeToElement(new JsonArray(Write(grant, payee, provider.Value)));
    }

    private async Task<(ChargeGrant Grant, string Payee)?> FindWithPayeeAsync(string? grantId, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(PublicId.Grant, grantId, out var id))
            return null;
        if (read?.Grant.Id == id)
            return read;
        var found = await db.ChargeGrants.AsNoTracking()
            .Where(row => row.Id == id)
            .Join(db.Merchants, row => row.MerchantId, merchant => merchant.Id, (row, merchant) => new { Grant = row, merchant.DisplayName })
            .SingleOrDefaultAsync(cancellationToken);
        return read = found is null ? null : (found.Grant, found.DisplayName);
    }

    /// <summary>An amount as the details have it.</summary>
    public static JsonObject Amount(Yen amount, string mode) =>
        new() { ["currency"] = "JPY", ["value"] = amount.Amount.ToString(CultureInfo.InvariantCulture), ["mode"] = mode };

    private static JsonObject Write(ChargeGrant grant, string payee, ProviderOptions provider)
    {
        var purchase = new JsonObject
        {
            ["type"] = grant.Details.Type,
            ["actions"] = new JsonArray("charge"),
            ["locations"] = new JsonArray(provider.ChargesResource.AbsoluteUri),
            ["merchant_reference"] = grant.MerchantReference,
            ["description"] = grant.Description,
        };
        switch (grant.Details)
        {
            case OnceDetails once:
                OnceDetailsWire.Write(purchase, once);
                break;
            case RecurringDetails recurring:
                RecurringDetailsWire.Write(purchase, recurring);
                break;
            default:
                throw new InvalidOperationException($"Nothing says how {grant.Details.Type} is written.");
        }
        purchase["grant_id"] = grant.PublicId;
        purchase["payee"] = payee;
        purchase["authorized_at"] = grant.AuthorisedAt;
        purchase["expires_at"] = grant.ExpiresAt;
        purchase["consent_hash"] = grant.ConsentHash;
        return purchase;
    }
}
