using FletsCollect.Lines;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Localization;

/// <summary>Why a line may not be used, in words that a subscriber can act on. The code is what the support desk looks up.</summary>
public static class LineRefusalText
{
    public static (string Code, string Reason, string Remedy) Of(LineRefusal refusal) => refusal switch
    {
        LineRefusal.NoSession => ("L01",
            T("ご利用の回線を確認できませんでした。", "We could not recognise the line that you are on."),
            T("ご契約のフレッツ光回線に接続してから、もう一度お試しください。モバイル回線やVPNをお使いの場合は切断してください。", "Connect through your own FLET'S line and try again. Turn off mobile data or a VPN.")),
        LineRefusal.UnknownLine => ("L02",
            T("この回線のご契約が見つかりません。", "There is no contract for this line."),
            T("開通直後の場合は、翌日以降にお試しください。", "If the line was opened today, please try again tomorrow.")),
        LineRefusal.ServiceNotEligible => ("L03",
            T("この回線のサービスは、まとめて支払いの対象ではありません。", "This line's service cannot be used to pay."),
            T("「フレッツ 光ネクスト」または「フレッツ・光プレミアム」をご契約の回線でご利用いただけます。", "It works on FLET'S Hikari Next and FLET'S Hikari Premium lines.")),
        LineRefusal.Suspended => ("L04",
            T("この回線は利用休止中です。", "This line is suspended."),
            T("回線のご利用を再開してから、もう一度お試しください。", "Have the line resumed, then try again.")),
        LineRefusal.InArrears => ("L05",
            T("回線料金のお支払いが確認できていません。", "A bill for this line has not been paid."),
            T("お支払いの確認後にご利用いただけます。", "You can use it again once the payment has arrived.")),
        LineRefusal.Terminated => ("L06",
            T("この回線は解約されています。", "This line's contract has ended."),
            T("ご契約中の回線からお試しください。", "Please use a line that is under contract.")),
        LineRefusal.AnotherLine => ("L07",
            T("IDを発行した回線とは別の回線からのアクセスです。", "You are on another line than the one your ID belongs to."),
            T("IDを発行した回線に接続してから、もう一度お試しください。", "Connect through that line and try again.")),
        LineRefusal.StaleProof => ("L08",
            T("回線の確認から時間がたちました。", "Too much time has passed since the line was recognised."),
            T("もう一度はじめからお試しください。", "Please start again.")),
        LineRefusal.CustomerNumberMismatch => ("L09",
            T("お客様番号が、この回線のご契約と一致しません。", "The customer number does not belong to this line."),
            T("請求書または契約内容のご案内に記載の番号をご確認ください。", "Check the number on your bill or contract notice.")),
        LineRefusal.TooManyCredentials => ("L10",
            T("この回線で発行できるIDの上限に達しています。", "This line already has as many IDs as it can have."),
            T("ご不要なIDの停止は、サポートデスクへお申し出ください。", "Ask the support desk to stop an ID that is no longer needed.")),
        LineRefusal.TooManyAttempts => ("L11",
            T("お客様番号の誤りが続いたため、この回線からの発行を一時的に停止しています。", "The customer number was wrong too often, so issuing is paused on this line."),
            T("5分ほどおいてから、もう一度お試しください。", "Please try again in five minutes.")),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown line refusal."),
    };
}
