using System.ComponentModel.DataAnnotations;
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
    [StringLength(StaffNames.LongestMailAddress)]
    public string? MailAddress { get; set; }

    [BindProperty]
    [StringLength(StaffNames.LongestName)]
    public string? FullName { get; set; }

    [BindProperty]
    public StaffRole Role { get; set; }

    [BindProperty]
    [StringLength(100)]
    public string? MerchantCode { get; set; }

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
        else if ((await invite.ExecuteAsync(new InviteStaffCommand(MailAddress ?? "", FullName ?? "", Role, merchant, Me.Actor), cancellationToken)).Succeeded(out var invitation, out var refusal))
            Invited = (invitation.Member, issuer.Under($"staff/join?invitation={invitation.Token}"));
        else
            Error = Explain(refusal);
        await ShowAsync(cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnPostSuspendAsync(string member, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(PublicId.StaffMember, member, out var key) || await Db.StaffMembers.AsNoTracking().SingleOrDefaultAsync(row => row.Id == key, cancellationToken) is not { } found)
            return NotFound();
        if ((await suspend.ExecuteAsync(key, found.MerchantId, Me.Actor, cancellationToken)).Succeeded(out _, out var refusal))
            return RedirectToPage();
        Error = Explain(refusal);
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
        if (After is { Length: > 0 } after)
            rows = rows.Where(row => row.member.MailAddress.CompareTo(after) > 0);
        var read = await rows.OrderBy(row => row.member.MailAddress).Take(PageSize + 1).ToListAsync(cancellationToken);
        Rows = [.. read.Take(PageSize).Select(row => new Row(row.member, row.Name))];
        Next = read.Count > PageSize ? read[PageSize - 1].member.MailAddress : null;
    }

    private static string Explain(InviteStaffRefusal refusal) => refusal switch
    {
        InviteStaffRefusal.NotAMailAddress => T("メールアドレスの形で入力してください。", "Enter a mail address."),
        InviteStaffRefusal.NotAName => T("お名前を1〜100文字で入力してください。", "Enter a name of 1 to 100 characters."),
        InviteStaffRefusal.MerchantNotFound => T("そのコードの販売事業者はありません。", "There is no merchant of that code."),
        InviteStaffRefusal.RoleOfOthers => T("管理責任者・開発担当・経理担当・閲覧のみは販売事業者の役割です。コードを入力してください。運用担当・承認担当・サポートデスクには入力しません。", "Owner, developer, bookkeeper and viewer are roles of a merchant's people and need its code; the operator's own have none."),
        InviteStaffRefusal.AddressTaken => T("このアドレスは、別の役割または別の所属で使われています。", "Somebody has this address with another role or elsewhere."),
        InviteStaffRefusal.MemberNotFound => throw new InvalidOperationException("Who is invited by address is not looked for."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    private static string Explain(SuspendStaffRefusal refusal) => refusal switch
    {
        SuspendStaffRefusal.SuspendedAlready => T("すでに停止しています。", "It was done before."),
        SuspendStaffRefusal.LastInCharge => T("ほかに担当者を管理できる人がいないため、停止できません。先に別の方を招待してください。", "Nobody else may look after these people; invite another first."),
        SuspendStaffRefusal.MemberNotFound => T("見つかりません。", "The member is gone."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };
}
