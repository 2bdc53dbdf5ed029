using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>
/// A page of the operator's console: each says by <see cref="StaffMayAttribute"/> who may open it, and none is kept by a browser. All of
/// them stand in one frame (<c>_OperatorLayout.cshtml</c>).
/// </summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public abstract class OperatorPage(FletsCollectDbContext db) : PageModel
{
    public StaffIdentity Me => StaffIdentity.Of(User) ?? throw new InvalidOperationException("The page was opened by nobody.");

    protected FletsCollectDbContext Db { get; } = db;

    public bool May(StaffPermission permission) => Me.May(permission);
}
