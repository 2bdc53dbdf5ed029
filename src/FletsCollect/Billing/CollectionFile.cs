using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Billing;

/// <summary>What every file of collection results goes through, whoever collected: held against the books as a whole, then recorded chunk by chunk.</summary>
internal static class CollectionFile
{
    public static async Task<FileImport> ImportAsync(
        UnitOfWork unitOfWork,
        CollectionRules rules,
        TimeProvider clock,
        BillingFileKind kind,
        FileContent content,
        string by,
        FileSummary? summary,
        FileFault? fault,
        Func<IReadOnlyList<CollectionLine>> read,
        int chunkSize,
        CancellationToken cancellationToken)
    {
        var records = summary is null ? [] : read();
        var import = await unitOfWork.CommitAsync(
            (db, token) => ReceivedFile.KeepAsync(db, kind, content, by, clock.Instant(), summary, fault, () => MisfitsAsync(db, records, rules, clock.Instant(), token), token), cancellationToken);
        while (import.File.Status == BillingFileStatus.Accepted)
            import = import with { File = await unitOfWork.CommitAsync((db, token) => ApplyAsync(db, import.File.Id, records, rules, clock.Instant(), chunkSize, token), cancellationToken) };
        return import;
    }

    private static async Task<BillingFile> ApplyAsync(
        FletsCollectDbContext db, Guid fileId, IReadOnlyList<CollectionLine> records, CollectionRules rules, DateTime now, int chunkSize, CancellationToken cancellationToken)
    {
        // Where the file is stands in its row: another process that imports it at once, or before, is not repeated.
        var file = await db.BillingFiles.SingleAsync(row => row.Id == fileId, cancellationToken);
        if (file.Status != BillingFileStatus.Accepted)
            return file;
        var chunk = records.Skip(file.Applied).Take(chunkSize).Select(record => record.Notice!).ToList();
        var books = await CollectionBooks.ReadAsync(db, chunk, rules, now, cancellationToken);
        foreach (var notice in chunk)
        {
            // The file fitted when it came. What changed since is another channel's doing, and must not stop the rest or lose the money.
            if (!books.Record(notice, file.Id).Succeeded(out _, out var refusal))
                books.Suspend(notice, refusal, file.Id);
        }
        books.Post();
        file.Advance(chunk.Count);
        return file;
    }

    private static async Task<IReadOnlyList<FileFault>> MisfitsAsync(
        FletsCollectDbContext db, IReadOnlyList<CollectionLine> records, CollectionRules rules, DateTime now, CancellationToken cancellationToken)
    {
        var wrong = records.Select(record => record.Fault).OfType<FileFault>().ToList();
        var notices = records.Select(record => record.Notice).OfType<CollectionNotice>().ToList();
        wrong.AddRange(notices.GroupBy(notice => notice.Reference, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => FileFault.OfRecord(same.Key, FileFaultReason.ReferenceTwice)));
        // Results of one invoice follow one another, so they are tried together, in their order.
        foreach (var chunk in notices.GroupBy(notice => notice.InvoiceId).Chunk(200))
        {
            var ofChunk = chunk.SelectMany(ofInvoice => ofInvoice).ToList();
            var books = await CollectionBooks.ReadAsync(db, ofChunk, rules, now, cancellationToken, toTry: true);
            foreach (var notice in ofChunk)
            {
                if (!books.Record(notice, fileId: null).Succeeded(out _, out var refusal))
                    wrong.Add(FileFault.OfRecord(notice.Reference, ReasonOf(refusal)));
            }
        }
        return wrong;
    }

    private static FileFaultReason ReasonOf(RecordCollectionRefusal refusal) => refusal switch
    {
        RecordCollectionRefusal.InvoiceNotFound => FileFaultReason.NothingCollected,
        RecordCollectionRefusal.InvoiceStateForbids => FileFaultReason.InvoiceStateForbids,
        RecordCollectionRefusal.AmountMismatch => FileFaultReason.OutcomeContradicted,
        RecordCollectionRefusal.ReferenceReused => FileFaultReason.ReferenceReused,
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };
}

/// <summary>One record of a file of collection results: the notice that it is, or why it is none.</summary>
internal sealed record CollectionLine
{
    public CollectionLine(CollectionNotice notice) => Notice = notice;

    public CollectionLine(FileFault fault) => Fault = fault;

    public CollectionNotice? Notice { get; }

    public FileFault? Fault { get; }
}
