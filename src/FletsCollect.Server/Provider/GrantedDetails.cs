using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FletsCollect.Charges;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Provider;

/// <summary>The granted purchase as a merchant reads it: what it asked for, and what the grant added (provider.md, "Charge details").</summary>
internal static class GrantedDetails
{
    /// <summary>The details of a grant by its public id, always as an array of one.</summary>
    public static async Task<JsonElement> ReadAsync(FletsCollectDbContext db, string grantId, ProviderOptions provider, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(PublicId.Grant, grantId, out var id))
            throw new InvalidOperationException("A token of this provider carries a malformed grant id.");
        var (grant, payee) = await db.ChargeGrants.AsNoTracking()
            .Where(row => row.Id == id)
            .Join(db.Merchants, row => row.MerchantId, merchant => merchant.Id, (row, merchant) => new ValueTuple<ChargeGrant, string>(row, merchant.DisplayName))
            .SingleAsync(cancellationToken);
        return JsonSerializer.SerializeToElement(new JsonArray(Write(grant, payee, provider)));
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
