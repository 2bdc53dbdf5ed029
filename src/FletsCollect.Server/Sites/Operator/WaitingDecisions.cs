using FletsCollect.Billing;
using FletsCollect.Charges;
using FletsCollect.Merchants;
using FletsCollect.Settlement;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>What a second person is asked to say yes or no to.</summary>
public enum DecisionKind
{
    Tariff,
    Contract,
    PayoutBatch,

    /// <summary>Money in suspense that pays an invoice.</summary>
    ReceiptMatch,

    /// <summary>Money in suspense that is paid back.</summary>
    ReceiptPayBack,

    /// <summary>An invoice that is not collected any longer: what is left goes back to merchants or is written off.</summary>
    GiveUp,

    /// <summary>More that a merchant may ask for at once.</summary>
    LargestCharge,

    /// <summary>A refund that nothing but a person's word lets through: of a line that has ended, or above what the desk may give back alone.</summary>
    Refund,
}

/// <summary>One thing that waits.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Its public id; a payout batch is known by its number.</param>
/// <param name="What">What happens by a yes, in a sentence.</param>
/// <param name="Amount">The yen that it moves; null when it moves none itself.</param>
/// <param name="By">Who proposed it, as it is stored.</param>
/// <param name="At">When.</param>
public sealed record WaitingDecision(DecisionKind Kind, string Id, string What, Yen? Amount, string By, DateTime At);

/// <summary>The four-eyes queue: everything that one person proposed and another has to decide, the oldest first.</summary>
public static class WaitingDecisions
{
    /// <summary>A payout batch in an address: <c>batch-12</c>.</summary>
    public const string BatchPrefix = "batch-";

    /// <summary>Of each kind, so that a queue nobody looks after still opens.</summary>
    public const int MostOfEach = 100;

