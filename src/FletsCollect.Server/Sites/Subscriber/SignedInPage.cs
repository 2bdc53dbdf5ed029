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
/// A page of somebody who is signed in. What changes the security of an ID, or decides a purchase, needs a sign-in of the last minutes: a
/// browser that was left open must not be enough.
/// </summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public abstract class SignedInPage(FletsCollectDbContext db, CredentialRules rules, TimeProvider clock) : PageModel
{
    public SignedIn Person { get; private set; } = null!;

    public Credential Credential { get; private set; } = null!;

    /// <summary>Purchases of the household that wait for this contractor's decision; 0 for anybody else.</summary>
    public int WaitingApprovals { get; private set; }

    public bool IsContractor => Credential.IsContractor;

    /// <summary>True when an old sign-in is not enough for this request.</summary>
    protected virtual bool NeedsFreshSignIn => HttpMethods.IsPost(Request.Method);

    protected DateTime Now => clock.Instant();

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
        Credential = await db.Users.AsNoTracking().SingleAsync(credential => credential.Id == person.CredentialId, HttpContext.RequestAborted);
        if (IsContractor)
        {
            var now = Now;
            WaitingApprovals = await db.PurchaseApprovals.CountAsync(
                approval => approval.Line == Credential.Line && approval.Status == PurchaseApprovalStatus.Waiting && approval.ExpiresAt > now, HttpContext.RequestAborted);
        }
        await next();
    }
}
