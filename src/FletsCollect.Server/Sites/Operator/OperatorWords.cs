using FletsCollect.Billing;
using FletsCollect.Charges;
using FletsCollect.Lines;
using FletsCollect.Merchants;
using FletsCollect.Server.Localization;
using FletsCollect.Settlement;
using FletsCollect.Subscribers;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>States and kinds in the words of the operator's console.</summary>
internal static class OperatorWords
{
    /// <summary>1,980円, or 1,980 yen.</summary>
    public static string Money(Yen amount) => T($"{amount}円", $"{amount} yen");

    public static string Of(BillingCycle? cycle) => cycle?.Status switch
    {
        null => T("受付中", "Open"),
        BillingCycleStatus.Closing => T("締め処理中", "Closing"),
        BillingCycleStatus.Closed => T("締め済み", "Closed"),
        var status => throw new ArgumentOutOfRangeException(nameof(cycle), status, "Unknown status."),
    };

    public static string Of(LineInvoiceStatus status) => InvoiceStatusText.Of(status);

    public static string Of(PayoutBatchStatus status) => status switch
    {
        PayoutBatchStatus.Proposed => T("承認待ち", "Proposed"),
        PayoutBatchStatus.Approved => T("承認済み", "Approved"),
        PayoutBatchStatus.Withdrawn => T("取下げ", "Withdrawn"),
        PayoutBatchStatus.Submitted => T("銀行へ送付済み", "Sent to the bank"),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Unknown status."),
    };

    public static string Of(ParkingReason reason) => reason switch
    {
        ParkingReason.LedgerDisagrees => T("元帳の記帳額と一致しない利用があります", "A charge is not what the ledger posted"),
        ParkingReason.RefundsDisagree => T("返金額が元帳と一致しません", "What was given back is not what the ledger took back"),
        ParkingReason.LineUnknown => T("回線原簿にない回線です", "The line is not in the telco's register"),
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Unknown reason."),
    };

    public static string Of(BillingFileRefusal refusal) => refusal switch
    {
        BillingFileRefusal.Malformed => T("形式・件数・合計・ダイジェストのいずれかが合いません", "Its form, count, sum or digest is wrong"),
        BillingFileRefusal.SequenceGap => T("前の番号のファイルが届いていません", "A file before it is missing"),
        BillingFileRefusal.SequenceRepeated => T("同じ番号の別のファイルを受け取り済みです", "Another file came under its number"),
        BillingFileRefusal.RecordsDoNotFit => T("帳簿と合わない行があります", "Records do not fit the books"),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    public static string Of(ChargeStatus status) => status switch
    {
        ChargeStatus.Authorised => T("承認済み", "Authorised"),
        ChargeStatus.Reserved => T("仮押さえ中", "Reserved"),
        ChargeStatus.Confirmed => T("確定", "Confirmed"),
        ChargeStatus.Cancelled => T("取消し", "Cancelled"),
        ChargeStatus.Expired => T("期限切れ", "Expired"),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Unknown status."),
    };

    public static string Of(ChargeEventKind kind) => kind switch
    {
        ChargeEventKind.Reserve => T("仮押さえ", "Reserved"),
        ChargeEventKind.Capture => T("確定", "Confirmed"),
        ChargeEventKind.Cancel => T("取消し", "Cancelled"),
        ChargeEventKind.Expire => T("期限切れ", "Expired"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown kind."),
    };

    public static string Of(RefundStatus status) => status switch
    {
        RefundStatus.Requested => T("判断待ち", "Waits for a decision"),
        RefundStatus.Processing => T("処理中", "On its way"),
        RefundStatus.Succeeded => T("完了", "Made"),
        RefundStatus.Denied => T("却下", "Denied"),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Unknown status."),
    };

    public static string Of(SecondFactor factor) => factor switch
    {
        SecondFactor.Pin => T("暗証番号", "PIN"),
        SecondFactor.Passkey => T("パスキー", "Passkey"),
        SecondFactor.AuthenticatorApp => T("認証アプリ", "Authenticator app"),
        _ => throw new ArgumentOutOfRangeException(nameof(factor), factor, "Unknown factor."),
    };

    public static string Of(MerchantStatus status) => status switch
    {
        MerchantStatus.Draft => T("下書き", "Draft"),
        MerchantStatus.Submitted => T("申込済み", "Submitted"),
        MerchantStatus.Screening => T("審査中", "Screening"),
        MerchantStatus.NeedsInformation => T("確認中", "Needs information"),
        MerchantStatus.Contracted => T("契約済み", "Contracted"),
        MerchantStatus.Sandbox => T("接続試験中", "Sandbox"),
        MerchantStatus.Live => T("提供中", "Live"),
        MerchantStatus.Suspended => T("停止中", "Suspended"),
        MerchantStatus.Terminating => T("終了手続中", "Terminating"),
        MerchantStatus.Closed => T("終了", "Closed"),
        MerchantStatus.Rejected => T("謝絶", "Rejected"),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Unknown status."),
    };

    public static string Of(BillingFileKind kind) => kind switch
    {
        BillingFileKind.LineFees => T("回線料金", "Line fees"),
        BillingFileKind.InvoiceItems => T("請求明細", "Invoice items"),
        BillingFileKind.Acknowledgement => T("受領確認", "Acknowledgement"),
        BillingFileKind.CollectionResults => T("回収結果", "Collection results"),
        BillingFileKind.DebitRequest => T("口座振替の請求", "Debit request"),
        BillingFileKind.DebitResult => T("口座振替の結果", "Debit result"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown kind."),
    };

    public static string Of(BillingFileStatus status) => status switch
    {
        BillingFileStatus.Refused => T("受付不可", "Refused"),
        BillingFileStatus.Accepted => T("取込中", "Being applied"),
        BillingFileStatus.Done => T("取込済み", "Applied"),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Unknown status."),
    };

    public static string Of(LineProofPurpose purpose) => purpose switch
    {
        LineProofPurpose.Issuance => T("ID発行", "An ID was issued"),
        LineProofPurpose.Purchase => T("お支払いの承認", "A purchase was approved"),
        LineProofPurpose.HouseholdChange => T("世帯設定の変更", "A household's rules were changed"),
        LineProofPurpose.CredentialChange => T("IDの変更", "An ID was changed"),
        _ => throw new ArgumentOutOfRangeException(nameof(purpose), purpose, "Unknown purpose."),
    };
}
