using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Server.SignIn;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>
/// A page of the account: for somebody who is signed in and nobody else, and never kept by a browser. All of them stand in one frame
/// (<c>_AccountLayout.cshtml</c>), which leads from each to every other.
/// </summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public abstract class AccountPage(FletsCollectDbContext db, CredentialRules rules, TimeProvider clock) : PageModel
{
    public SignedIn Person { get; private set; } = null!;

    public Credential Credential { get; private set; } = null!;

    /// <summary>Purchases of the household that wait for this contractor's decision; 0 for anybody else.</summary>
    public int WaitingApprovals { get; private set; }

    public bool IsContractor => Credential.IsContractor;

    public DateTime Now => clock.Instant();

    /// <summary>
    /// True when only a sign-in of the last minutes is enough for this request: for what changes the security of an ID or decides a purchase,
    /// a browser that was left open must not be. What lets less be spent is never held up.
    /// </summary>
    protected virtual bool NeedsFreshSignIn => false;

    protected FletsCollectDbContext Db { get; } = db;

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (await SignedIn.ReadAsync(HttpContext) is not { } person)
        {
            context.Result = Challenge(IdentityConstants.ApplicationScheme);
            return;
        }
        Person = person;
        if (NeedsFreshSignIn && clock.GetUtcNow() - person.Since > rules.ChangeSignInAge)
        {
            context.Result = RedirectToPage("/SignIn/SignIn", new { returnUrl = Request.Path.Value });
            return;
        }
        Credential = await Db.Users.AsNoTracking().SingleAsync(credential => credential.Id == person.CredentialId, HttpContext.RequestAborted);
        if (IsContractor)
        {
            var now = Now;
            WaitingApprovals = await Db.PurchaseApprovals.CountAsync(
                approval => approval.Line == Credential.Line && approval.Status == PurchaseApprovalStatus.Waiting && approval.ExpiresAt > now, HttpContext.RequestAborted);
        }
        await next();
    }
}
