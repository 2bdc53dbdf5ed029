using FletsCollect.Subscribers;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Localization;

/// <summary>Why a household's rules were not changed, and what to do; the code is what the support desk looks up.</summary>
internal static class HouseholdRefusalText
{
    public static (string Code, string Reason, string Remedy) Of(HouseholdRefusal refusal) => refusal switch
    {
        HouseholdRefusal.LineNotProved => ("H01",
            T("上げる変更・解除・再開は、ご契約の回線からだけできます。", "Raising and lifting are possible only from your own line."),
            T("ご契約のフレッツ光回線に接続して、もう一度お試しください。モバイル回線やVPNは切断してください。", "Connect through your own FLET'S line and try again. Turn off mobile data or a VPN.")),
        HouseholdRefusal.NotContractor => ("H02",
            T("この変更は、回線の契約者のIDでだけできます。", "Only the contractor's ID can do that."),
            T("この回線で最初に発行されたIDでログインするか、サポートデスクへお問い合わせください。", "Sign in with the first ID of this line, or ask the support desk.")),
        HouseholdRefusal.CredentialNotFound => ("H03",
            T("このIDは、この回線にありません。", "There is no such ID on this line."),
            T("「ご利用限度額」のページを開き直してください。", "Open the page 'Limits' again.")),
        HouseholdRefusal.MerchantNotFound => ("H04",
            T("この販売事業者が見つかりません。", "There is no such seller."),
            T("「連携中の販売事業者」のページから選び直してください。", "Choose it from the page 'Sellers'.")),
        HouseholdRefusal.NotAStep => ("H05",
            T("上限は1,000円きざみで、年齢とご利用期間による限度額までです。", "A cap goes in steps of 1,000 yen, up to what age and tenure allow."),
            T("金額を入力し直してください。", "Enter another amount.")),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };
}
