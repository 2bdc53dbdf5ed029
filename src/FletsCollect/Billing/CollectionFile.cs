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
        string fault,
        Func<IReadOnlyList<(CollectionNotice? Notice, string Misfit)>> read,
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
        FletsCollectDbContext db, Guid fileId, IReadOnlyList<(CollectionNotice? Notice, string Misfit)> records, CollectionRules rules, DateTime now, int chunkSize, CancellationToken cancellationToken)
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

    private static async Task<IReadOnlyList<string>> MisfitsAsync(
        FletsCollectDbContext db, IReadOnlyList<(CollectionNotice? Notice, string Misfit)> records, CollectionRules rules, DateTime now, CancellationToken cancellationToken)
    {
        var wrong = records.Where(record => record.Notice is null).Select(record => record.Misfit).ToList();
        var notices = records.Select(record => record.Notice).OfType<CollectionNotice>().ToList();
        wrong.AddRange(notices.GroupBy(notice => notice.Reference, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => $"{same.Key}: two results have this reference."));
        // Results of one invoice follow one another, so they are tried together, in their order.
        foreach (var chunk in notices.GroupBy(notice => notice.InvoiceId).Chunk(200))
        {
            var ofChunk = chunk.SelectMany(ofInvoice => ofInvoice).ToList();
            var books = await CollectionBooks.ReadAsync(db, ofChunk, rules, now, cancellationToken, toTry: true);
            foreach (var notice in ofChunk)
            {
                if (!books.Record(notice, fileId: null).Succeeded(out _, out var refusal))
                    wrong.Add($"{notice.Reference}: {Explain(refusal)}");
            }
        }
        return wrong;
    }

    private static string Explain(RecordCollectionRefusal refusal) => refusal switch
    {
        RecordCollectionRefusal.InvoiceNotFound => "there is no such invoice, and no money came for it.",
        RecordCollectionRefusal.InvoiceStateForbids => "its invoice is not issued, or needs nothing any more.",
        RecordCollectionRefusal.AmountMismatch => "the amount contradicts the outcome: paid is all that is outstanding, partly is some, unpaid and given-up are nothing.",
        RecordCollectionRefusal.ReferenceReused => "its reference was used for another result.",
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };
}
