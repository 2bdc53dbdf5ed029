using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Settlement;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Merchants;

/// <summary>One fee statement, yen by yen: by which rule the fee came about, and what adds up to the payout.</summary>
[StaffMay(StaffPermission.ViewMoney)]
public sealed class StatementModel(FletsCollectDbContext db, TimeProvider clock) : MerchantPage(db, clock)
{
    public StatementExplanation Told { get; private set; } = null!;

    public Payout Payout { get; private set; } = null!;

    /// <summary>How the fee follows from P, L and the tariff, in a sentence.</summary>
    public string Rule
    {
        get
        {
            var (fee, tariff) = (Told.Statement.ToCalculation(), Told.Tariff);
            var (p, l) = (fee.Basis.Principal, fee.Basis.Lines);
            return fee.Branch switch
            {
                FeeBranch.None => T("請求がなかったため、手数料はありません。", "Nothing was billed, so there is no fee."),
                FeeBranch.Rate => T(
                    $"請求額 {p}円の{tariff.RateNumerator}/{tariff.RateDenominator}は{fee.ByRate}円で、{l:#,0}回線×最低{tariff.MinimumPerLine}円を下回らないため、料率で計算しました（料金表 {tariff.Version}）。",
                    $"{tariff.RateNumerator}/{tariff.RateDenominator} of {p} yen is {fee.ByRate} yen, which is not below the minimum of {tariff.MinimumPerLine} yen for each of {l:#,0} lines, so the rate decides (tariff {tariff.Version})."),
                FeeBranch.Minimum => T(
                    $"請求額 {p}円の{tariff.RateNumerator}/{tariff.RateDenominator}は{fee.ByRate}円で、{l:#,0}回線×最低{tariff.MinimumPerLine}円に足りないため、{fee.TopUp}円を加えました（料金表 {tariff.Version}）。",
                    $"{tariff.RateNumerator}/{tariff.RateDenominator} of {p} yen is {fee.ByRate} yen; {fee.TopUp} yen are added to reach the minimum of {tariff.MinimumPerLine} yen for each of {l:#,0} lines (tariff {tariff.Version})."),
                _ => throw new InvalidOperationException($"No words for {fee.Branch}."),
            };
        }
    }

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken)
    {
        if (await MerchantExports.FindStatementAsync(Db, Merchant.Id, id, cancellationToken) is not { } statement)
            return NotFound();
        Told = await StatementExplanation.OfAsync(Db, statement, cancellationToken);
        Payout = await Db.Payouts.AsNoTracking().SingleAsync(payout => payout.StatementId == statement.Id, cancellationToken);
        return Page();
    }
}
