using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Billing;

/// <summary>
/// Takes in what the telco collected. The file is held against the books as a whole before any of it takes effect, and then takes effect
/// chunk by chunk to its end, however often it dies on the way.
/// </summary>
public sealed class ImportCollection(UnitOfWork unitOfWork, CollectionRules rules, TimeProvider clock)
{
    private const int ChunkSize = 100;

    public async Task<FileImport> ExecuteAsync(FileContent content, string by, CancellationToken cancellationToken)
    {
        var read = TelcoFile.Read(content.Bytes, TelcoForm.CollectionResults, out var fault);
        return await CollectionFile.ImportAsync(
            unitOfWork, rules, clock, BillingFileKind.CollectionResults, content, by, FileSummary.Of(read), fault, () => [.. read!.Records.Select(NoticeOf)], ChunkSize, cancellationToken);
    }

    private static CollectionLine NoticeOf(TelcoRecord record)
    {
        if (!PublicId.TryParse(PublicId.LineInvoice, record.Rest[0], out var invoice))
            return new CollectionLine(FileFault.OfRecord(record.Reference, FileFaultReason.InvoiceNameMalformed, record.Rest[0]));
        CollectionOutcome? outcome = record.Rest[1] switch
        {
            "paid" => CollectionOutcome.Paid,
            "partly" => CollectionOutcome.PartlyPaid,
            "unpaid" => CollectionOutcome.Unpaid,
            "given-up" => CollectionOutcome.GivenUp,
            _ => null,
        };
        return outcome is { } known
            ? new CollectionLine(new CollectionNotice(record.Reference, invoice, known, record.Amount))
            : new CollectionLine(FileFault.OfRecord(record.Reference, FileFaultReason.OutcomeUnknown, record.Rest[1]));
    }
}
