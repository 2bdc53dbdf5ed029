using FletsCollect.Calendars;
using FletsCollect.Support;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>Cases and disputes in the words of the subscriber's pages.</summary>
internal static class SupportWords
{
    public static string Of(CaseStatus status) => status switch
    {
        CaseStatus.Open => T("デスクで確認中", "With the desk"),
        CaseStatus.Answered => T("回答済み", "Answered"),
        CaseStatus.Closed => T("終了", "Closed"),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Unknown status."),
    };

    public static string Of(SupportChannel channel) => channel switch
    {
        SupportChannel.Web => T("Web", "Web"),
        SupportChannel.Phone => T("電話", "Phone"),
        SupportChannel.Mail => T("メール・手紙", "Mail"),
        SupportChannel.Dispute => T("お支払いの異議申立て", "Disputed purchase"),
        _ => throw new ArgumentOutOfRangeException(nameof(channel), channel, "Unknown channel."),
    };

    public static string Of(DisputeStatus status) => status switch
    {
        DisputeStatus.Opened => T("受け付けました", "Received"),
        DisputeStatus.UnderReview => T("調査中", "Being looked into"),
        DisputeStatus.Upheld => T("お申し出を認めました（返金）", "Upheld; the money is given back"),
        DisputeStatus.Rejected => T("お申し出を認めませんでした", "Rejected; the purchase stands"),
        DisputeStatus.Withdrawn => T("取り下げ済み", "Withdrawn"),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Unknown status."),
    };

    /// <summary>When somebody answers next, or that somebody does now.</summary>
    public static string Hours(DateTime now) => DeskHours.IsOpenAt(now)
        ? T("ただいま受付時間内です（平日9時〜17時）。", "The desk is open now (weekdays 9:00-17:00, Japanese time).")
        : T($"ただいま受付時間外です。送信はできます。回答は{FullDate(DeskHours.NextDay(now))}9時以降になります。", $"The desk is closed now. You can write; the answer comes after 9:00 (Japanese time) on {FullDate(DeskHours.NextDay(now))}.");
}
