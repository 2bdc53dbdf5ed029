using System.Globalization;
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

    /// <summary>A page of the queue. Each table is asked for as many as the page has, so a long queue costs no more than a short one.</summary>
    /// <param name="db">The database.</param>
    /// <param name="after">Where the page begins, as the page before said; null, or what is no place, for the first one.</param>
    /// <param name="size">The most of a page.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The page, and where the next one begins, null after the last.</returns>
    public static async Task<(IReadOnlyList<WaitingDecision> Rows, string? Next)> PageAsync(FletsCollectDbContext db, string? after, int size, CancellationToken cancellationToken)
    {
        var place = WaitingPlace.Parse(after);
        Task<List<T>> ReadAsync<T>(WaitingTable table, IQueryable<T> rows, string at = "ProposedAt")
            where T : class => WaitingPlace.After(place, table, rows, at).Take(size + 1).ToListAsync(cancellationToken);
        var contracts = await ReadAsync(WaitingTable.Contracts, Contracts(db));
        var largest = await ReadAsync(WaitingTable.LargestCharges, LargestChargeProposal.Waiting(db));
        var refunds = await ReadAsync(WaitingTable.Refunds, Refunds(db), "CreatedAt");
        var names = await NamesAsync(db, [.. contracts.Select(row => row.MerchantId), .. largest.Select(row => row.MerchantId), .. refunds.Select(row => row.MerchantId)], cancellationToken);
        List<(WaitingTable Table, Guid Key, WaitingDecision Waiting)> read =
        [
            .. (await ReadAsync(WaitingTable.Tariffs, Tariffs(db))).Select(row => (WaitingTable.Tariffs, row.Id, Of(row))),
            .. contracts.Select(row => (WaitingTable.Contracts, row.Id, Of(row, names[row.MerchantId]))),
            .. (await ReadAsync(WaitingTable.Batches, Batches(db))).Select(row => (WaitingTable.Batches, row.Id, Of(row))),
            .. (await ReadAsync(WaitingTable.ReceiptMoves, ReceiptMoves(db))).Select(row => (WaitingTable.ReceiptMoves, row.Id, Of(row))),
            .. (await ReadAsync(WaitingTable.GiveUps, GiveUpProposal.Waiting(db))).Select(row => (WaitingTable.GiveUps, row.Id, Of(row))),
            .. largest.Select(row => (WaitingTable.LargestCharges, row.Id, Of(row, names[row.MerchantId]))),
            .. refunds.Select(row => (WaitingTable.Refunds, row.Id, Of(row, names[row.MerchantId]))),
        ];
        // Stable, so that rows of one table and instant stay in the database's order of keys, which differs between databases.
        var page = read.OrderBy(row => row.Waiting.At).ThenBy(row => row.Table).Take(size).ToList();
        return ([.. page.Select(row => row.Waiting)], read.Count > size ? WaitingPlace.Of(page[^1].Table, page[^1].Waiting.At, page[^1].Key) : null);
    }

    /// <summary>One thing that waits, by its id; null when it does not wait, or is none.</summary>
    public static async Task<WaitingDecision?> FindAsync(FletsCollectDbContext db, string id, CancellationToken cancellationToken)
    {
        Guid key;
        if (id.StartsWith(BatchPrefix, StringComparison.Ordinal))
        {
            return long.TryParse(id.AsSpan(BatchPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && await Batches(db).SingleOrDefaultAsync(row => row.Number == number, cancellationToken) is { } batch ? Of(batch) : null;
        }
        if (PublicId.TryParse(PublicId.Tariff, id, out key))
            return await Tariffs(db).SingleOrDefaultAsync(row => row.Id == key, cancellationToken) is { } tariff ? Of(tariff) : null;
        if (PublicId.TryParse(PublicId.MerchantContract, id, out key))
            return await Contracts(db).SingleOrDefaultAsync(row => row.Id == key, cancellationToken) is { } contract ? Of(contract, await NameAsync(contract.MerchantId)) : null;
        if (PublicId.TryParse(PublicId.ReceiptMove, id, out key))
            return await ReceiptMoves(db).SingleOrDefaultAsync(row => row.Id == key, cancellationToken) is { } move ? Of(move) : null;
        if (PublicId.TryParse(PublicId.GiveUp, id, out key))
            return await GiveUpProposal.Waiting(db).SingleOrDefaultAsync(row => row.Id == key, cancellationToken) is { } givenUp ? Of(givenUp) : null;
        if (PublicId.TryParse(PublicId.LargestCharge, id, out key))
            return await LargestChargeProposal.Waiting(db).SingleOrDefaultAsync(row => row.Id == key, cancellationToken) is { } largest ? Of(largest, await NameAsync(largest.MerchantId)) : null;
        if (PublicId.TryParse(PublicId.Refund, id, out key))
            return await Refunds(db).SingleOrDefaultAsync(row => row.Id == key, cancellationToken) is { } refund ? Of(refund, await NameAsync(refund.MerchantId)) : null;
        return null;

        async Task<string> NameAsync(Guid merchant) => (await NamesAsync(db, [merchant], cancellationToken))[merchant];
    }

    /// <summary>How many wait.</summary>
    public static async Task<int> CountAsync(FletsCollectDbContext db, CancellationToken cancellationToken) =>
        await Tariffs(db).CountAsync(cancellationToken)
        + await Contracts(db).CountAsync(cancellationToken)
        + await Batches(db).CountAsync(cancellationToken)
        + await ReceiptMoves(db).CountAsync(cancellationToken)
        + await GiveUpProposal.Waiting(db).CountAsync(cancellationToken)
        + await LargestChargeProposal.Waiting(db).CountAsync(cancellationToken)
        + await Refunds(db).CountAsync(cancellationToken);

    private static IQueryable<Tariff> Tariffs(FletsCollectDbContext db) => db.Tariffs.AsNoTracking().Where(tariff => !db.TermsDecisions.Any(decision => decision.SubjectId == tariff.Id));

    private static IQueryable<MerchantContract> Contracts(FletsCollectDbContext db) =>
        db.MerchantContracts.AsNoTracking().Where(contract => !db.TermsDecisions.Any(decision => decision.SubjectId == contract.Id));

    private static IQueryable<PayoutBatch> Batches(FletsCollectDbContext db) => db.PayoutBatches.AsNoTracking().Where(batch => batch.Status == PayoutBatchStatus.Proposed);

    private static IQueryable<ReceiptMove> ReceiptMoves(FletsCollectDbContext db) => db.ReceiptMoves.AsNoTracking().Where(move => !db.ReceiptDecisions.Any(decision => decision.MoveId == move.Id));

    private static IQueryable<Refund> Refunds(FletsCollectDbContext db) => db.Refunds.AsNoTracking().Where(refund => refund.Status == RefundStatus.Requested);

    /// <summary>What merchants are called. Terms that were offered to a company hang on the key that it will have as a merchant.</summary>
    private static async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(FletsCollectDbContext db, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        var sought = ids.Distinct().ToArray();
        var names = await db.MerchantApplications.AsNoTracking().Where(row => sought.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.ServiceName, cancellationToken);
        foreach (var merchant in await db.Merchants.AsNoTracking().Where(row => sought.Contains(row.Id)).Select(row => new { row.Id, row.DisplayName }).ToListAsync(cancellationToken))
            names[merchant.Id] = merchant.DisplayName;
        return names;
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
