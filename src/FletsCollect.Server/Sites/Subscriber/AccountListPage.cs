using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>A page of the account with a list that is longer than one page.</summary>
public abstract class AccountListPage(FletsCollectDbContext db, CredentialRules rules, TimeProvider clock) : AccountPage(db, rules, clock)
{
    // From the query only: Razor Pages keep a route value of the same name, the path of the page itself.
    [BindProperty(SupportsGet = true), FromQuery(Name = "page")]
    public int PageNumber { get; set; } = 1;

    public Pager Pager { get; private set; } = new(1, HasMore: false);

    /// <summary>One page of rows that were asked for with one more than fit.</summary>
    protected IReadOnlyList<T> Cut<T>(List<T> rows, int size)
    {
        Pager = new Pager(PageNumber, rows.Count > size);
        return Pager.HasMore ? rows.GetRange(0, size) : rows;
    }

    public override Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        PageNumber = Math.Clamp(PageNumber, 1, 10_000);
        return base.OnPageHandlerExecutionAsync(context, next);
    }
}

/// <summary>The way to the pages before and after this one of a list.</summary>
/// <param name="Number">This page, from 1.</param>
/// <param name="HasMore">True when there are older rows.</param>
public sealed record Pager(int Number, bool HasMore);
