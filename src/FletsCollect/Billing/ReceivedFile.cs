using FletsCollect.Audit;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Billing;

/// <summary>What became of a file that was handed in.</summary>
/// <param name="File">The file as it is kept.</param>
/// <param name="Repeated">True when its very bytes were accepted before; then only what was left of it took effect.</param>
public sealed record FileImport(BillingFile File, bool Repeated)
{
    public bool Accepted => File.Status != BillingFileStatus.Refused;
}

/// <summary>The first half of every import: the file is kept as it came, and accepted or refused as a whole, in one transaction.</summary>
internal static class ReceivedFile
{
    /// <summary>Keeps a file and decides on it.</summary>
    /// <param name="db">The unit of work's context.</param>
    /// <param name="kind">What it should be.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="by">Who handed it in.</param>
    /// <param name="now">When.</param>
    /// <param name="read">What it says; null with a fault when it cannot be read.</param>
    /// <param name="fault">Why it cannot be read.</param>
    /// <param name="misfits">What of it does not fit the books; asked only of a file whose turn it is.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static async Task<FileImport> KeepAsync(
        FletsCollectDbContext db,
        BillingFileKind kind,
        FileContent content,
        string by,
        DateTime now,
        FileSummary? read,
        FileFault? fault,
        Func<Task<IReadOnlyList<FileFault>>> misfits,
        CancellationToken cancellationToken)
    {
        if (await db.BillingFiles.SingleOrDefaultAsync(earlier => earlier.Kind == kind && earlier.Sha256 == content.Sha256 && earlier.Sequence != null, cancellationToken) is { } known)
            return new FileImport(known, Repeated: true);
        var file = new BillingFile(kind, content, by, now);
        db.Add(file);
        if (read is null)
            file.Refuse(BillingFileRefusal.Malformed, [fault ?? throw new ArgumentNullException(nameof(fault), "A file that cannot be read has a fault.")]);
        else if (await OutOfTurnAsync(db, kind, read.Sequence, cancellationToken) is var (refusal, why))
            file.Refuse(refusal, [why]);
        else if (await misfits() is { Count: > 0 } wrong)
            file.Refuse(BillingFileRefusal.RecordsDoNotFit, wrong);
        else
            file.Accept(read.Sequence, read.Month, read.Records, read.Total);
        db.Add(AuditEntry.Of(file.Status == BillingFileStatus.Refused ? "billing-file.refused" : "billing-file.accepted", AuditActor.Person(by), content.Name, now,
            new { kind = kind.ToString(), sha256 = content.Sha256, sequence = read?.Sequence, records = read?.Records, refusal = file.Refusal?.ToString() }));
        return new FileImport(file, Repeated: false);
    }

    private static async Task<(BillingFileRefusal Refusal, FileFault Fault)?> OutOfTurnAsync(FletsCollectDbContext db, BillingFileKind kind, long sequence, CancellationToken cancellationToken)
    {
        var last = await db.BillingFiles.Where(file => file.Kind == kind).MaxAsync(file => file.Sequence, cancellationToken) ?? 0;
        if (sequence == last + 1)
            return null;
        return sequence > last
            ? (BillingFileRefusal.SequenceGap, FileFault.OfFile(FileFaultReason.SequenceAhead, $"{sequence}", $"{last}"))
            : (BillingFileRefusal.SequenceRepeated, FileFault.OfFile(FileFaultReason.SequenceUsed, $"{sequence}", $"{last + 1}"));
    }
}

/// <summary>What a readable file says of itself.</summary>
internal sealed record FileSummary(long Sequence, Calendars.BillingMonth? Month, int Records, Yen Total)
{
    public static FileSummary? Of(TelcoFile? file) => file is null ? null : new FileSummary(file.Sequence, file.Month, file.Records.Count, file.Total);
}
