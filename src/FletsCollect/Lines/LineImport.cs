namespace FletsCollect.Lines;

/// <summary>How much of the register a file holds.</summary>
public enum LineImportKind
{
    /// <summary>Every line under contract: what is not in it is not under contract any more.</summary>
    Full,

    /// <summary>The lines of which there is something new.</summary>
    Delta,
}

/// <summary>One file of the telco's register. Its rows have no effect before all of it was found good and taken.</summary>
public sealed class LineImport
{
    private LineImport() { }

    internal LineImport(LineImportKind kind, long sequence, DateOnly asOf, string by, DateTime now)
    {
        Id = Guid.CreateVersion7();
        Kind = kind;
        Sequence = sequence;
        AsOf = asOf;
        By = by;
        StartedAt = now;
    }

    public Guid Id { get; private set; }

    public LineImportKind Kind { get; private set; }

    /// <summary>The file's place in the register's own order.</summary>
    public long Sequence { get; private set; }

    /// <summary><see cref="Sequence"/> once the file is taken; unique, so that of two files with one number one is taken.</summary>
    public long? TakenSequence { get; private set; }

    /// <summary>The day of which the file speaks.</summary>
    public DateOnly AsOf { get; private set; }

    /// <summary>SHA-256 of the file up to its last line, in hexadecimal; empty until it was read.</summary>
    public string Digest { get; private set; } = "";

    public long Rows { get; private set; }

    /// <summary>Who took it.</summary>
    public string By { get; private set; } = "";

    public DateTime StartedAt { get; private set; }

    /// <summary>When it was taken; null while it is read, and for ever when it was refused.</summary>
    public DateTime? TakenAt { get; private set; }

    internal void Take(long rows, string digest, DateTime now) => (Rows, Digest, TakenSequence, TakenAt) = (rows, digest, Sequence, now);
}

/// <summary>
/// One row of a file: what a line is from a day on. Waits for its file to be taken and for its day to come, and goes when it took effect;
/// what happened then stands in <see cref="LineEvent"/>.
/// </summary>
public sealed class LineChange
{
    private LineChange() { }

    internal LineChange(Guid importId, long row, DateOnly effectiveOn, LineRecord record)
    {
        ImportId = importId;
        Row = row;
        EffectiveOn = effectiveOn;
        Line = record.Number;
        ServiceType = record.ServiceType;
        Status = record.Status;
        CustomerNumber = record.CustomerNumber;
        ContractedOn = record.ContractedOn;
        ContractorBornOn = record.ContractorBornOn;
        Site = record.Site;
    }

    public Guid ImportId { get; private set; }

    /// <summary>The line of the file; beyond its last for a line that is not in a full file.</summary>
    public long Row { get; private set; }

    public DateOnly EffectiveOn { get; private set; }

    public LineNumber Line { get; private set; }

    public LineServiceType ServiceType { get; private set; }

    public LineStatus Status { get; private set; }

    public string CustomerNumber { get; private set; } = "";

    public DateOnly ContractedOn { get; private set; }

    public DateOnly ContractorBornOn { get; private set; }

    public string? Site { get; private set; }

    public LineRecord ToRecord() => new(Line, ServiceType, Status, CustomerNumber, ContractedOn, ContractorBornOn, Site);
}
