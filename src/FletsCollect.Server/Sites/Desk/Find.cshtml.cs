using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Server.Sites.Subscriber;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Mvc;

namespace FletsCollect.Server.Sites.Desk;

/// <summary>Finds a subscriber, a purchase or a case by what somebody names. A form that is posted, so that no number stands in an address.</summary>
[StaffMay(StaffPermission.ServeSubscribers)]
public sealed class FindModel(FletsCollectDbContext db, DeskSearch search, TimeProvider clock) : DeskPage(db, clock)
{
    [BindProperty]
    public string? Text { get; set; }

    /// <summary>What was found; null before anything was looked for.</summary>
    public IReadOnlyList<Found>? Found { get; private set; }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        Found = TypedText.Read(Text, DeskSearch.LongestText) is { } text ? await search.FindAsync(text, Me, cancellationToken) : [];
        return Found is [var only] ? Redirect(only.Address) : Page();
    }
}
