using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>Purchases in the words of the subscriber's pages.</summary>
internal static class PurchaseWords
{
    public static string Yen(Yen amount) => T($"{amount}円", $"{amount} yen");

    /// <summary>What became of it, and where its money is: on which bill, or on none.</summary>
    public static string Bill(ChargeStatus status, BillingMonth? month, LineInvoiceStatus? invoice) => (status, month, invoice) switch
    {
        (ChargeStatus.Reserved, _, _) => T("金額を確保中（まだ請求しません）", "Held; nothing to pay yet"),
        (ChargeStatus.Cancelled, _, _) => T("取消し済み（請求しません）", "Cancelled; nothing to pay"),
        (ChargeStatus.Expired, _, _) => T("期限切れ（請求しません）", "Expired; nothing to pay"),
        (_, null, _) => T("次回の請求", "On the next bill"),
        (_, { } billed, LineInvoiceStatus.Paid) => T($"{MonthName(billed)}分・お支払い済み", $"{MonthName(billed)}, paid"),
        (_, { } billed, LineInvoiceStatus.Issued or LineInvoiceStatus.PartiallyPaid or LineInvoiceStatus.Overdue) => T($"{MonthName(billed)}分・ご請求済み", $"{MonthName(billed)}, billed"),
        (_, { } billed, _) => T($"{MonthName(billed)}分・請求準備中", $"{MonthName(billed)}, in preparation"),
    };
}
