using FletsCollect.Audit;
using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Lines;

/// <summary>Why a file of the register was not taken. Then nothing of it has any effect.</summary>
public enum LineImportRefusal
{
    /// <summary>It is no file of the register, or not the whole of one, or not as it was written.</summary>
    Unreadable,

    /// <summary>It is a full file where a delta was expected, or the other way round.</summary>
    OtherKind,

    /// <summary>A file that comes before it was not taken yet.</summary>
    FileMissing,

    /// <summary>Another file with its number, or a later one, was taken.</summary>
    NumberTaken,

    /// <summary>Rows of it are wrong.</summary>
    BadRows,

    /// <summary>It would end more contracts than one file may.</summary>
    EndsTooMany,
}

/// <param name="Kind">What the operator believes the file to be; null to believe the file.</param>
/// <param name="DryRun">True to say what would happen, and change nothing.</param>
/// <param name="MayEndMany">True when the operator knows that the file ends many contracts.</param>
/// <param name="By">Who takes it.</param>
public sealed record ImportLinesCommand(LineImportKind? Kind, bool DryRun, bool MayEndMany, string By);

/// <summary>What a file holds and what becomes of it.</summary>
public sealed record LineImportReport
{
    /// <summary>How many wrong rows are named; all are counted.</summary>
    public const int MostNamed = 100;

    public LineImportRefusal? Refusal { get; init; }

    /// <summary>What the file says of itself; null when it cannot be read.</summary>
    public LineFileHeader? Header { get; init; }

    /// <summary>True when this very file was taken before: nothing is left to do.</summary>
    public bool TakenBefore { get; init; }

    public long Rows { get; init; }

    /// <summary>Rows of lines that are new today.</summary>
    public long Opened { get; init; }

    /// <summary>Rows of lines to which something happens today.</summary>
    public long Changed { get; init; }

    /// <summary>Rows of lines that are as the file says already.</summary>
    public long Unchanged { get; init; }

    /// <summary>Rows that wait for their day.</summary>
    public long Later { get; init; }

    /// <summary>Lines under contract that a full file does not name, and whose contracts therefore end; among <see cref="Changed"/>.</summary>
    public long Ended { get; init; }

    public long BadRows { get; init; }

    /// <summary>What is wrong, the first <see cref="MostNamed"/> of it.</summary>
    public IReadOnlyList<LineFileProblem> Problems { get; init; } = [];

    /// <summary>The number of the file that must come next; null where any may.</summary>
    public long? Expected { get; init; }
}

/// <summary>
/// Takes a file of the telco's register (domain.md §3). Its rows are first laid beside the register, where they mean nothing, and are taken
/// all at once when the last of them was found good; so nothing is half taken, however long the file. What is due then takes effect by
/// <see cref="ApplyLineChanges"/>, now or after a crash.
/// </summary>
/// <remarks>
/// A file is the register's latest word: for each line that it names, it replaces what earlier files said of that line's days from its
/// own day on. A full file replaces everything that was to come.
/// </remarks>
public sealed class ImportLines(UnitOfWork unitOfWork, IDbContextFactory<FletsCollectDbContext> contexts, ISetWriter writer, LineRules rules, TimeProvider clock)
{
    private const int ChunkSize = 1_000;

