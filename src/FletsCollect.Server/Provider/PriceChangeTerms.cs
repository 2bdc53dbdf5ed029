using FletsCollect.Calendars;
using FletsCollect.Charges;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Provider;

/// <summary>The terms of a new price for a purchase that renews itself: the old price, the new one, and from when (domain.md §4: a price changes only by a new consent).</summary>
internal static class PriceChangeTerms
{
    public static IEnumerable<ConsentTerm> Of(ChargePayer payer, RecurringDetails details, GrantReplacement replacement, int taxPercent, Uri issuer)
    {
        var (before, every, from) = (replacement.Replaced.Amount, RecurringTerms.Every(details.Schedule), FullDate(replacement.From));
        yield return new(T("お申込みの種類", "Kind of request"), T("継続中のご契約の価格の変更", "A new price for a subscription that you have"));
        if (details.Plan is not null)
            yield return new(T("プラン", "Plan"), details.Plan);
        yield return new(T("現在の価格", "Price until now"), T($"{every}{before}円（税込）", $"{before} yen including tax, {every}"));
        yield return new(T("新しい価格", "New price"), T($"{every}{ConsentText.Price(details.Amount, taxPercent)}", $"{ConsentText.Price(details.Amount, taxPercent)}, {every}"));
        yield return new(T("新しい価格の適用開始", "New price from"), T(
            $"{from}のお支払いから。それまでの期間は現在の価格のままで、追加のお支払いはありません。",
            $"The charge of {from}. Until then the present price stays, and nothing is charged in addition."));
        yield return new(T("以後のお支払い", "Charges after that"), T($"{every}、これまでと同じ日にお支払いとなり、解約するまで続きます。", $"{Capital(every)}, on the same days as before, until you cancel."));
        yield return new(T("請求の方法", "How you pay"), T(
            $"お支払い日の属する月のご利用分として、フレッツ回線料金に合算して請求します（新しい価格の初回は{MonthName(BillingMonth.Of(replacement.From))}ご利用分）。お客様の手数料はありません。",
            $"On the bill of your FLET'S line for the month of each charge; the first at the new price is on the bill for {MonthName(BillingMonth.Of(replacement.From))}. There is no fee for you."));
        yield return ConsentText.LineAndId(payer);
        yield return new(T("承認しない場合", "If you do not approve"), T(
            "現在の価格のまま続きます。価格が変わることも、これだけで解約になることもありません。",
            "Everything goes on at the present price. Nothing changes, and nothing ends by that alone."));
        yield return new(T("解約の方法", "How to cancel"), T(
            $"いつでも、当サービスの「継続中のご契約」のページ（{new Uri(issuer, RecurringTerms.ManagePath)}）で解約できます。{FullDate(replacement.From.AddDays(-1))}までに解約すると、新しい価格でのお支払いはありません。解約料はかかりません。",
            $"At any time on this service's page 'My subscriptions' ({new Uri(issuer, RecurringTerms.ManagePath)}). Cancel by {FullDate(replacement.From.AddDays(-1))} and nothing is charged at the new price. Cancelling costs nothing."));
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
