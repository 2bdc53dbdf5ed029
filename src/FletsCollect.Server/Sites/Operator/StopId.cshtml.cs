using FletsCollect.Calendars;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Server.Sites.Desk;
using FletsCollect.Server.Sites.Subscriber;
using FletsCollect.Staff;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>An ID as the console knows it: where it stands, and stopping it or letting it go on, with a reason.</summary>
[StaffMay(StaffPermission.StopIds)]
public sealed class StopIdModel(FletsCollectDbContext db, ChangeHousehold household, TimeProvider clock) : OperatorPage(db)
{
    public Credential Id { get; private set; } = null!;

    public DateTime Now => clock.Instant();

    /// <summary>What the console may do about it now; null for nothing.</summary>
    public IdStep? Next => IdSteps.IsOpenTo(IdStep.Freeze, Id, Now) ? IdStep.Freeze : IdSteps.IsOpenTo(IdStep.Unfreeze, Id, Now) ? IdStep.Unfreeze : null;

    /// <summary>What the form said that it does, however the ID stands by now.</summary>
    [BindProperty]
    public IdStep Step { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public string? ReasonError { get; private set; }

    public static string AddressOf(Guid id) => $"/operator/ids/{PublicId.Format(PublicId.Credential, id)}";

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken) => await FindAsync(id, cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(string id, CancellationToken cancellationToken)
    {
        if (!await FindAsync(id, cancellationToken))
            return NotFound();
        if (Step is not (IdStep.Freeze or IdStep.Unfreeze))
            return BadRequest();
        if (TypedText.Read(Reason, OnBehalfPage.LongestReason) is not { } reason)
        {
            ReasonError = DeskWords.ReasonMissing(OnBehalfPage.LongestReason);
            return Page();
        }
        var userName = Id.UserName ?? "";
        // Null for an ID that was given up meanwhile, whose page then says so.
        if (await household.ByDeskAsync(userName, Step == IdStep.Freeze, Me.PublicId, reason, cancellationToken) is not null)
            TempData["Done"] = IdSteps.Done(Step, userName);
        return Redirect(AddressOf(Id.Id));
    }

    private async Task<bool> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(PublicId.Credential, id, out var key) || await Db.Users.AsNoTracking().SingleOrDefaultAsync(row => row.Id == key, cancellationToken) is not { } found)
            return false;
        Id = found;
        return true;
    }
}
