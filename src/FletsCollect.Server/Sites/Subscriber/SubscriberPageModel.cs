using FletsCollect.Server.SignIn;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>A page of somebody who is signed in, and of nobody else: never kept by a browser, and asked for a sign-in first.</summary>
[Authorize(AuthenticationSchemes = "Identity.Application")]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public abstract class SubscriberPageModel : PageModel
{
    /// <summary>Who is signed in.</summary>
    public SignedIn Person { get; private set; } = null!;

    // From the query only: Razor Pages keep a route value of the same name, the path of the page itself.
    [BindProperty(SupportsGet = true), FromQuery(Name = "page")]
    public int PageNumber { get; set; } = 1;

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (await SignedIn.ReadAsync(HttpContext) is not { } person)
        {
            context.Result = Challenge(IdentityConstants.ApplicationScheme);
            return;
        }
        Person = person;
        PageNumber = Math.Clamp(PageNumber, 1, 10_000);
        await next();
    }
}

/// <summary>The way to the pages before and after this one of a list.</summary>
/// <param name="Number">This page, from 1.</param>
/// <param name="HasMore">True when there are older rows.</param>
public sealed record Pager(int Number, bool HasMore)
{
    /// <summary>One page of rows that were asked for with one more than fit.</summary>
    public static (IReadOnlyList<T> Rows, Pager Pager) Cut<T>(List<T> rows, int size, int number) =>
        (rows.Count > size ? rows.GetRange(0, size) : rows, new Pager(number, rows.Count > size));
}
