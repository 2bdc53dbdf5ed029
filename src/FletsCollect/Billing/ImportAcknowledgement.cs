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

    private static async Task<IReadOnlyList<FileFault>> MisfitsAsync(FletsCollectDbContext db, TelcoFile file, CancellationToken cancellationToken)
    {
        var wrong = new List<FileFault>();
        var seen = new HashSet<Guid>();
        foreach (var chunk in file.Records.Chunk(500))
        {
            var ids = chunk.Select(IdOf).OfType<Guid>().ToArray();
            var invoices = await db.LineInvoices.AsNoTracking().Where(invoice => ids.Contains(invoice.Id)).ToDictionaryAsync(invoice => invoice.Id, cancellationToken);
            foreach (var record in chunk)
            {
                var invoice = IdOf(record) is { } id ? invoices.GetValueOrDefault(id) : null;
                FileFault Fault(FileFaultReason reason, params string[] values) => FileFault.OfRecord(record.Reference, reason, values);
                var fault =
                    invoice is null ? Fault(FileFaultReason.InvoiceUnknown)
                    : !seen.Add(invoice.Id) ? Fault(FileFaultReason.AnsweredTwice)
                    : invoice.Status != LineInvoiceStatus.HandedOff ? Fault(FileFaultReason.AnswerNotAwaited, invoice.Status.ToString())
                    : invoice.Month != file.Month ? Fault(FileFaultReason.MonthDiffers, invoice.Month.ToString(), file.Month.ToString())
                    : record.Amount != invoice.AmountDue ? Fault(FileFaultReason.InvoiceAmountDiffers, record.Amount.ToString(), invoice.AmountDue.ToString())
                    : record.Rest[0] is not (AcceptedWord or RejectedWord) ? Fault(FileFaultReason.AnswerUnknown, record.Rest[0])
                    : record.Rest[0] == RejectedWord && record.Rest[1].Length is 0 or > 200 ? Fault(FileFaultReason.RejectionReasonMissing)
                    : null;
                if (fault is not null)
                    wrong.Add(fault);
            }
        }
        return wrong;
    }
}
