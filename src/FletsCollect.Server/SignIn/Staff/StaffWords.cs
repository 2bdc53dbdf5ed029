using FletsCollect.Staff;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.SignIn.Staff;

/// <summary>Roles and states of staff members, and why one was not invited or suspended, in the language of the request.</summary>
public static class StaffWords
{
    public static string Of(StaffRole role) => role switch
    {
        StaffRole.Operator => T("運用担当", "Operator"),
        StaffRole.Approver => T("承認担当", "Approver"),
        StaffRole.Desk => T("サポートデスク", "Support desk"),
        StaffRole.Owner => T("管理責任者", "Owner"),
        StaffRole.Developer => T("開発担当", "Developer"),
        StaffRole.Bookkeeper => T("経理担当", "Bookkeeper"),
        StaffRole.Viewer => T("閲覧のみ", "Viewer"),
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Unknown role."),
    };

    public static string Of(StaffStatus status) => status switch
    {
        StaffStatus.Invited => T("招待中", "Invited"),
        StaffStatus.Active => T("利用中", "Active"),
        StaffStatus.Suspended => T("停止中", "Suspended"),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Unknown status."),
    };

    public static string Of(InviteStaffRefusal refusal) => refusal switch
    {
        InviteStaffRefusal.NotAMailAddress => T("メールアドレスの形で入力してください。", "Enter a mail address."),
        InviteStaffRefusal.NotAName => T("お名前を1〜100文字で入力してください。", "Enter a name of 1 to 100 characters."),
        InviteStaffRefusal.MerchantNotFound => T("そのコードの販売事業者はありません。", "There is no merchant of that code."),
        InviteStaffRefusal.RoleOfOthers => T("管理責任者・開発担当・経理担当・閲覧のみは販売事業者の役割です。コードを入力してください。運用担当・承認担当・サポートデスクには入力しません。", "Owner, developer, bookkeeper and viewer are roles of a merchant's people and need its code; the operator's own have none."),
        InviteStaffRefusal.AddressTaken => T("このアドレスは、別の役割または別の所属で使われています。", "Somebody has this address with another role or elsewhere."),
        InviteStaffRefusal.MemberNotFound => throw new InvalidOperationException("Who is invited by address is not looked for."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    public static string Of(SuspendStaffRefusal refusal) => refusal switch
    {
        SuspendStaffRefusal.SuspendedAlready => T("すでに停止しています。", "It was done before."),
        SuspendStaffRefusal.LastInCharge => T("ほかに担当者を管理できる人がいないため、停止できません。先に別の方を招待してください。", "Nobody else may look after these people; invite another first."),
        SuspendStaffRefusal.MemberNotFound => T("見つかりません。", "The member is gone."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };
}
