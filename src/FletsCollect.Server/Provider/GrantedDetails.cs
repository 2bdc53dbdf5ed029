using System.Globalization;
using System.Text.Json;
using FletsCollect.Charges;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Provider;

/// <summary>The granted purchase as a merchant reads it: what it asked for, and what the grant added (provider.md, "Charge details").</summary>
internal static class GrantedDetails
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The details of a grant by its public id, always as an array of one.</summary>
    public static async Task<JsonElement> ReadAsync(FletsCollectDbContext db, string grantId, ProviderOptions provider, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(PublicId.Grant, grantId, out var id))
            throw new InvalidOperationException("A token of this provider carries a malformed grant id.");
        var (grant, payee) = await db.ChargeGrants.AsNoTracking()
            .Where(row => row.Id == id)
            .Join(db.Merchants, row => row.MerchantId, merchant => merchant.Id, (row, merchant) => new ValueTuple<ChargeGrant, string>(row, merchant.DisplayName))
            .SingleAsync(cancellationToken);
        return JsonSerializer.SerializeToElement(
            new[]
            {
                new
                {
                    Type = ChargeDetails.OnceType,
                    Actions = new[] { "charge" },
                    Locations = new[] { provider.ChargesResource.AbsoluteUri },
                    grant.MerchantReference,
                    grant.Description,
                    Amount = new { Currency = "JPY", Value = grant.Amount.Amount.ToString(CultureInfo.InvariantCulture), Mode = "exact" },
                    Capture = new { Mode = "immediate" },
                    GrantId = grantId,
                    Payee = payee,
                    AuthorizedAt = grant.AuthorisedAt,
                    grant.ExpiresAt,
                    grant.ConsentHash,
                },
            },
            Json);
    }
}
