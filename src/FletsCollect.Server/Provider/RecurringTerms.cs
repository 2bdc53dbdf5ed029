using FletsCollect.Calendars;
using FletsCollect.Charges;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Provider;

/// <summary>
/// The terms of a purchase that renews itself: that it does, every price and date until somebody cancels, and how to cancel
/// (特定商取引法 12条の6; domain.md §9). Every date is written in full, so that nobody has to reckon one.
/// </summary>
internal static class RecurringTerms
{
    /// <summary>Where a subscriber sees and cancels what renews itself.</summary>
    public const string ManagePath = "/account/subscriptions";

    public static IEnumerable<ConsentTerm> Of(ChargePayer payer, RecurringDetails details, DateOnly today, int taxPercent, Uri issuer)
    {
        var schedule = details.Schedule;
        var first = schedule.At(0);
        var second = schedule.After(first);
        var begins = details.FirstChargeOn(today);
        yield return new(T("お支払いの種類", "Kind of payment"), T(
            $"継続課金（{Every(schedule)}自動で更新されます）",
            $"Recurring: it renews itself {Every(schedule)}."));
        if (details.Plan is not null)
            yield return new(T("プラン", "Plan"), details.Plan);
        yield return new(T("数量", "Quantity"), "1");
        yield return new(T("お支払い金額", "Price"), T(
            $"{Every(schedule)}{ConsentText.Price(details.Amount, taxPercent)}",
            $"{ConsentText.Price(details.Amount, taxPercent)}, {Every(schedule)}"));
        yield return new(T("初回のお支払い", "First charge"), FirstCharge(begins, today, schedule));
        yield return new(T("次回以降のお支払い", "Next charges"), second is { } next ? NextCharges(next, schedule) : T("ありません", "None"));
        yield return new(T("期間と総額", "Term and total"), Total(details));
        yield return new(T("請求の方法", "How you pay"), T(
            $"お支払い日の属する月のご利用分として、フレッツ回線料金に合算して請求します（初回は{MonthName(BillingMonth.Of(begins))}ご利用分）。お客様の手数料はありません。",
            $"On the bill of your FLET'S line for the month of each charge; the first is on the bill for {MonthName(BillingMonth.Of(begins))}. There is no fee for you."));
        yield return ConsentText.LineAndId(payer);
        foreach (var term in ConsentText.UnprovedLine(payer))
            yield return term;
        yield return new(T("提供の時期", "Delivery"), begins > today
            ? T($"{FullDate(begins)}から、販売事業者が提供します。", $"By the seller, from {FullDate(begins)}.")
            : T("お支払いの手続き後、販売事業者がすぐに提供します。", "By the seller, right after the purchase."));
        yield return new(T("解約の方法", "How to cancel"), T(
            $"いつでも、当サービスの「継続中のご契約」のページ（{new Uri(issuer, ManagePath)}）で解約できます。販売事業者へのお申し出でも解約できます。解約料はかかりません。",
            $"At any time on this service's page 'My subscriptions' ({new Uri(issuer, ManagePath)}), or by telling the seller. Cancelling costs nothing."));
        yield return new(T("解約の期限と効果", "When a cancellation takes effect"), T(
            second is null
                ? $"解約後も{FullDate(first.LastDay)}まで利用できます。日割りの返金はありません。"
                : $"{FullDate(first.LastDay)}までに解約すると、次回のお支払いはありません。以後も、お支払い日の前日までに解約すると、その次のお支払いはありません。お支払い済みの期間の末日まで利用でき、日割りの返金はありません。",
            second is null
                ? $"After a cancellation you can still use it until {FullDate(first.LastDay)}. Days that are left are not paid back."
                : $"Cancel by {FullDate(first.LastDay)} and there is no next charge; later on, cancel by the day before a charge. You can use it until the end of the period that you paid for. Days that are left are not paid back."));
        yield return new(T("価格の変更", "Change of price"), T(
            "価格を変えるときは、改めてお客様のお申込みが必要です。お申込みなしに金額が変わることはありません。",
            "A change of price needs a new approval of yours. Without it the amount stays."));
        yield return new(T("申込みの撤回", "Changing your mind"), T(
            "「申込みを確定する」を押す前はいつでもやめられます。確定後の返金は、下記の販売事業者へお申し出ください。",
            "You may stop at any time before you confirm. After that, ask the seller below for a refund."));
    }

    /// <summary>"毎月", "3か月ごとに", "毎年"; "every month", "every 3 months", "every year".</summary>
    public static string Every(RecurringSchedule schedule) => schedule.Months switch
    {
        1 => T("毎月", "every month"),
        12 => T("毎年", "every year"),
        var months => T($"{months}か月ごとに", $"every {months} months"),
    };

    private static string FirstCharge(DateOnly begins, DateOnly today, RecurringSchedule schedule)
    {
        var full = schedule.Align == CycleAlignment.Calendar
            ? T("。初回も日割りにはならず、全額のお支払いです。", ". The first period, too, is charged in full.")
            : T("", "");
        return begins > today
            ? FullDate(begins) + full
            : T($"{FullDate(begins)}（お申込み後すぐ）", $"{FullDate(begins)}, right after you confirm") + full;
    }

    private static string NextCharges(Cycle next, RecurringSchedule schedule)
    {
        var every = Every(schedule);
        if (schedule.Align == CycleAlignment.Calendar)
        {
            return T(
                $"{FullDate(next.FirstDay)}。以後{every}、月の1日にお支払いとなります。",
                $"{FullDate(next.FirstDay)}, then {every} on the first of the month.");
        }
        var day = schedule.Start.Day;
        return day < 29
            ? T($"{FullDate(next.FirstDay)}。以後{every}、月の{day}日にお支払いとなります。", $"{FullDate(next.FirstDay)}, then {every} on day {day} of the month.")
            : T(
                $"{FullDate(next.FirstDay)}。以後{every}、月の{day}日にお支払いとなります。{day}日がない月は、その月の末日です。",
                $"{FullDate(next.FirstDay)}, then {every} on day {day} of the month, or on its last day where the month has no day {day}.");
    }

    private static string Total(RecurringDetails details)
    {
        if (details.Schedule.End is { } end && details.Schedule.Count is { } count)
        {
            var total = new Yen(checked(details.Amount.Amount * count));
            return T($"{FullDate(end)}まで・全{count}回・総額{total}円（税込）", $"Until {FullDate(end)}, {count} charges, {total} yen in all, tax included.");
        }
        var year = new Yen(checked(details.Amount.Amount * (12 / details.Schedule.Months)));
        return T(
            $"期間の定めはありません。解約するまで続きます（1年間のお支払いは{year}円・税込）。",
            $"No fixed term: it goes on until you cancel ({year} yen for a year, tax included).");
    }
}
