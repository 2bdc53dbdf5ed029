using FletsCollect.Server.Hosting;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Merchants;

/// <summary>The merchant's people: who they are and what they may, a link for who joins, and an end for who leaves.</summary>
[StaffMay(StaffPermission.ManageMerchantStaff)]
public sealed class MerchantStaffModel(FletsCollectDbContext db, InviteStaff invite, SuspendStaff suspend, Issuer issuer, TimeProvider clock) : MerchantPage(db, clock)
{
    public const int PageSize = 50;

    public static IReadOnlyList<StaffRole> Roles { get; } = [.. Enum.GetValues<StaffRole>().Where(role => role.IsOfMerchant())];

    public IReadOnlyList<StaffMember> Members { get; private set; } = [];

    /// <summary>The address after which the page begins.</summary>
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    /// <summary>Where the next page begins; null on the last one.</summary>
    public string? Next { get; private set; }

    [BindProperty]
    public string? MailAddress { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public StaffRole? Role { get; set; }

    /// <summary>The link of the invitation that was just made; it is shown this once.</summary>
    public Uri? Link { get; private set; }

    public string? Failure { get; private set; }

    public Task OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostInviteAsync(CancellationToken cancellationToken)
    {
        if (Role is not { } role || !role.IsOfMerchant())
            Failure = T("役割を選んでください。", "Choose a role.");
        else
            Take(await invite.ExecuteAsync(new InviteStaffCommand(MailAddress ?? "", Name ?? "", role, Merchant.Code, Me.Actor, Current), cancellationToken));
        await ShowAsync(cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnPostAgainAsync([FromForm] string member, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(PublicId.StaffMember, member, out var id))
            return NotFound();
        Take(await invite.AgainAsync(id, Merchant.Id, Me.Actor, cancellationToken));
        await ShowAsync(cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnPostSuspendAsync([FromForm] string member, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(PublicId.StaffMember, member, out var id))
            return NotFound();
        if ((await suspend.ExecuteAsync(id, Merchant.Id, Me.Actor, cancellationToken)).Succeeded(out _, out var refusal) || refusal == SuspendStaffRefusal.SuspendedAlready)
            return RedirectToPage();
        Failure = StaffWords.Of(refusal);
        await ShowAsync(cancellationToken);
        return Page();
    }

    private void Take(Result<StaffInvitation, InviteStaffRefusal> outcome)
    {
        if (outcome.Succeeded(out var invitation, out var refusal))
        {
            Link = issuer.Joining(invitation.Token);
            return;
        }
        Failure = StaffWords.Of(refusal);
    }

    private async Task ShowAsync(CancellationToken cancellationToken)
    {
        var merchant = Merchant.Id;
        var rows = Db.StaffMembers.AsNoTracking().Where(row => row.MerchantId == merchant);
        if (After is { Length: > 0 } after)
            rows = rows.Where(row => row.MailAddress.CompareTo(after) > 0);
        var read = await rows.OrderBy(row => row.MailAddress).Take(PageSize + 1).ToListAsync(cancellationToken);
        Members = [.. read.Take(PageSize)];
        Next = read.Count > PageSize ? read[PageSize - 1].MailAddress : null;
    }
}
