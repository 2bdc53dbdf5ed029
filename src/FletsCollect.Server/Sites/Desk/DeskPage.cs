using FletsCollect.Calendars;
using FletsCollect.Server.SignIn.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FletsCollect.Server.Sites.Desk;

/// <summary>
/// A page of the support desk: each says by <see cref="StaffMayAttribute"/> who may open it, and none is kept by a browser. All of them stand
/// in one frame (<c>_DeskLayout.cshtml</c>).
/// </summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public abstract class DeskPage(FletsCollectDbContext db, TimeProvider clock) : PageModel
{
    public StaffIdentity Me => StaffIdentity.Of(User) ?? throw new InvalidOperationException("The page was opened by nobody.");

    public DateTime Now => clock.Instant();

    protected FletsCollectDbContext Db { get; } = db;

    /// <summary>Says on the next page what was done.</summary>
    protected void Tell(string done) => TempData["Done"] = done;
}
