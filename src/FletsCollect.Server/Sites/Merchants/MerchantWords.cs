using FletsCollect.Charges;
using FletsCollect.Outbox;
using FletsCollect.Settlement;
using FletsCollect.Subscriptions;
using FletsCollect.Usage;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Merchants;

/// <summary>What the merchant's pages say of states and amounts.</summary>
internal static class MerchantWords
{
    public static string Yen(Yen amount) => T($"{amount}円", $"{amount} yen");

    public static string Of(ChargeStatus status) => status switch
    {
        ChargeStatus.Authorised => T("承認済み", "Authorised"),
        ChargeStatus.Reserved => T("確保中", "Reserved"),
        ChargeStatus.Confirmed => T("確定", "Confirmed"),
        ChargeStatus.Cancelled => T("取消し", "Cancelled"),
        ChargeStatus.Expired => T("期限切れ", "Expired"),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Unknown status."),
    };

    public static string Of(ChargeEventKind kind) => kind switch
    {
        ChargeEventKind.Reserve => T("確保", "Reserved"),
        ChargeEventKind.Capture => T("確定", "Confirmed"),
        ChargeEventKind.Cancel => T("取消し", "Cancelled"),
        ChargeEventKind.Expire => T("期限切れ", "Expired"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown event."),
    };

    public static string Of(RefundStatus status) => status switch
    {
        RefundStatus.Requested => T("担当者の確認待ち", "Waits for a person"),
        RefundStatus.Processing => T("処理中（次回の請求で差引き）", "Processing; on the next bill"),
        RefundStatus.Succeeded => T("返金済み", "Refunded"),
        RefundStatus.Denied => T("返金しません", "Denied"),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Unknown status."),
    };

    public static string Of(SubscriptionStatus status) => status switch
    {
        SubscriptionStatus.Active => T("継続中", "Active"),
        SubscriptionStatus.Suspended => T("回線停止により中断", "Suspended with the line"),
        SubscriptionStatus.CancelScheduled => T("解約予定", "Cancelled, runs out"),
        SubscriptionStatus.Ended => T("終了", "Ended"),
        SubscriptionStatus.AutoTerminated => T("自動終了", "Ended by itself"),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Unknown status."),
    };

    public static string Of(SubscriptionEndReason reason) => reason switch
    {
        SubscriptionEndReason.CancelledBySubscriber => T("お客様による解約", "Cancelled by the customer"),
        SubscriptionEndReason.CancelledByMerchant => T("貴社による解約", "Cancelled by you"),
        SubscriptionEndReason.CancelledByDesk => T("サポートデスクでの解約", "Cancelled by the support desk"),
        SubscriptionEndReason.TermOver => T("期間の満了", "The term is over"),
        SubscriptionEndReason.GrantRevoked => T("承認の取消し", "The consent was taken back"),
        SubscriptionEndReason.RenewalFailed => T("課金できなかったため", "A renewal could not be charged"),
        SubscriptionEndReason.LineTerminated => T("回線の解約", "The line's contract ended"),
        SubscriptionEndReason.LineTransferred => T("回線の譲渡", "The line was transferred"),
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Unknown reason."),
    };

    public static string Of(PayoutStatus status) => status switch
    {
        PayoutStatus.Accruing => T("締め前", "Not settled yet"),
        PayoutStatus.Closed or PayoutStatus.Approved or PayoutStatus.Batched => T("支払予定", "To be paid"),
        PayoutStatus.CarriedOver => T("次回へ繰越", "Carried over"),
        PayoutStatus.Submitted => T("振込手続き中", "Handed to the bank"),
        PayoutStatus.Settled => T("支払済み", "Paid"),
        PayoutStatus.Failed => T("組戻し（口座をご確認ください）", "Sent back; check the account"),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Unknown status."),
    };

    public static string Of(WebhookDeliveryStatus status) => status switch
    {
        WebhookDeliveryStatus.Pending => T("配信待ち", "Pending"),
        WebhookDeliveryStatus.Delivered => T("配信済み", "Delivered"),
        WebhookDeliveryStatus.Failed => T("失敗", "Failed"),
        WebhookDeliveryStatus.Cancelled => T("中止（配信先停止）", "Endpoint disabled"),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Unknown status."),
    };

    /// <summary>The counts of a plan in the order of the table's columns, each with its column's name.</summary>
    public static IReadOnlyList<(string Name, int Count)> Columns(PlanCounts counts) =>
    [
        (T("新規", "New"), counts.Started),
        (T("解約申込み", "Cancelled"), counts.Cancelled),
        (T("回線停止", "Line suspended"), counts.Suspended),
        (T("終了", "Ended"), counts.Ended),
        (T("継続中", "Active"), counts.ActiveAtEnd),
        (T("解約予定", "Leaving"), counts.CancelScheduledAtEnd),
        (T("停止中", "Paused"), counts.SuspendedAtEnd),
    ];

    /// <summary>A line of a fee statement's sum.</summary>
    public static string Of(StatementLine line) => line.Kind switch
    {
        StatementLineKind.CarriedOver => T("前回からの繰越", "Carried over"),
        StatementLineKind.Moved => T(line.MovedBy.Japanese, line.MovedBy.English),
        StatementLineKind.Guaranteed => T("当月請求分（保証払い）", "Billed and guaranteed"),
        StatementLineKind.FeeByRate => T("決済手数料（料率分・税抜）", "Fee by the rate, before tax"),
        StatementLineKind.FeeTopUp => T("決済手数料（最低額までの加算・税抜）", "Added to reach the minimum, before tax"),
        StatementLineKind.SetUpFee => T("初期設定料（税抜）", "Set-up fee, before tax"),
        StatementLineKind.Tax => T("消費税", "Consumption tax"),
        StatementLineKind.Adjustment => T($"{line.Adjustment?.Month}の再計算", $"{line.Adjustment?.Month} rated again"),
        StatementLineKind.TransferFee => T("振込手数料", "Transfer fee"),
        _ => throw new ArgumentOutOfRangeException(nameof(line), line.Kind, "Unknown line."),
    };
}
