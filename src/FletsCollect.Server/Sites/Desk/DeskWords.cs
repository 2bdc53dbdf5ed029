using FletsCollect.Charges;
using FletsCollect.Lines;
using FletsCollect.Refunds;
using FletsCollect.Subscribers;
using FletsCollect.Subscriptions;
using FletsCollect.Support;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Desk;

/// <summary>States, and why something was not done, in the words of the desk's pages.</summary>
internal static class DeskWords
{
    public static string Of(LineServiceType type) => type switch
    {
        LineServiceType.HikariNext => T("フレッツ 光ネクスト", "FLET'S Hikari Next"),
        LineServiceType.HikariPremium => T("フレッツ・光プレミアム", "FLET'S Hikari Premium"),
        LineServiceType.BFlets => T("Bフレッツ（対象外）", "B FLET'S, not eligible"),
        LineServiceType.FletsAdsl => T("フレッツ・ADSL（対象外）", "FLET'S ADSL, not eligible"),
        LineServiceType.Other => T("その他（対象外）", "Another service, not eligible"),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Unknown service."),
    };

    public static string Of(LineStatus status) => status switch
    {
        LineStatus.Active => T("利用中", "Active"),
        LineStatus.Suspended => T("利用休止中", "Suspended"),
        LineStatus.InArrears => T("料金の未払いあり", "In arrears"),
        LineStatus.Terminated => T("解約済み", "Terminated"),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Unknown status."),
    };

    public static string Of(CredentialRole role) => role switch
    {
        CredentialRole.Contractor => T("契約者", "Contractor"),
        CredentialRole.Member => T("家族", "Member"),
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Unknown role."),
    };

    public static string Of(CredentialStopper who) => who switch
    {
        CredentialStopper.Holder => T("本人", "its holder"),
        CredentialStopper.Contractor => T("契約者", "the contractor"),
        CredentialStopper.Operator => T("運営者", "the operator"),
        _ => throw new ArgumentOutOfRangeException(nameof(who), who, "Unknown stopper."),
    };

    public static string Of(AnswerCaseRefusal refusal) => refusal switch
    {
        AnswerCaseRefusal.CaseNotFound => T("見つかりません。", "There is no such case."),
        AnswerCaseRefusal.CredentialNotFound => T("このIDはないか、廃止されています。お客様に確かめてください。", "There is no such ID, or it was given up. Check it with the subscriber."),
        AnswerCaseRefusal.LineNotFound => T("回線が見つかりません。もう一度探してください。", "There is no such line. Find it again."),
        AnswerCaseRefusal.LineHasAnId => T("この回線にはIDがあります。回線のページからIDを選んで受け付けてください。", "This line has an ID. Open the case from that ID, on the page of the line."),
        AnswerCaseRefusal.CaseClosed => T("すでに終了しています。", "It is closed already."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    public static string Of(DisputeRefusal refusal) => refusal switch
    {
        DisputeRefusal.DisputeNotFound => T("見つかりません。", "There is no such dispute."),
        DisputeRefusal.NoSuchMove => T("すでに判断されたか、お客様が取り下げました。いまの状態を確認してください。", "It was decided or withdrawn meanwhile. Look at where it stands now."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    public static string Of(SubscriptionRefusal refusal) => refusal switch
    {
        SubscriptionRefusal.NotFound => T("見つかりません。", "There is no such subscription."),
        SubscriptionRefusal.Over => T("すでに終了しています。今後の請求はありません。", "It is over; nothing more is charged."),
        SubscriptionRefusal.AlreadyCancelled => T("すでに解約されています。", "It was cancelled before."),
        SubscriptionRefusal.NotCancelled => T("解約されていません。", "It is not cancelled."),
        SubscriptionRefusal.LineEnds => T("回線の契約が終わるため、解約を取り消せません。", "The line ends, so the cancellation cannot be taken back."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    /// <summary>How a dispute is upheld whose refund would pass the desk's bound.</summary>
    /// <param name="most">The desk's bound.</param>
    public static string AboveBound(Yen most) => T($"1件の利用につき合計{most}円を超える返金には、承認が必要です。ご利用のページから返金を依頼し、承認されてから認めてください。", $"More than {most} yen of one charge needs a second person. Ask for the refund on the page of the charge, and uphold the dispute once it is approved.");

    public static string Of(RefundRefusal refusal) => refusal switch
    {
        RefundRefusal.AmountExceedsRemaining => T("返金できる残額を超えています。", "It is more than what is left to refund."),
        RefundRefusal.ChargeRefunded => T("全額が返金済みか、返金処理中です。", "All of it was refunded, or is about to be."),
        RefundRefusal.ChargeReserved => T("まだ確定していない利用です。確定しなければ料金は発生しません。", "It is not confirmed yet; nothing was taken."),
        RefundRefusal.ChargeCancelled or RefundRefusal.ChargeExpired => T("料金は発生していないため、返金するものがありません。", "Nothing was taken, so there is nothing to refund."),
        RefundRefusal.ChargeNotFound => T("見つかりません。", "There is no such charge."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    /// <summary>What a missing or unusable reason is answered with.</summary>
    public static string ReasonMissing(int longest) => T($"理由を1〜{longest}文字で入力してください。監査証跡に残ります。", $"Say why, in 1 to {longest} characters. It stays in the audit trail.");
}
