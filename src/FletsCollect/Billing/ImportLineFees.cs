using FletsCollect.Calendars;
using FletsCollect.Lines;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Billing;

/// <summary>Takes in the telco's own fees of each line, which stand on the line's invoice. They must come before the month freezes.</summary>
public sealed class ImportLineFees(UnitOfWork unitOfWork, ISetWriter writer, TimeProvider clock)
{
    public Task<FileImport> ExecuteAsync(FileContent content, string by, CancellationToken cancellationToken)
    {
        var read = TelcoFile.Read(content.Bytes, TelcoForm.LineFees, out var fault);
        return unitOfWork.CommitAsync(
            async (db, token) =>
            {
                var import = await ReceivedFile.KeepAsync(db, BillingFileKind.LineFees, content, by, clock.Instant(), FileSummary.Of(read), fault, () => MisfitsAsync(db, read!, token), token);
                if (import is { Repeated: false, Accepted: true } && read is { Records.Count: > 0 })
                {
                    var set = new WriteSet();
                    foreach (var record in read.Records)
                        set.Insert(ItemOf(record, read.Month, import.File.Id));
                    await writer.WriteAsync(db, set, token);
                    import.File.Advance(read.Records.Count);
                }
                return import;
            },
            cancellationToken);
    }

    private static LineFeeItem ItemOf(TelcoRecord record, BillingMonth month, Guid file) =>
        new(record.Reference, new LineNumber(record.Rest[0]), month, record.Amount, int.Parse(record.Rest[1], System.Globalization.CultureInfo.InvariantCulture), record.Rest[2], file);

    private static async Task<IReadOnlyList<FileFault>> MisfitsAsync(FletsCollectDbContext db, TelcoFile file, CancellationToken cancellationToken)
    {
        if (await db.BillingCycles.AnyAsync(cycle => cycle.Month == file.Month, cancellationToken))
            return [FileFault.OfFile(FileFaultReason.MonthFrozen, file.Month.ToString())];
        var wrong = new List<FileFault>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var chunk in file.Records.Chunk(500))
        {
            var references = chunk.Select(record => record.Reference).ToArray();
            var known = (await db.LineFeeItems.Where(fee => references.Contains(fee.Reference)).Select(fee => fee.Reference).ToListAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);
            var numbers = chunk.Select(record => new LineNumber(record.Rest[0])).Distinct().ToArray();
            var lines = (await db.Lines.Where(line => numbers.Contains(line.Number)).Select(line => line.Number).ToListAsync(cancellationToken)).ToHashSet();
            foreach (var record in chunk)
            {
                FileFaultReason? reason =
                    record.Reference.Length > 64 ? FileFaultReason.ReferenceTooLong
                    : known.Contains(record.Reference) || !seen.Add(record.Reference) ? FileFaultReason.ReferenceCameBefore
                    : !lines.Contains(new LineNumber(record.Rest[0])) ? FileFaultReason.LineUnknown
                    : !record.Amount.IsPositive ? FileFaultReason.AmountNotPositive
                    : !int.TryParse(record.Rest[1], System.Globalization.CultureInfo.InvariantCulture, out var percent) || percent is < 0 or > 100 ? FileFaultReason.TaxNotAPercentage
                    : record.Rest[2].Length is 0 or > 200 ? FileFaultReason.DescriptionMissing
                    : null;
                if (reason is { } why)
                    wrong.Add(FileFault.OfRecord(record.Reference, why));
            }
        }
        return wrong;
    }
}
