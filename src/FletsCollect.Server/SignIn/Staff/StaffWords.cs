using FletsCollect.Staff;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.SignIn.Staff;

/// <summary>Roles and states of staff members in the language of the request.</summary>
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
}
