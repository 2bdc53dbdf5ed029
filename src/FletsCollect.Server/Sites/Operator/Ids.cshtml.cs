using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>Finds an ID by the whole of it, so that nobody browses; who looked is in the audit trail.</summary>
[StaffMay(StaffPermission.StopIds)]
public sealed class IdsModel(FletsCollectDbContext db, UnitOfWork unitOfWork, TimeProvider clock) : OperatorPage(db)
{
    [BindProperty]
    public string? Sought { get; set; }

    public string? Error { get; private set; }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var name = OneForm.Of(Sought).ToUpperInvariant();
        if (await Db.Users.AsNoTracking().SingleOrDefaultAsync(row => row.NormalizedUserName == name, cancellationToken) is not { } found)
        {
            Error = T("見つかりません。IDの全体を入力してください。", "There is no such ID. Enter the whole of it.");
            return Page();
        }
        await unitOfWork.CommitAsync((unit, _) => Task.FromResult(unit.Add(AuditEntry.Of("credential.looked-up", Me.Actor, found.UserName ?? "", clock.Instant()))), cancellationToken);
        return Redirect(StopIdModel.AddressOf(found.Id));
    }
}
