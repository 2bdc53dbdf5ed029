using FletsCollect.Merchants;
using FletsCollect.Server.SignIn.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Merchants;

/// <summary>
/// A page of the merchant site. Each says with <see cref="StaffMayAttribute"/> who may open it, and sees the rows of the member's own
/// merchant alone. All stand in one frame (<c>_MerchantLayout.cshtml</c>).
/// </summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public abstract class MerchantPage(FletsCollectDbContext db, TimeProvider clock) : PageModel
{
    public StaffIdentity Me => StaffIdentity.Of(User) ?? throw new InvalidOperationException("The page was opened by nobody of the staff.");

    /// <summary>The member's merchant.</summary>
    public FletsCollect.Merchants.Merchant Merchant { get; private set; } = null!;

    public DateTime Now => clock.GetUtcNow().UtcDateTime;

    protected FletsCollectDbContext Db { get; } = db;

    /// <summary>The rows of the member's merchant. Every read of this site begins here.</summary>
    protected IQueryable<T> Own<T>()
        where T : class, IMerchantOwned => MerchantRows.Of<T>(Db, Me);

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        Merchant = await Db.Merchants.AsNoTracking().SingleAsync(merchant => merchant.Id == Me.MerchantId, HttpContext.RequestAborted);
        await next();
    }
}

/// <summary>What a merchant's people may look at: the rows of their own merchant.</summary>
internal static class MerchantRows
{
    public static IQueryable<T> Of<T>(FletsCollectDbContext db, StaffIdentity me)
        where T : class, IMerchantOwned
    {
        var merchant = me.MerchantId ?? throw new InvalidOperationException("Only a merchant's people look at a merchant's rows.");
        return db.Set<T>().AsNoTracking().Where(row => row.MerchantId == merchant);
    }
}