    /// <summary>After this a file that is still being read is one whose reader died.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public async Task<LineImportReport> ExecuteAsync(Stream stream, ImportLinesCommand command, CancellationToken cancellationToken)
    {
        var file = await LineFile.OpenAsync(stream, cancellationToken);
        if (file.Problem is { } unreadable)
            return new LineImportReport { Refusal = LineImportRefusal.Unreadable, Header = file.Header, Problems = [unreadable] };
        var header = file.Header!;
        if (command.Kind is { } believed && believed != header.Kind)
            return new LineImportReport { Refusal = LineImportRefusal.OtherKind, Header = header };
        if (await PlaceRefusalAsync(header, cancellationToken) is { } misplaced)
            return misplaced.Refusal == LineImportRefusal.NumberTaken ? await CompareAsync(file, misplaced, cancellationToken) : misplaced;

        var import = new LineImport(header.Kind, header.Sequence, header.AsOf, command.By, clock.Instant());
        await BeginAsync(import, cancellationToken);
        var isTaken = false;
        try
        {
            var report = await LayAsync(file, import, cancellationToken);
            if (report.Refusal is null && report.Ended > 0)
            {
                if (!command.MayEndMany && await EndsTooManyAsync(report.Ended, cancellationToken))
                    report = report with { Refusal = LineImportRefusal.EndsTooMany };
                else if (!command.DryRun)
                    await LayEndsAsync(import, file.Row, cancellationToken);
            }
            if (report.Refusal is not null || command.DryRun)
                return report;
            isTaken = await TakeAsync(import, report, file.Digest, cancellationToken);
            return isTaken ? report : (await PlaceRefusalAsync(header, cancellationToken))!;
        }
        finally
        {
            if (!isTaken)
                await ForgetAsync(imports => imports.Where(row => row.Id == import.Id), CancellationToken.None);
        }
    }

    /// <summary>Why the file is not the one whose turn it is; null when it is.</summary>
    private Task<LineImportReport?> PlaceRefusalAsync(LineFileHeader header, CancellationToken cancellationToken) =>
        LookAsync<LineImportReport?>(async db =>
        {
            var last = await LastTakenAsync(db, cancellationToken);
            if (header.Sequence <= last)
                return new LineImportReport { Refusal = LineImportRefusal.NumberTaken, Header = header, Expected = last + 1 };
            return IsOutOfTurn(header.Kind, header.Sequence, last) ? new LineImportReport { Refusal = LineImportRefusal.FileMissing, Header = header, Expected = (last ?? 0) + 1 } : null;
        });

    /// <summary>Each delta follows the file before it; a full file needs none.</summary>
    private static bool IsOutOfTurn(LineImportKind kind, long sequence, long? last) => kind == LineImportKind.Delta && sequence != (last ?? 0) + 1;

    /// <summary>A file whose number was taken is either that very file, and done, or a defect at its sender.</summary>
    private async Task<LineImportReport> CompareAsync(LineFile file, LineImportReport taken, CancellationToken cancellationToken)
    {
        while (await file.ReadAsync() is not null)
        {
            // Only to learn what the whole of it is.
        }
        if (file.Problem is { } problem)
            return new LineImportReport { Refusal = LineImportRefusal.Unreadable, Header = file.Header, Problems = [problem] };
        var (sequence, digest) = (file.Header!.Sequence, file.Digest);
        var isSame = await LookAsync(db => db.LineImports.AnyAsync(import => import.TakenSequence == sequence && import.Digest == digest, cancellationToken));
        return isSame ? new LineImportReport { Header = file.Header, TakenBefore = true, Rows = file.Rows } : taken;
    }

    private async Task BeginAsync(LineImport import, CancellationToken cancellationToken)
    {
        var abandoned = import.StartedAt - Longest;
        await ForgetAsync(imports => imports.Where(row => row.TakenAt == null && row.StartedAt < abandoned), cancellationToken);
        await unitOfWork.CommitAsync((db, _) => Task.FromResult(db.Add(import)), cancellationToken);
    }

