using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Billing;

/// <summary>
/// Takes in the telco's answer to invoices that went out by file: accepted ones are issued, rejected ones wait with their reason to be sent
/// again. The whole file fits or none of it takes effect.
/// </summary>
public sealed class ImportAcknowledgement(UnitOfWork unitOfWork, TimeProvider clock)
{
    private const string AcceptedWord = "accepted";
    private const string RejectedWord = "rejected";
    private const int ChunkSize = 200;

    public async Task<FileImport> ExecuteAsync(FileContent content, string by, CancellationToken cancellationToken)
    {
        var read = TelcoFile.Read(content.Bytes, TelcoForm.Acknowledgement, out var fault);
        var import = await unitOfWork.CommitAsync(
            (db, token) => ReceivedFile.KeepAsync(db, BillingFileKind.Acknowledgement, content, by, clock.Instant(), FileSummary.Of(read), fault, () => MisfitsAsync(db, read!, token), token), cancellationToken);
        while (import.File.Status == BillingFileStatus.Accepted)
            import = import with { File = await unitOfWork.CommitAsync((db, token) => ApplyAsync(db, import.File.Id, read!, token), cancellationToken) };
        return import;
    }

    private async Task<BillingFile> ApplyAsync(FletsCollectDbContext db, Guid fileId, TelcoFile read, CancellationToken cancellationToken)
    {
        // Where the file is stands in its row: another process that imports it at once, or before, is not repeated.
        var file = await db.BillingFiles.SingleAsync(row => row.Id == fileId, cancellationToken);
        if (file.Status != BillingFileStatus.Accepted)
            return file;
        var chunk = read.Records.Skip(file.Applied).Take(ChunkSize).ToList();
        await InvoiceAnswers.ApplyAsync(db, chunk.ConvertAll(AnswerOf), clock.Instant(), cancellationToken);
        file.Advance(chunk.Count);
        return file;
    }

    private static HandOffAnswer AnswerOf(TelcoRecord record) =>
        new(IdOf(record) ?? throw new InvalidOperationException("The record was checked."), record.Rest[0] == RejectedWord ? record.Rest[1] : null);

    private static Guid? IdOf(TelcoRecord record) => PublicId.TryParse(PublicId.LineInvoice, record.Reference, out var id) ? id : null;

    private static async Task<IReadOnlyList<string>> MisfitsAsync(FletsCollectDbContext db, TelcoFile file, CancellationToken cancellationToken)
    {
        var wrong = new List<string>();
        var seen = new HashSet<Guid>();
        foreach (var chunk in file.Records.Chunk(500))
        {
            var ids = chunk.Select(IdOf).OfType<Guid>().ToArray();
            var invoices = await db.LineInvoices.AsNoTracking().Where(invoice => ids.Contains(invoice.Id)).ToDictionaryAsync(invoice => invoice.Id, cancellationToken);
            foreach (var record in chunk)
            {
                var invoice = IdOf(record) is { } id ? invoices.GetValueOrDefault(id) : null;
                var why =
                    invoice is null ? "there is no such invoice"
                    : !seen.Add(invoice.Id) ? "it is answered twice in this file"
                    : invoice.Status != LineInvoiceStatus.HandedOff ? $"it is {invoice.Status} and waits for no answer"
                    : invoice.Month != file.Month ? $"it is of {invoice.Month}, the file of {file.Month}"
                    : record.Amount != invoice.AmountDue ? $"the telco has {record.Amount} yen, it comes to {invoice.AmountDue} yen"
                    : record.Rest[0] is not (AcceptedWord or RejectedWord) ? $"'{record.Rest[0]}' is neither {AcceptedWord} nor {RejectedWord}"
                    : record.Rest[0] == RejectedWord && record.Rest[1].Length is 0 or > 200 ? "a rejection has a reason of 1 to 200 characters"
                    : null;
                if (why is not null)
                    wrong.Add($"{record.Reference}: {why}.");
            }
        }
        return wrong;
    }
}
