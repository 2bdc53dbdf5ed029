using FletsCollect.Billing;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.DirectDebits;

/// <summary>
/// Takes in the bank's results of direct debits: a debit that was made pays its invoice, one that was not is a failed attempt. Its number is
/// that of the request that it answers, so a result that is missing, comes twice or belongs to nobody is seen.
/// </summary>
public sealed class ImportDebits(UnitOfWork unitOfWork, IDbContextFactory<FletsCollectDbContext> contexts, CollectionRules rules, SealedFiles files, TimeProvider clock)
{
    private const int ChunkSize = 100;

    public async Task<FileImport> ExecuteAsync(FileContent content, string by, CancellationToken cancellationToken)
    {
        var answers = ZenginDebitFile.Read(content.Bytes, out var fault);
        var (summary, notices) = answers is null ? (null, []) : await MatchAsync(answers, cancellationToken);
        if (answers is not null && summary is null)
            fault = "Its records do not all belong to one request.";
        return await CollectionFile.ImportAsync(unitOfWork, rules, clock, BillingFileKind.DebitResult, files.Seal(content), by, summary, fault, () => notices, ChunkSize, cancellationToken);
    }

    private async Task<(FileSummary? Summary, IReadOnlyList<(CollectionNotice? Notice, string Misfit)> Notices)> MatchAsync(IReadOnlyList<ZenginDebitAnswer> answers, CancellationToken cancellationToken)
    {
        var batch = answers[0].Batch;
        if (answers.Any(answer => answer.Batch != batch))
            return (null, []);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var asked = await db.DebitRequestItems.AsNoTracking().Where(item => item.Batch == batch).ToDictionaryAsync(item => item.Position, cancellationToken);
        var month = await db.BillingFiles.Where(file => file.Kind == BillingFileKind.DebitRequest && file.Sequence == batch).Select(file => file.Month).SingleOrDefaultAsync(cancellationToken);
        var notices = answers.Select(answer => NoticeOf(answer, asked.GetValueOrDefault(answer.Position))).ToList();
        if (answers.Select(answer => answer.Position).Distinct().Count() != asked.Count)
            notices.Add((null, $"Request {batch} has {asked.Count} debits, the result answers {answers.Select(answer => answer.Position).Distinct().Count()}."));
        var debited = answers.Where(answer => answer.Code == 0).Aggregate(Yen.Zero, (sum, answer) => sum + answer.Amount);
        return (new FileSummary(batch, month, answers.Count, debited), notices);
    }

    private static (CollectionNotice? Notice, string Misfit) NoticeOf(ZenginDebitAnswer answer, DebitRequestItem? asked)
    {
        var name = $"{answer.Batch}-{answer.Position}";
        if (asked is null)
            return (null, $"{name}: no such debit was requested.");
        if (asked.Amount != answer.Amount)
            return (null, $"{name}: {asked.Amount} yen were requested, the bank names {answer.Amount} yen.");
        // A debit that was paid meanwhile by another way is money all the same; the books put what is too much into suspense.
        return (answer.Code == 0
            ? new CollectionNotice(asked.Reference, asked.InvoiceId, CollectionOutcome.Paid, answer.Amount)
            : new CollectionNotice(asked.Reference, asked.InvoiceId, CollectionOutcome.Unpaid, Yen.Zero), "");
    }
}
