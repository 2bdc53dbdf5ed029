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
            fault = FileFault.OfFile(FileFaultReason.SeveralRequests);
        return await CollectionFile.ImportAsync(unitOfWork, rules, clock, BillingFileKind.DebitResult, files.Seal(content), by, summary, fault, () => notices, ChunkSize, cancellationToken);
    }

    private async Task<(FileSummary? Summary, IReadOnlyList<CollectionLine> Notices)> MatchAsync(IReadOnlyList<ZenginDebitAnswer> answers, CancellationToken cancellationToken)
    {
        var batch = answers[0].Batch;
        if (answers.Any(answer => answer.Batch != batch))
            return (null, []);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var asked = await db.DebitRequestItems.AsNoTracking().Where(item => item.Batch == batch).ToDictionaryAsync(item => item.Position, cancellationToken);
        var month = await db.BillingFiles.Where(file => file.Kind == BillingFileKind.DebitRequest && file.Sequence == batch).Select(file => file.Month).SingleOrDefaultAsync(cancellationToken);
        var notices = answers.Select(answer => NoticeOf(answer, asked.GetValueOrDefault(answer.Position))).ToList();
        if (answers.Select(answer => answer.Position).Distinct().Count() != asked.Count)
            notices.Add(new CollectionLine(FileFault.OfFile(FileFaultReason.DebitsUnanswered, $"{batch}", $"{asked.Count}", $"{answers.Select(answer => answer.Position).Distinct().Count()}")));
        var debited = answers.Where(answer => answer.Code == 0).Aggregate(Yen.Zero, (sum, answer) => sum + answer.Amount);
        return (new FileSummary(batch, month, answers.Count, debited), notices);
    }

    private static CollectionLine NoticeOf(ZenginDebitAnswer answer, DebitRequestItem? asked)
    {
        var name = $"{answer.Batch}-{answer.Position}";
        if (asked is null)
            return new CollectionLine(FileFault.OfRecord(name, FileFaultReason.DebitNotRequested));
        if (asked.Amount != answer.Amount)
            return new CollectionLine(FileFault.OfRecord(name, FileFaultReason.DebitAmountDiffers, asked.Amount.ToString(), answer.Amount.ToString()));
        // A debit that was paid meanwhile by another way is money all the same; the books put what is too much into suspense.
        return new CollectionLine(answer.Code == 0
            ? new CollectionNotice(asked.Reference, asked.InvoiceId, CollectionOutcome.Paid, answer.Amount)
            : new CollectionNotice(asked.Reference, asked.InvoiceId, CollectionOutcome.Unpaid, Yen.Zero));
    }
}