    /// <summary>Lays every row beside the register, and says what is wrong and what would happen.</summary>
    private async Task<LineImportReport> LayAsync(LineFile file, LineImport import, CancellationToken cancellationToken)
    {
        List<LineFileProblem> problems = [];
        List<LineChange> chunk = [];
        var bad = 0L;
        while (await file.ReadAsync() is var (record, effectiveOn, problem))
        {
            if (problem is not null)
            {
                bad++;
                if (problems.Count < LineImportReport.MostNamed)
                    problems.Add(problem);
            }
            else if (bad == 0)
            {
                chunk.Add(new LineChange(import.Id, file.Row, effectiveOn, record!));
                if (chunk.Count == ChunkSize)
                    await LayAsync(chunk, cancellationToken);
            }
        }
        if (file.Problem is { } broken)
            return new LineImportReport { Refusal = LineImportRefusal.Unreadable, Header = file.Header, Rows = file.Rows, BadRows = bad, Problems = [broken, .. problems] };
        await LayAsync(chunk, cancellationToken);
        if (bad == 0)
        {
            var twice = await TwiceAsync(import, cancellationToken);
            (bad, problems) = (twice.Count, twice);
        }
        var report = new LineImportReport { Header = file.Header, Rows = file.Rows, BadRows = bad, Problems = problems };
        return bad > 0 ? report with { Refusal = LineImportRefusal.BadRows } : await CountAsync(import, report, cancellationToken);
    }

    private async Task LayAsync(List<LineChange> chunk, CancellationToken cancellationToken)
    {
        if (chunk.Count == 0)
            return;
        await unitOfWork.CommitAsync(
            async (db, token) =>
            {
                var set = new WriteSet();
                set.Insert(chunk);
                await writer.WriteAsync(db, set, token);
                return true;
            },
            cancellationToken);
        chunk.Clear();
    }

    private Task<List<LineFileProblem>> TwiceAsync(LineImport import, CancellationToken cancellationToken) =>
        LookAsync(async db =>
        {
            var twice = await db.LineChanges.Where(change => change.ImportId == import.Id)
                .GroupBy(change => new { change.Line, change.EffectiveOn })
                .Where(rows => rows.Count() > 1)
                .Select(rows => new { First = rows.Min(change => change.Row), Last = rows.Max(change => change.Row) })
                .OrderBy(rows => rows.First)
                .Take(LineImportReport.MostNamed)
                .ToListAsync(cancellationToken);
            return twice.ConvertAll(rows => new LineFileProblem(rows.Last, "line_number", $"This line is named for the same day in row {rows.First} already. Leave one of them."));
        });

    private Task<LineImportReport> CountAsync(LineImport import, LineImportReport report, CancellationToken cancellationToken) =>
        LookAsync(async db =>
        {
            var today = BusinessDate.At(clock.Instant());
            var own = db.LineChanges.Where(change => change.ImportId == import.Id);
            var due = own.Where(change => change.EffectiveOn <= today);
            var all = await due.LongCountAsync(cancellationToken);
            var opened = await due.Where(change => !db.Lines.Any(line => line.Number == change.Line)).LongCountAsync(cancellationToken);
            var unchanged = await AsTheyAre(db, due).LongCountAsync(cancellationToken);
            var ended = import.Kind == LineImportKind.Full ? await Unnamed(db, import).LongCountAsync(cancellationToken) : 0;
            return report with { Opened = opened, Changed = all - opened - unchanged + ended, Unchanged = unchanged, Later = report.Rows - all, Ended = ended };
        });

    private async Task<bool> EndsTooManyAsync(long ended, CancellationToken cancellationToken)
    {
        var underContract = await LookAsync(db => db.Lines.LongCountAsync(line => line.Status != LineStatus.Terminated, cancellationToken));
        return ended * 100.0 > underContract * rules.MostEndedPercent;
    }

    /// <summary>Lays a row that ends the contract for every line that a full file does not name.</summary>
    private async Task LayEndsAsync(LineImport import, long lastRow, CancellationToken cancellationToken)
    {
        int laid;
        do
        {
            laid = await unitOfWork.CommitAsync(
                async (db, token) =>
                {
                    var row = await db.LineChanges.Where(change => change.ImportId == import.Id).MaxAsync(change => (long?)change.Row, token) ?? 0;
                    if (row < lastRow)
                        row = lastRow;
                    var lines = await Unnamed(db, import).OrderBy(line => line.Number).Take(ChunkSize).AsNoTracking().ToListAsync(token);
                    if (lines.Count == 0)
                        return 0;
                    var set = new WriteSet();
                    set.Insert(lines.Select(line => new LineChange(import.Id, ++row, import.AsOf, line.ToRecord() with { Status = LineStatus.Terminated })));
                    await writer.WriteAsync(db, set, token);
                    return lines.Count;
                },
                cancellationToken);
        }
        while (laid == ChunkSize);
    }

