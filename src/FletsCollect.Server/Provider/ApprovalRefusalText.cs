using FletsCollect.Charges;
using FletsCollect.Lines;
using FletsCollect.Server.Localization;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Provider;

/// <summary>Why a purchase cannot be approved, and what to do; the code is what the support desk looks up.</summary>
public static class ApprovalRefusalText
{
    public static (string Code, string Reason, string Remedy) Of(ApprovalRefusal refusal) => refusal switch
    {
        ApprovalRefusal.LineNotRecognised => LineRefusalText.Of(LineRefusal.NoSession),
        ApprovalRefusal.AnotherLine => LineRefusalText.Of(LineRefusal.AnotherLine),
        ApprovalRefusal.LineServiceNotEligible => LineRefusalText.Of(LineRefusal.ServiceNotEligible),
        ApprovalRefusal.LineSuspended => LineRefusalText.Of(LineRefusal.Suspended),
        ApprovalRefusal.LineInArrears => LineRefusalText.Of(LineRefusal.InArrears),
        ApprovalRefusal.LineTerminated => LineRefusalText.Of(LineRefusal.Terminated),
        ApprovalRefusal.MerchantNotLive => ("P01",
            T("この販売事業者のお支払いは、現在ご利用いただけません。", "This seller cannot take payments at the moment."),
            T("販売事業者へお問い合わせください。", "Please ask the seller.")),
        ApprovalRefusal.AboveMerchantCap => ("P02",
            T("1回のお支払いの上限を超えています。", "The price is above what this seller may charge at once."),
            T("販売事業者へお問い合わせください。", "Please ask the seller.")),
        ApprovalRefusal.CredentialNotActive => ("P03",
            T("このIDは停止されています。", "This ID has been stopped."),
            T("別のIDでログインするか、サポートデスクへお問い合わせください。", "Sign in with another ID, or ask the support desk.")),
        ApprovalRefusal.SecondFactorRequired => ("P04",
            T("フレッツ・光プレミアムの回線からのお支払いには追加の本人確認が必要ですが、まだご利用いただけません。", "Paying from a FLET'S Hikari Premium line needs a second factor, which is not available yet."),
            T("フレッツ 光ネクストの回線で発行したIDでお支払いください。", "Pay with an ID that was issued on a FLET'S Hikari Next line.")),
        ApprovalRefusal.OverLimit => ("P05",
            T("今月のご利用限度額を超えます。", "This would pass your line's limit for the month."),
            T("来月になるとご利用いただけます。契約者が限度額を下げている場合は、契約者の「ご利用限度額」のページで上げられます。", "You can use it again next month. If the contractor lowered the limit, the contractor can raise it on the page 'Limits'.")),
        ApprovalRefusal.OverCredentialLimit => ("P10",
            T("このIDの今月のご利用限度額を超えます。", "This would pass this ID's limit for the month."),
            T("契約者に「ご利用限度額」のページでの変更を依頼するか、来月お試しください。", "Ask the contractor to change it on the page 'Limits', or try again next month.")),
        ApprovalRefusal.MerchantBlocked => ("P11",
            T("契約者がこの販売事業者への支払いを止めています。", "The line's contractor blocked this seller."),
            T("契約者は「ご利用限度額」のページで解除できます。", "The contractor can unblock it on the page 'Limits'.")),
        ApprovalRefusal.PurchasesStopped => ("P12",
            T("この回線でのお支払いはすべて停止されています。", "All purchases of this line are stopped."),
            T("契約者は「ご利用限度額」のページで再開できます。", "The contractor can allow them again on the page 'Limits'.")),
        ApprovalRefusal.ReferenceInUse => ("P06",
            T("このご注文はすでにお手続き済みです。", "This order was approved already."),
            T("販売事業者のページでご注文の状況をご確認ください。", "See the order on the seller's page.")),
        ApprovalRefusal.TypeNotAllowed => ("P08",
            T("この販売事業者は、継続課金をご利用いただけません。", "This seller may not charge you repeatedly."),
            T("販売事業者へお問い合わせください。", "Please ask the seller.")),
        ApprovalRefusal.StartIsOver => ("P09",
            T("お申込みの開始日を過ぎています。", "The day on which this would begin is over."),
            T("販売事業者のページからお申込みをやり直してください。", "Start the purchase again on the seller's page.")),
        ApprovalRefusal.NotReplaceable => ("P13",
            T("このご契約の価格は、いま変更できません。", "The price of this subscription cannot be changed now."),
            T("ご契約は現在の価格のまま続きます。ご契約のIDでログインしているか確かめて、しばらくしてからお試しください。", "It goes on at the present price. Check that you are signed in with the ID that has it, and try again later.")),
        ApprovalRefusal.ConsentChanged => ("P07",
            T("表示している間に内容が変わりました。", "Something changed while the page was open."),
            T("新しい内容をご確認のうえ、もう一度確定してください。", "Check the new terms and confirm again.")),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown approval refusal."),
    };
}
