using FletsCollect.Billing;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Localization;

/// <summary>How far a line's invoice is, for those who work with it.</summary>
public static class InvoiceStatusText
{
    public static string Of(LineInvoiceStatus status) => status switch
    {
        LineInvoiceStatus.Open => T("作成中", "Open"),
        LineInvoiceStatus.Closing => T("締め処理中", "Closing"),
        LineInvoiceStatus.Validated => T("検証済み", "Validated"),
        LineInvoiceStatus.HandedOff => T("請求システムへ引渡し済み", "Handed to billing"),
        LineInvoiceStatus.Acknowledged => T("受領確認済み", "Acknowledged"),
        LineInvoiceStatus.Rejected => T("受取拒否", "Rejected"),
        LineInvoiceStatus.Issued => T("発行済み", "Issued"),
        LineInvoiceStatus.PartiallyPaid => T("一部入金", "Partly paid"),
        LineInvoiceStatus.Paid => T("入金済み", "Paid"),
        LineInvoiceStatus.Overdue => T("支払期限超過", "Overdue"),
        LineInvoiceStatus.Delinquent => T("長期延滞", "Delinquent"),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Unknown status."),
    };
}
