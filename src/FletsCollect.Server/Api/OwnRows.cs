using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Api;

/// <summary>What a merchant may look at through the API: its own, by the client that the token was issued to. Every read of the API begins here.</summary>
internal static class OwnRows
{
    public static IQueryable<T> Own<T>(this FletsCollectDbContext db, HttpContext http)
        where T : class, IMerchantOwned
    {
        var client = IdempotentEndpoint.ClientOf(http);
        return db.Set<T>().AsNoTracking().Where(row => db.Merchants.Any(merchant => merchant.Id == row.MerchantId && merchant.Code == client));
    }
}
