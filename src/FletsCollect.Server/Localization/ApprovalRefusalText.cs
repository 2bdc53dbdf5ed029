using FletsCollect.Charges;
using FletsCollect.Lines;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Localization;

/// <summary>Why a purchase cannot be approved, and what to do; the code is what the support desk looks up.</summary>
public static class ApprovalRefusalText
{
    public static (string Code, string Reason, string Remedy) Of(ApprovalRefusal refusal) => refusal switch
    {
        ApprovalRefusal.LineNotRecognised => LineRefusalText.Of(LineRefusal.NoSession),
        ApprovalRefusal.LineUnknown => LineRefusalText.Of(LineRefusal.UnknownLine),
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
            T("フレッツ・光プレミアムの回線からのお支払いには、暗証番号かパスキーが必要です。", "Paying from a FLET'S Hikari Premium line needs a PIN or a passkey."),
            T("ご自宅の回線から「ご利用明細」の「セキュリティ」を開き、暗証番号かパスキーを登録してください。", "From your own line, open Security under My purchases and set a PIN or add a passkey.")),
        ApprovalRefusal.SecondFactorMissing => ("P14",
            T("この回線からのお支払いには、暗証番号またはパスキーでの確認が必要です。", "Paying from this line needs your PIN or a passkey."),
            T("暗証番号を入力するか、パスキーでログインし直してください。", "Enter your PIN, or sign in again with a passkey.")),
        ApprovalRefusal.IndustryNotAllowed => ("P15",
            T("このIDでは、この業種の販売事業者をご利用いただけません。", "This ID may not buy from sellers of this kind."),
            T("回線の契約者が決めた設定です。変更は、契約者の「家族のID」の画面でできます。", "The line's contractor decided so, and can change it under Household.")),
        ApprovalRefusal.ContractorMustApprove => ("P16",
            T("このお支払いには、回線の契約者の承認が必要です。", "The line's contractor has to approve this purchase."),
            T("ボタンを押すと、契約者に承認を依頼します。", "Press the button to ask.")),
        ApprovalRefusal.ContractorMustApproveAboveCap => ("P19",
            T("このIDの今月の上限を超えるため、回線の契約者の承認が必要です。", "It is above what this ID may spend this month, so the line's contractor has to approve it."),
            T("ボタンを押すと、契約者に承認を依頼します。", "Press the button to ask.")),
        ApprovalRefusal.WaitsForContractor => ("P17",
            T("契約者の承認を待っています。", "Waiting for the line's contractor."),
            T("契約者がログインして「承認」の画面で決めると、続けられます。この画面を開き直して確かめてください。", "The contractor decides under Approvals, on a device of their own. Then open this page again to go on.")),
        ApprovalRefusal.DeniedByContractor => ("P18",
            T("契約者が承認しませんでした。", "The line's contractor said no."),
            T("契約者とご相談ください。", "Talk to the contractor.")),
        ApprovalRefusal.OverLimit => ("P05",
            T("今月のご利用限度額を超えます。", "This would pass your line's limit for the month."),
            T("来月になるとご利用いただけます。契約者が限度額を下げている場合は、契約者の「ご利用限度額」のページで上げられます。", "You can use it again next month. If the contractor lowered the limit, the contractor can raise it on the page 'Limits'.")),
        ApprovalRefusal.OverCredentialLimit => ("P10",
            T("このIDの今月のご利用限度額を超えます。", "This would pass this ID's limit for the month."),
            T("ご契約の回線から「ご利用限度額」のページで上限を上げるか、来月お試しください。", "From your own line, raise the cap on the page 'Limits', or try again next month.")),
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

    /// <summary>True for what does not keep the page from a yes: the terms are to be read again, or the yes asks for what is missing.</summary>
    public static bool LeavesTheButton(this ApprovalRefusal refusal) =>
        refusal is ApprovalRefusal.ConsentChanged or ApprovalRefusal.SecondFactorMissing || refusal.AsksTheContractor();
}
