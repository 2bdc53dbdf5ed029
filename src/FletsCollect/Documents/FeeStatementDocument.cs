using FletsCollect.Calendars;
using FletsCollect.Ledger;
using FletsCollect.Merchants;
using FletsCollect.Settlement;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Documents;

/// <summary>A merchant's fee statement: how the fee came about, what came and went, and what is paid.</summary>
public static class FeeStatementDocument
{
    public static async Task<BillDocument> OfAsync(FletsCollectDbContext db, FeeStatement statement, DocumentIssuer issuer, CancellationToken cancellationToken)
    {
        var merchant = await db.Merchants.AsNoTracking().SingleAsync(merchant => merchant.Id == statement.MerchantId, cancellationToken);
        var payout = await db.Payouts.AsNoTracking().SingleAsync(payout => payout.StatementId == statement.Id, cancellationToken);
        var told = await StatementExplanation.OfAsync(db, statement, cancellationToken);
        var qualified = QualifiedInvoice.AppliesTo(statement.Month);
        var sold = statement.FeeBeforeTax + statement.SetUpFee;
        return new BillDocument
        {
            Kind = BillDocumentKind.FeeStatement,
            Title = "精算書 兼 手数料請求書",
            Number = statement.PublicId,
            Month = statement.Month,
            Date = BusinessDate.At(statement.ClosedAt),
            IssuerName = issuer.IssuerName,
            IssuerAddress = issuer.IssuerAddress,
            RegistrationNumber = qualified ? issuer.RegistrationNumber : null,
            Recipient = $"{merchant.LegalName} 御中",
            RecipientReference = merchant.Code,
            Lines = [.. told.Lines.Select(line => LineOf(line, statement, qualified))],
            Taxes = qualified && sold.IsPositive ? [new DocumentTax(statement.TaxPercent, IsReduced: false, sold, statement.Tax, IsIncluded: false)] : [],
            TotalLabel = statement.IsCarriedOver ? "次回繰越額" : "お支払額",
            Total = statement.Payable,
            Notes = [.. NotesOf(told, payout)],
        };
    }

    private static DocumentLine LineOf(StatementLine line, FeeStatement statement, bool qualified)
    {
        int? rate = qualified ? statement.TaxPercent : null;
        return line.Kind switch
        {
            StatementLineKind.CarriedOver => new DocumentLine(null, "前回からの繰越", null, line.Amount, null),
            StatementLineKind.Moved => new DocumentLine(null, line.MovedBy.Japanese, null, line.Amount, null),
            StatementLineKind.Guaranteed => new DocumentLine(null, "当月請求分（保証払い）", $"{statement.Lines:#,0}回線", line.Amount, null),
            StatementLineKind.FeeByRate => new DocumentLine(null, "決済手数料（料率分・税抜）", null, line.Amount, rate),
            StatementLineKind.FeeTopUp => new DocumentLine(null, "決済手数料（最低額までの加算・税抜）", null, line.Amount, rate),
            StatementLineKind.SetUpFee => new DocumentLine(null, "初期設定料（税抜）", null, line.Amount, rate),
            StatementLineKind.Tax => new DocumentLine(null, $"消費税（{statement.TaxPercent}%）", null, line.Amount, null),
            StatementLineKind.Adjustment => new DocumentLine(
                null,
                $"{line.Adjustment?.Month.Year}年{line.Adjustment?.Month.Month}月分手数料の再計算（返金後）",
                $"うち消費税 {-(line.Adjustment?.Tax ?? Yen.Zero)}円、基礎額 {line.Adjustment?.Principal}円・{line.Adjustment?.Lines:#,0}回線",
                line.Amount, null),
            StatementLineKind.TransferFee => new DocumentLine(null, "振込手数料（立替・課税対象外）", null, line.Amount, null),
            _ => throw new InvalidOperationException($"No words for {line.Kind}."),
        };
    }

    private static IEnumerable<string> NotesOf(StatementExplanation told, Payout payout)
    {
        var (statement, tariff) = (told.Statement, told.Tariff);
        var rule = statement.Branch switch
        {
            FeeBranch.None => "当月のご請求分はありません。",
            FeeBranch.Rate => $"{statement.Principal}円 × {tariff.RateNumerator}/{tariff.RateDenominator} = {statement.FeeByRate}円（最低額 {tariff.MinimumPerLine}円 × {statement.Lines:#,0}回線を下回りません）",
            FeeBranch.Minimum => $"{statement.Principal}円 × {tariff.RateNumerator}/{tariff.RateDenominator} = {statement.FeeByRate}円、最低額 {tariff.MinimumPerLine}円 × {statement.Lines:#,0}回線まで {statement.FeeTopUp}円を加算",
            _ => throw new InvalidOperationException($"No words for {statement.Branch}."),
        };
        yield return $"料金表 {tariff.Version}、当月請求額（税込） {statement.Principal}円、{statement.Lines:#,0}回線。";
        yield return $"手数料の計算：{rule}";
        yield return tariff.Rounding switch
        {
            FeeRounding.Down => "端数は切り捨て、消費税の端数処理は税率ごとに1回です。",
            FeeRounding.HalfUp => "端数は四捨五入、消費税の端数処理は税率ごとに1回です。",
            FeeRounding.Up => "端数は切り上げ、消費税の端数処理は税率ごとに1回です。",
            _ => throw new InvalidOperationException($"No words for {tariff.Rounding}."),
        };
        yield return statement.Basis == SettlementBasis.Guaranteed ? "お支払いの基準：保証払い（ご請求額）" : "お支払いの基準：回収額";
        yield return statement.IsCarriedOver
            ? $"お支払いの下限 {statement.MinimumPayout}円に満たないため、次回の精算に繰り越します。"
            : $"お支払予定日：{JapaneseEra.Format(payout.PayoutDate)}";
    }
}
