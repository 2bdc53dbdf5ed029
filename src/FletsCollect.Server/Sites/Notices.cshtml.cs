using FletsCollect.Calendars;
using FletsCollect.Notices;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites;

/// <summary>What the operator tells everybody today, the newest first.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class NoticesModel(FletsCollectDbContext db, TimeProvider clock) : PageModel
{
    private const int PageSize = 20;

    // From the query only: Razor Pages keep a route value of the same name, the path of the page itself.
    [BindProperty(SupportsGet = true), FromQuery(Name = "page")]
    public int PageNumber { get; set; } = 1;

    public IReadOnlyList<PublicNotice> Notices { get; private set; } = [];

    public bool HasMore { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        PageNumber = Math.Clamp(PageNumber, 1, 10_000);
        var read = await PublicNotice.ShownOn(db, BusinessDate.At(clock.Instant())).Skip((PageNumber - 1) * PageSize).Take(PageSize + 1).ToListAsync(cancellationToken);
        HasMore = read.Count > PageSize;
        Notices = [.. read.Take(PageSize)];
    }
}
