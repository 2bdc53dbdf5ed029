using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace FletsCollect.Billing;

/// <summary>One thing that is wrong with a file, as a reason and what its sentence names; whoever shows it has the words, in the reader's language.</summary>
/// <param name="Reason">What is wrong.</param>
/// <param name="Record">The reference of the record that it is about; null when it is about the file, or a line of it by number.</param>
/// <param name="Values">What the sentence names, in the order that the reason gives. They come out of the file, so they are cut and hold no control characters.</param>
public sealed record FileFault(FileFaultReason Reason, string? Record, IReadOnlyList<string> Values)
{
    private const int LongestValue = 80;

    internal static FileFault OfFile(FileFaultReason reason, params string[] values) => new(reason, null, [.. values.Select(Shown)]);

    internal static FileFault OfRecord(string record, FileFaultReason reason, params string[] values) => new(reason, Shown(record), [.. values.Select(Shown)]);

    private static string Shown(string text) => TelcoFile.Plain(text.Length > LongestValue ? $"{text[..LongestValue]}…" : text);
}

/// <summary>What can be wrong with a file. In brackets: the values of the fault, in their order.</summary>
public enum FileFaultReason
{
    /// <summary>A telco file does not end with its digest.</summary>
    DigestMissing,

    /// <summary>The digest is not that of the lines before it.</summary>
    DigestDiffers,

    NotUtf8,

    /// <summary>Header, trailer or digest is missing.</summary>
    LinesMissing,

    /// <summary>Line 1 is not the header of the file that is expected (type, version).</summary>
    HeaderDiffers,

    /// <summary>Month, sequence or instant of the header is not in its form.</summary>
    HeaderMalformed,

    /// <summary>A record is of a kind that such a file does not have (line, kind, type, its kinds).</summary>
    RecordKindUnknown,

    /// <summary>A record has too many fields or too few (line, its fields, expected, names of those after kind, reference and amount).</summary>
    FieldCountDiffers,

    /// <summary>Reference or amount is not in its form (line).</summary>
    RecordMalformed,

    /// <summary>The trailer is not that of the records (line, records, total in yen).</summary>
    TrailerDiffers,

    /// <summary>A bank file is not whole records of 120 bytes.</summary>
    BankRecordsNotWhole,

    /// <summary>A record of a bank file does not end as it must (record).</summary>
    BankRecordNotEnded,

    /// <summary>Header, trailer or end of a bank file is not of type 91.</summary>
    BankFrameDiffers,

    /// <summary>A data record of a bank file is not in its form (record).</summary>
    BankRecordMalformed,

    /// <summary>Records of a bank file (in its trailer, in truth).</summary>
    BankCountDiffers,

    /// <summary>Their sum (in the trailer, in truth).</summary>
    BankTotalDiffers,

    /// <summary>Debits that were made (in the trailer, in truth).</summary>
    DebitedCountDiffers,

    /// <summary>Their sum (in the trailer, in truth).</summary>
    DebitedTotalDiffers,

    /// <summary>Debits that were not made (in the trailer, in truth).</summary>
    FailedCountDiffers,

    /// <summary>Their sum (in the trailer, in truth).</summary>
    FailedTotalDiffers,

    /// <summary>The records of a bank's result belong to more than one request.</summary>
    SeveralRequests,

    /// <summary>Files before it have not come (its number, the last that came).</summary>
    SequenceAhead,

    /// <summary>Another file came under its number (its number, the number that is expected).</summary>
    SequenceUsed,

    /// <summary>The fees are of a month whose invoices stand (month).</summary>
    MonthFrozen,

    InvoiceUnknown,

    /// <summary>The invoice is answered twice in this file.</summary>
    AnsweredTwice,

    /// <summary>The invoice waits for no answer (its status).</summary>
    AnswerNotAwaited,

    /// <summary>The invoice is of another month than the file (the invoice's month, the file's).</summary>
    MonthDiffers,

    /// <summary>The telco has another amount for the invoice (the telco's, ours, in yen).</summary>
    InvoiceAmountDiffers,

    /// <summary>The answer is neither of the two (answer).</summary>
    AnswerUnknown,

    /// <summary>A rejection has no reason, or too long a one.</summary>
    RejectionReasonMissing,

    ReferenceTooLong,

    /// <summary>The reference of a fee came before.</summary>
    ReferenceCameBefore,

    /// <summary>The register has no such line.</summary>
    LineUnknown,

    AmountNotPositive,

    TaxNotAPercentage,

    DescriptionMissing,

    /// <summary>What should name an invoice does not (the name).</summary>
    InvoiceNameMalformed,

    /// <summary>The outcome is none of the four (outcome).</summary>
    OutcomeUnknown,

    /// <summary>Two results of the file have this reference.</summary>
    ReferenceTwice,

    /// <summary>There is no such invoice, and no money came for it.</summary>
    NothingCollected,

    /// <summary>The invoice is not issued, or needs nothing any more.</summary>
    InvoiceStateForbids,

    /// <summary>The amount contradicts the outcome.</summary>
    OutcomeContradicted,

    /// <summary>The reference was used for another result.</summary>
    ReferenceReused,

    /// <summary>No such debit was requested.</summary>
    DebitNotRequested,

    /// <summary>The bank names another amount (requested, the bank's, in yen).</summary>
    DebitAmountDiffers,

    /// <summary>The result does not answer every debit (request, its debits, answered).</summary>
    DebitsUnanswered,

    /// <summary>An account has a type that there is not, or the line comes twice (the line, masked).</summary>
    AccountMalformed,
}

/// <summary>Stores the faults of a file as one JSON text: they are shown together and never searched.</summary>
internal sealed class FileFaultsConverter() : ValueConverter<IReadOnlyList<FileFault>, string>(
    faults => JsonSerializer.Serialize(faults, Json),
    text => JsonSerializer.Deserialize<FileFault[]>(text, Json)!)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter<FileFaultReason>() },
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };
}

/// <summary>Faults are replaced as a whole and never changed, so the list itself tells whether they did.</summary>
internal sealed class FileFaultsComparer() : ValueComparer<IReadOnlyList<FileFault>>(
    (left, right) => ReferenceEquals(left, right),
    faults => faults.Count,
    faults => faults);
