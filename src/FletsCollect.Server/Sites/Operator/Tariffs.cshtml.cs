using FletsCollect.Calendars;
using FletsCollect.Merchants;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Settlement;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>The tariffs, with who proposed and who approved them, and proposing another.</summary>
[StaffMay(StaffPermission.OperateMonth)]
public sealed class TariffsModel(FletsCollectDbContext db, ProposeTariff propose, TimeProvider clock) : OperatorPage(db)
{
    /// <summary>The most that are shown, the latest first.</summary>
    public const int Most = 100;

    /// <param name="Tariff">What was proposed.</param>
    /// <param name="Decision">The second person's word; null while it waits.</param>
    public sealed record Row(Tariff Tariff, TermsDecision? Decision);

    public IReadOnlyList<Row> Tariffs { get; private set; } = [];

    public People People { get; private set; } = null!;

    [BindProperty]
    public string? Version { get; set; }

    [BindProperty]
    public string? From { get; set; }

    [BindProperty]
    public int Numerator { get; set; } = 5;

    [BindProperty]
    public int Denominator { get; set; } = 100;

    [BindProperty]
    public long MinimumPerLine { get; set; } = 30;

    [BindProperty]
    public long SetUpFee { get; set; }

    [BindProperty]
    public TariffOffer Offer { get; set; }

    [BindProperty]
    public FeeRounding Rounding { get; set; }

    [BindProperty]
    public RefundedFee RefundedFee { get; set; }

    public string? Error { get; private set; }

    public Task OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid || !BillingMonth.TryParse(From?.Trim(), out var from))
        {
            Error = T("適用開始月は 2026-12 の形で、料率・金額は整数で入力してください。", "Write the month as 2026-12, and the rate and amounts as whole numbers.");
        }
        else
        {
            var terms = new TariffTerms(Numerator, Denominator, new Yen(MinimumPerLine)) { SetUpFee = new Yen(SetUpFee), Offer = Offer, Rounding = Rounding, RefundedFee = RefundedFee };
            if ((await propose.ExecuteAsync(new ProposeTariffCommand(Version?.Trim() ?? "", from, terms, TaxRates: null, Me.PublicId), cancellationToken)).Succeeded(out var tariff, out var refusal))
            {
                TempData["Done"] = T($"料金表 {tariff.Version} を提案しました。別の担当者が承認すると有効になります。", $"Tariff {tariff.Version} is proposed. It holds once another person approves it.");
                return RedirectToPage();
            }
            Error = TermsWords.Of(refusal);
        }
        await ShowAsync(cancellationToken);
        return Page();
    }

    private async Task ShowAsync(CancellationToken cancellationToken)
    {
        var rows = await (
            from tariff in Db.Tariffs.AsNoTracking()
            join decided in Db.TermsDecisions.AsNoTracking() on tariff.Id equals decided.SubjectId into decisions
            from decision in decisions.DefaultIfEmpty()
            orderby tariff.ProposedAt descending, tariff.Id descending
            select new { tariff, decision }).Take(Most).ToListAsync(cancellationToken);
        Tariffs = [.. rows.Select(row => new Row(row.tariff, row.decision))];
        People = await People.AmongAsync(Db, rows.SelectMany(row => new[] { row.tariff.ProposedBy, row.decision?.DecidedBy ?? "" }), cancellationToken);
        From ??= BillingMonth.At(clock.Instant()).Next.ToString();
    }

    /// <summary>What a tariff comes to, in a line.</summary>
    public static string Describe(Tariff tariff) => T(
        $"料率{tariff.RateNumerator}/{tariff.RateDenominator}、1回線の最低額{tariff.MinimumPerLine}円、初期費用{tariff.SetUpFee}円、{Of(tariff.Offer)}、端数{Of(tariff.Rounding)}、締め後の返金：{Of(tariff.RefundedFee)}",
        $"rate {tariff.RateNumerator}/{tariff.RateDenominator}, at least {tariff.MinimumPerLine} yen a line, set-up fee {tariff.SetUpFee} yen, {Of(tariff.Offer)}, rounded {Of(tariff.Rounding)}, refunds after the close: {Of(tariff.RefundedFee)}");

    public static string Of(TariffOffer offer) => offer switch
    {
        TariffOffer.Standard => T("標準", "for everybody"),
        TariffOffer.Individual => T("契約で指定した事業者だけ", "for those whose contract names it"),
        _ => throw new ArgumentOutOfRangeException(nameof(offer), offer, "Unknown offer."),
    };

    public static string Of(FeeRounding rounding) => rounding switch
    {
        FeeRounding.Down => T("切捨て", "down"),
        FeeRounding.HalfUp => T("四捨五入", "half up"),
        FeeRounding.Up => T("切上げ", "up"),
        _ => throw new ArgumentOutOfRangeException(nameof(rounding), rounding, "Unknown rounding."),
    };

    public static string Of(RefundedFee refunded) => refunded switch
    {
        RefundedFee.Kept => T("手数料はそのまま", "the fee is kept"),
        RefundedFee.Rerated => T("手数料を計算し直す", "the fee is worked out again"),
        _ => throw new ArgumentOutOfRangeException(nameof(refunded), refunded, "Unknown treatment."),
    };
}