    public static async Task<IReadOnlyList<WaitingDecision>> ListAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var tariffs = await db.Tariffs.AsNoTracking().Where(tariff => !db.TermsDecisions.Any(decision => decision.SubjectId == tariff.Id)).OrderBy(tariff => tariff.Id).Take(MostOfEach).ToListAsync(cancellationToken);
        var contracts = await (
            from contract in db.MerchantContracts.AsNoTracking()
            where !db.TermsDecisions.Any(decision => decision.SubjectId == contract.Id)
            join merchant in db.Merchants.AsNoTracking() on contract.MerchantId equals merchant.Id into merchants
            from merchant in merchants.DefaultIfEmpty()
            // Terms that were offered to a company hang on the key that it will have as a merchant.
            join application in db.MerchantApplications.AsNoTracking() on contract.MerchantId equals application.Id into applications
            from application in applications.DefaultIfEmpty()
            orderby contract.Id
            select new { contract, DisplayName = merchant == null ? application.ServiceName : merchant.DisplayName }).Take(MostOfEach).ToListAsync(cancellationToken);
        var batches = await db.PayoutBatches.AsNoTracking().Where(batch => batch.Status == PayoutBatchStatus.Proposed).OrderBy(batch => batch.Number).Take(MostOfEach).ToListAsync(cancellationToken);
        var moves = await db.ReceiptMoves.AsNoTracking().Where(move => !db.ReceiptDecisions.Any(decision => decision.MoveId == move.Id)).OrderBy(move => move.Id).Take(MostOfEach).ToListAsync(cancellationToken);
        var givenUp = await GiveUpProposal.Waiting(db).OrderBy(row => row.Id).Take(MostOfEach).ToListAsync(cancellationToken);
        var largest = await (
            from proposal in LargestChargeProposal.Waiting(db)
            join merchant in db.Merchants.AsNoTracking() on proposal.MerchantId equals merchant.Id
            orderby proposal.Id
            select new { proposal, merchant.DisplayName }).Take(MostOfEach).ToListAsync(cancellationToken);
        var refunds = await (
            from refund in db.Refunds.AsNoTracking()
            where refund.Status == RefundStatus.Requested
            join merchant in db.Merchants.AsNoTracking() on refund.MerchantId equals merchant.Id
            orderby refund.Id
            select new { refund, merchant.DisplayName }).Take(MostOfEach).ToListAsync(cancellationToken);
        return
        [
            .. tariffs.Select(Of)
                .Concat(contracts.Select(row => Of(row.contract, row.DisplayName)))
                .Concat(batches.Select(Of))
                .Concat(moves.Select(Of))
                .Concat(givenUp.Select(Of))
                .Concat(largest.Select(row => Of(row.proposal, row.DisplayName)))
                .Concat(refunds.Select(row => Of(row.refund, row.DisplayName)))
                .OrderBy(waiting => waiting.At),
        ];
    }

    private static WaitingDecision Of(Tariff tariff) => new(
        DecisionKind.Tariff, tariff.PublicId,
        T($"料金表 {tariff.Version} を{MonthName(tariff.EffectiveFrom)}から適用：料率{tariff.RateNumerator}/{tariff.RateDenominator}、1回線の最低額{tariff.MinimumPerLine}円、初期費用{tariff.SetUpFee}円",
            $"Tariff {tariff.Version} from {MonthName(tariff.EffectiveFrom)}: rate {tariff.RateNumerator}/{tariff.RateDenominator}, at least {tariff.MinimumPerLine} yen a line, set-up fee {tariff.SetUpFee} yen"),
        null, tariff.ProposedBy, tariff.ProposedAt);

    private static WaitingDecision Of(MerchantContract contract, string merchant) => new(
        DecisionKind.Contract, contract.PublicId,
        T($"{merchant}の契約を{MonthName(contract.EffectiveFrom)}から適用：{(contract.Basis == SettlementBasis.Collected ? "回収額払い" : "請求額払い（保証）")}、最低振込額{contract.MinimumPayout}円、振込手数料{contract.TransferFee}円、料金表 {contract.TariffVersion ?? "標準"}",
            $"Contract of {merchant} from {MonthName(contract.EffectiveFrom)}: paid as {contract.Basis}, payouts from {contract.MinimumPayout} yen, transfer fee {contract.TransferFee} yen, tariff {contract.TariffVersion ?? "standard"}"),
        null, contract.ProposedBy, contract.ProposedAt);

    private static WaitingDecision Of(PayoutBatch batch) => new(
        DecisionKind.PayoutBatch, $"{BatchPrefix}{batch.Number}",
        T($"振込データ{batch.Number}号：{batch.Count}件を{ShortDate(batch.PayoutDate)}に振り込む", $"Payout batch {batch.Number}: {batch.Count} transfers on {ShortDate(batch.PayoutDate)}"),
        batch.Total, batch.ProposedBy, batch.ProposedAt);

    private static WaitingDecision Of(ReceiptMove move) => new(
        move.Kind == ReceiptMoveKind.Match ? DecisionKind.ReceiptMatch : DecisionKind.ReceiptPayBack, move.PublicId,
        move.InvoiceId is { } invoice
            ? T($"仮受金を請求 {PublicId.Format(PublicId.LineInvoice, invoice)} の入金とする：{move.Reason}", $"Money in suspense pays {PublicId.Format(PublicId.LineInvoice, invoice)}: {move.Reason}")
            : T($"仮受金を送金元へ返す：{move.Reason}", $"Money in suspense goes back to its sender: {move.Reason}"),
        move.Amount, move.ProposedBy, move.ProposedAt);

    private static WaitingDecision Of(GiveUpProposal proposal) => new(
        DecisionKind.GiveUp, proposal.PublicId,
        T($"請求 {PublicId.Format(PublicId.LineInvoice, proposal.InvoiceId)} の回収を打ち切り、残りを販売事業者に戻すか貸倒れとする：{proposal.Reason}",
            $"Collection of {PublicId.Format(PublicId.LineInvoice, proposal.InvoiceId)} ends; what is left goes back to merchants or is written off: {proposal.Reason}"),
        proposal.Amount, proposal.ProposedBy, proposal.ProposedAt);

    private static WaitingDecision Of(LargestChargeProposal proposal, string merchant) => new(
        DecisionKind.LargestCharge, proposal.PublicId,
        T($"{merchant}の1回の上限を{proposal.Before}円から{proposal.Amount}円に上げる：{proposal.Reason}", $"{merchant} may ask for {proposal.Amount} yen at once instead of {proposal.Before}: {proposal.Reason}"),
        null, proposal.ProposedBy, proposal.ProposedAt);

    private static WaitingDecision Of(Refund refund, string merchant) => new(
        DecisionKind.Refund, refund.PublicId,
        T($"{merchant}の返金：{refund.Reason ?? "理由の記載なし"}", $"Refund of {merchant}: {refund.Reason ?? "no reason given"}"),
        refund.Amount, refund.RequestedBy, refund.CreatedAt);
}
