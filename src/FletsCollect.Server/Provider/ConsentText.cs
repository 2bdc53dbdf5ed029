using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Lines;
using FletsCollect.Merchants;
using FletsCollect.Settlement;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Provider;

/// <summary>
/// Writes the terms of the consent page: what the law asks of a final confirmation screen (特定商取引法 12条の6, domain.md §9) in the
/// words of the request's language.
/// </summary>
public sealed class ConsentText(FletsCollectDbContext db, SpendingLimits limits, IOptions<ProviderOptions> provider, TimeProvider clock)
{
    /// <summary>Raised whenever a fixed text below changes, so that evidence says which wording was shown.</summary>
    private const int TextVersion = 3;

    /// <summary>The terms of a purchase for the person who is signed in.</summary>
    public async Task<Consent> WriteAsync(ChargePayer payer, PurchaseTerms terms, CancellationToken cancellationToken)
    {
        var (details, today) = (terms.Details, BusinessDate.At(clock.Instant()));
        var month = BillingMonth.Of(terms.FirstChargeOn(today));
        var tariff = Tariff.InForce(await Tariff.ApprovedAsync(db, cancellationToken), month)
            ?? throw new InvalidOperationException($"No tariff is in force in {month}.");
        var remaining = (await Spending.RoomAsync(db, payer.Spender, month, limits, cancellationToken)).Left;
        var statement = new ConsentStatement(
            TextVersion, Current, payer.Merchant.Code, payer.Credential.Id, payer.Line.Number.Masked, details.MerchantReference, details.Amount.Amount,
            Terms(payer, terms, today, tariff.TaxPercentIn(month)));
        return new Consent(statement, payer.Merchant, remaining, month);
    }

    private List<ConsentTerm> Terms(ChargePayer payer, PurchaseTerms terms, DateOnly today, int taxPercent) =>
    [
        new(T("商品・サービス", "Item"), terms.Details.Description),
        .. terms.Details switch
        {
            RecurringDetails monthly when terms.Replacement is { } replacement => PriceChangeTerms.Of(payer, monthly, replacement, taxPercent, provider.Value.Issuer!),
            OnceDetails once => OnceTerms(payer, once, BillingMonth.Of(today), taxPercent),
            RecurringDetails recurring => RecurringTerms.Of(payer, recurring, today, taxPercent, provider.Value.Issuer!),
            _ => throw new InvalidOperationException($"Nothing says how {terms.Details.Type} is shown."),
        },
        new(T("販売事業者", "Seller"), T($"{payer.Merchant.DisplayName}（{payer.Merchant.LegalName}）", $"{payer.Merchant.DisplayName} ({payer.Merchant.LegalName})")),
        new(T("所在地", "Address"), payer.Merchant.PostalAddress),
        new(T("お問い合わせ先", "Contact"), payer.Merchant.SupportContact),
        new(T("注文番号", "Order"), terms.Details.MerchantReference),
    ];

    private static List<ConsentTerm> OnceTerms(ChargePayer payer, OnceDetails details, BillingMonth month, int taxPercent) =>
    [
        new(T("数量", "Quantity"), "1"),
        details.Mode == AmountMode.Maximum
            ? new(T("お支払い金額の上限", "Price at most"), AtMost(details.Amount))
            : new(T("お支払い金額", "Price"), Price(details.Amount, taxPercent)),
        new(T("お支払い回数", "Charged"), T("1回のみ（継続課金はありません）", "Once. There is no renewal.")),
        new(T("請求の時期と方法", "When and how you pay"), details.CaptureBy is { } by ? Deferred(by) : T(
            $"{MonthName(month)}ご利用分のフレッツ回線料金に合算して請求します。お客様の手数料はありません。",
            $"On the bill of your FLET'S line for {MonthName(month)}. There is no fee for you.")),
        LineAndId(payer),
        .. UnprovedLine(payer),
        new(T("提供の時期", "Delivery"), details.CaptureBy is null
            ? T("お支払いの手続き後、販売事業者がすぐに提供します。", "By the seller, right after the purchase.")
            : T("販売事業者が案内する時期に提供します。", "By the seller, when it says.")),
        new(T("申込みの撤回・解約", "Cancelling"), T(
            "「申込みを確定する」を押す前はいつでもやめられます。確定後の取消しと返金は、下記の販売事業者へお申し出ください。",
            "You may stop at any time before you confirm. After that, ask the seller below for a cancellation or refund.")),
    ];

    internal static string Price(Yen amount, int taxPercent) => T(
        $"{amount}円（税込、うち消費税{taxPercent}% {amount.TaxIncluded(taxPercent)}円）",
        $"{amount} yen including tax ({taxPercent} % consumption tax: {amount.TaxIncluded(taxPercent)} yen)");

    private static string AtMost(Yen amount) => T(
        $"上限 {amount}円（税込）。実際の金額は、販売事業者がこの上限の範囲内で確定します。",
        $"At most {amount} yen including tax. The seller settles the price within this limit.");

    private static string Deferred(DateTime captureBy)
    {
        var until = FullDate(BusinessDate.At(captureBy));
        return T(
            $"金額を確保し、販売事業者が{until}までに確定します。確定した月のフレッツ回線料金に合算して請求します。確定しなければ請求しません。お客様の手数料はありません。",
            $"The amount is held, and the seller confirms it by {until}. It is then on the bill of your FLET'S line for that month; if it is not confirmed, you pay nothing. There is no fee for you.");
    }

    /// <summary>What is special about a line that cannot be proved at a purchase (domain.md §3).</summary>
    internal static IReadOnlyList<ConsentTerm> UnprovedLine(ChargePayer payer) => payer.Line.ServiceType.ProvesLineAtPurchase() ? [] :
    [
        new(T("ご本人の確認", "How you are known"), T(
            "フレッツ・光プレミアムの回線は、お支払いの時に確認できません。暗証番号またはパスキーで確認し、ひと月のご利用限度額は低く設定しています。",
            "A FLET'S Hikari Premium line cannot be proved at a purchase. Your PIN or passkey takes its place, and the month's limit is lower.")),
    ];

    internal static ConsentTerm LineAndId(ChargePayer payer) => new(T("お支払いの回線・ID", "Line and ID"), $"{payer.Line.Number.Masked} / {payer.Credential.UserName}");
}

/// <summary>A consent ready to be shown.</summary>
/// <param name="Statement">What is agreed; its terms are what the page lists.</param>
/// <param name="Merchant">Who sells.</param>
/// <param name="Remaining">What the ID may still spend this month, by all limits. Not part of what is agreed: it moves with every purchase of the household.</param>
/// <param name="Month">The month of the first charge, whose limit that is.</param>
public sealed record Consent(ConsentStatement Statement, Merchant Merchant, Yen Remaining, BillingMonth Month);
