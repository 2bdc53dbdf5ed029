using FletsCollect.Calendars;

namespace FletsCollect.Billing;

/// <summary>
/// A file that went to the telco's billing or the bank, or came from there, kept byte for byte with its digest, the instant and the person.
/// Also a file that was refused is kept. Files of a kind carry consecutive numbers, so one that is missing or comes twice is seen.
/// </summary>
public sealed class BillingFile
{
    private BillingFile() { }

    public BillingFile(BillingFileKind kind, FileContent content, string by, DateTime now)
    {
        Id = Guid.CreateVersion7();
        Kind = kind;
        Name = content.Name;
        Content = content.Kept;
        Sha256 = content.Sha256;
        By = by;
        At = now;
    }

    public Guid Id { get; private set; }

    public BillingFileKind Kind { get; private set; }

    /// <summary>What the file was called where it came from.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Its bytes; of a file with subscribers' bank accounts they are encrypted, and the digest is that of the bytes themselves.</summary>
    public byte[] Content { get; private set; } = [];

    /// <summary>SHA-256 of the content in lower-case hexadecimal.</summary>
    public string Sha256 { get; private set; } = "";

    /// <summary>Who handed it in, or had it written.</summary>
    public string By { get; private set; } = "";

    public DateTime At { get; private set; }

    public BillingFileStatus Status { get; private set; }

    /// <summary>Its number among the files of its kind; null while it is refused, so that a mended file can take the number.</summary>
    public long? Sequence { get; private set; }

    public BillingMonth? Month { get; private set; }

    public int Records { get; private set; }

    public Yen Total { get; private set; }

    /// <summary>How many of its records have taken effect. An import that died goes on here.</summary>
    public int Applied { get; private set; }

    public BillingFileRefusal? Refusal { get; private set; }

    /// <summary>What is wrong with it: the first <see cref="MostFaults"/> of them.</summary>
    public IReadOnlyList<FileFault> Faults { get; private set; } = [];

    /// <summary>How many faults it has in all.</summary>
    public int FaultCount { get; private set; }

    /// <summary>Counts the changes of this row; a writer that read an older version is refused.</summary>
    public int Version { get; private set; }

    /// <summary>Its form and its records were checked: it takes effect, to the end.</summary>
    public void Accept(long sequence, BillingMonth? month, int records, Yen total)
    {
        (Sequence, Month, Records, Total) = (sequence, month, records, total);
        Status = records == 0 ? BillingFileStatus.Done : BillingFileStatus.Accepted;
    }

    public void Refuse(BillingFileRefusal refusal, IReadOnlyList<FileFault> faults) =>
        (Status, Refusal, Faults, FaultCount) = (BillingFileStatus.Refused, refusal, [.. faults.Take(MostFaults)], faults.Count);

    /// <summary>So many more of its records have taken effect.</summary>
    public void Advance(int records)
    {
        if (Status != BillingFileStatus.Accepted || Applied + records > Records)
            throw new InvalidOperationException($"{Kind} {Sequence} is {Status} with {Applied} of {Records} records; {records} more do not fit.");
        Applied += records;
        Version++;
        if (Applied == Records)
            Status = BillingFileStatus.Done;
    }

    public const int LongestName = 200;

    /// <summary>Faults that are told one by one; the others are counted.</summary>
    public const int MostFaults = 20;
}

/// <summary>Bytes under a name, with their digest.</summary>
public sealed record FileContent(string Name, byte[] Bytes)
{
    /// <summary>A file that came, under as much of the end of its name as is kept.</summary>
    public static FileContent Received(string name, byte[] bytes) => new(name.Length > BillingFile.LongestName ? name[^BillingFile.LongestName..] : name, bytes);

    /// <summary>What is stored of them: the same, unless they must be hidden from a reader of the database.</summary>
    public byte[] Kept { get; init; } = Bytes;

    public string Sha256 { get; } = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Bytes));
}

/// <summary>What a file is for.</summary>
public enum BillingFileKind
{
    /// <summary>From the telco: its own fees of each line.</summary>
    LineFees,

    /// <summary>To the telco: the items of a month's invoices.</summary>
    InvoiceItems,

    /// <summary>From the telco: which invoices it takes.</summary>
    Acknowledgement,

    /// <summary>From the telco: what was paid.</summary>
    CollectionResults,

    /// <summary>To the bank: a request for direct debits.</summary>
    DebitRequest,

    /// <summary>From the bank: what it debited.</summary>
    DebitResult,
}

/// <summary>How far a file is.</summary>
public enum BillingFileStatus
{
    /// <summary>Nothing of it has taken effect, and nothing will.</summary>
    Refused,

    /// <summary>Checked; its records are taking effect.</summary>
    Accepted,

    /// <summary>Written out, or in full effect.</summary>
    Done,
}

/// <summary>Why a file is refused as a whole.</summary>
public enum BillingFileRefusal
{
    /// <summary>Its bytes are not of the form, or its count, total or digest is not that of its content.</summary>
    Malformed,

    /// <summary>A file before it has not come.</summary>
    SequenceGap,

    /// <summary>Another file came under its number.</summary>
    SequenceRepeated,

    /// <summary>A record does not fit what is in the books.</summary>
    RecordsDoNotFit,
}