    /// <summary>The one moment at which the file begins to count; false when another file took its place meanwhile.</summary>
    private Task<bool> TakeAsync(LineImport import, LineImportReport report, string digest, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync(
            async (db, token) =>
            {
                var now = clock.Instant();
                var today = BusinessDate.At(now);
                var last = await LastTakenAsync(db, token);
                if (import.Sequence <= last || IsOutOfTurn(import.Kind, import.Sequence, last))
                    return false;
                var taken = await db.LineImports.SingleAsync(row => row.Id == import.Id, token);
                taken.Take(report.Rows, digest, now);
                // Saved first: of two files with one number, the database lets one through.
                await db.SaveChangesAsync(token);

                var own = db.LineChanges.Where(change => change.ImportId == import.Id);
                await db.LineChanges
                    .Where(old => old.ImportId != import.Id && db.LineImports.Any(other => other.Id == old.ImportId && other.TakenAt != null)
                        && (import.Kind == LineImportKind.Full || own.Any(change => change.Line == old.Line && change.EffectiveOn <= old.EffectiveOn)))
                    .ExecuteDeleteAsync(token);
                await AsTheyAre(db, own.Where(change => change.EffectiveOn <= today)).ExecuteDeleteAsync(token);
                db.Add(AuditEntry.Of("lines.imported", AuditActor.Person(import.By), $"{import.Kind} {import.Sequence}", now, new
                {
                    import = import.Id, digest, report.Rows, report.Opened, report.Changed, report.Unchanged, report.Later, report.Ended,
                }));
                return true;
            },
            cancellationToken);

    /// <summary>Takes a file's rows away, and then the file.</summary>
    private Task<bool> ForgetAsync(Func<IQueryable<LineImport>, IQueryable<LineImport>> which, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync(
            async (db, token) =>
            {
                var ids = await which(db.LineImports.Where(import => import.TakenAt == null)).Select(import => import.Id).ToListAsync(token);
                await db.LineChanges.Where(change => ids.Contains(change.ImportId)).ExecuteDeleteAsync(token);
                await db.LineImports.Where(import => ids.Contains(import.Id)).ExecuteDeleteAsync(token);
                return true;
            },
            cancellationToken);

    /// <summary>Reads without a transaction, which on SQLite would keep all writers waiting.</summary>
    private async Task<T> LookAsync<T>(Func<FletsCollectDbContext, Task<T>> look)
    {
        await using var db = await contexts.CreateDbContextAsync();
        return await look(db);
    }

    private static async Task<long?> LastTakenAsync(FletsCollectDbContext db, CancellationToken cancellationToken) =>
        await db.LineImports.MaxAsync(import => import.TakenSequence, cancellationToken);

    /// <summary>Lines under contract that a full file does not name at all.</summary>
    private static IQueryable<Line> Unnamed(FletsCollectDbContext db, LineImport import) =>
        db.Lines.Where(line => line.Status != LineStatus.Terminated && !db.LineChanges.Any(change => change.ImportId == import.Id && change.Line == line.Number));

    /// <summary>Rows that say of a line what is known of it.</summary>
    private static IQueryable<LineChange> AsTheyAre(FletsCollectDbContext db, IQueryable<LineChange> changes) =>
        changes.Where(change => db.Lines.Any(line =>
            line.Number == change.Line && line.ServiceType == change.ServiceType && line.Status == change.Status && line.CustomerNumber == change.CustomerNumber
            && line.ContractedOn == change.ContractedOn && line.ContractorBornOn == change.ContractorBornOn && (change.Site == null || line.Site == change.Site)));
}
