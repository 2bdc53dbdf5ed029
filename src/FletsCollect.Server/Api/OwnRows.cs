using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Api;

/// <summary>What a merchant may look at through the API: its own, by the client that the token was issued to. Every read of the API begins here.</summary>
internal static class OwnRows
{
    public static IQueryable<T> Own<T>(this FletsCollectDbContext db, HttpContext http)
        where T : class, IMerchantOwned
    {
        var client = IdempotentEndpoint.ClientOf(http);
        // One value and no join: then a list goes along the merchant's own index, whatever a database thinks of how many rows others have.
        var merchant = db.Merchants.Where(merchant => merchant.Code == client).OrderBy(merchant => merchant.Id).Select(merchant => (Guid?)merchant.Id);
        return db.Set<T>().AsNoTracking().Where(row => row.MerchantId == merchant.FirstOrDefault());
    }
}
