using System.ComponentModel.DataAnnotations;
using FletsCollect.Mail;
using FletsCollect.Server.Hosting;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>The operator's people, and the merchants': who may do what, inviting, and suspending. A link is shown once, on the answer to its form.</summary>
[StaffMay(StaffPermission.ManageStaff)]
public sealed class StaffListModel(FletsCollectDbContext db, InviteStaff invite, SuspendStaff suspend, Issuer issuer) : OperatorPage(db)
{
    public const int PageSize = 50;

    public sealed record Row(StaffMember Member, string? Merchant);

    [BindProperty]
    [StringLength(MailAddresses.Longest)]
    public string? MailAddress { get; set; }

    [BindProperty]
    [StringLength(StaffNames.LongestName)]
    public string? FullName { get; set; }

    [BindProperty]
    public StaffRole Role { get; set; }

    [BindProperty]
    [StringLength(100)]
    public string? MerchantCode { get; set; }

    /// <summary>A part of a name or an address.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Name { get; set; }

    /// <summary>The address after which the page begins.</summary>
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public string? Next { get; private set; }

    public string? Error { get; private set; }

    /// <summary>The invitation that was just made, and where it leads.</summary>
    public (StaffMember Member, Uri Link)? Invited { get; private set; }

    public Task OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostInviteAsync(CancellationToken cancellationToken)
    {
        var merchant = string.IsNullOrWhiteSpace(MerchantCode) ? null : MerchantCode.Trim();
        if (!ModelState.IsValid)
            Error = T("入力内容を確認してください。", "Check what you entered.");
        else if ((await invite.ExecuteAsync(new InviteStaffCommand(MailAddress ?? "", FullName ?? "", Role, merchant, Me.Actor, Current), cancellationToken)).Succeeded(out var invitation, out var refusal))
            Invited = (invitation.Member, issuer.Joining(invitation.Token));
        else
            Error = StaffWords.Of(refusal);
        await ShowAsync(cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnPostSuspendAsync(string member, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(PublicId.StaffMember, member, out var key) || await Db.StaffMembers.AsNoTracking().SingleOrDefaultAsync(row => row.Id == key, cancellationToken) is not { } found)
            return NotFound();
        if ((await suspend.ExecuteAsync(key, found.MerchantId, Me.Actor, cancellationToken)).Succeeded(out _, out var refusal))
            return RedirectToPage();
        Error = StaffWords.Of(refusal);
        await ShowAsync(cancellationToken);
        return Page();
    }

    private async Task ShowAsync(CancellationToken cancellationToken)
    {
        var rows =
            from member in Db.StaffMembers.AsNoTracking()
            join merchant in Db.Merchants.AsNoTracking() on member.MerchantId equals merchant.Id into merchants
            from employer in merchants.DefaultIfEmpty()
            select new { member, Name = employer == null ? null : employer.DisplayName };
        if (Name?.Trim() is { Length: > 0 } sought)
            rows = rows.Where(row => row.member.Name.Contains(sought) || row.member.MailAddress.Contains(sought));
        if (After is { Length: > 0 } after)
            rows = rows.Where(row => row.member.MailAddress.CompareTo(after) > 0);
        var read = await rows.OrderBy(row => row.member.MailAddress).Take(PageSize + 1).ToListAsync(cancellationToken);
        Rows = [.. read.Take(PageSize).Select(row => new Row(row.member, row.Name))];
        Next = read.Count > PageSize ? read[PageSize - 1].member.MailAddress : null;
    }
}
