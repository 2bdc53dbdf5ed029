using System.Globalization;
using FletsCollect.Audit;
using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Lines;
using FletsCollect.Settlement;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.DirectDebits;

/// <summary>Why no request is written. Nothing was changed.</summary>
public enum RequestDebitsRefusal
{
    /// <summary>The file of accounts is not of its form.</summary>
    AccountsMalformed,

    /// <summary>No invoice of the month waits for a debit from these accounts.</summary>
    NothingToDebit,

    /// <summary>A name or number cannot stand in a bank file, or the day is no bank day.</summary>
    NotWritable,
}

/// <summary>A written request, or why there is none.</summary>
/// <param name="Batch">Its number.</param>
/// <param name="Content">Its bytes; null when it was refused.</param>
/// <param name="Count">Debits in it.</param>
/// <param name="Total">Their sum.</param>
/// <param name="Refusal">Why there is none.</param>
/// <param name="AccountsFault">What is wrong with the file of accounts.</param>
/// <param name="NotWritable">What cannot stand in a bank file.</param>
public sealed record DebitRequest(
    long Batch, byte[]? Content, int Count, Yen Total, RequestDebitsRefusal? Refusal = null, FileFault? AccountsFault = null, IReadOnlyList<ZenginFault>? NotWritable = null)
{
    internal static DebitRequest Refused(RequestDebitsRefusal refusal, FileFault? accountsFault = null, IReadOnlyList<ZenginFault>? notWritable = null) =>
        new(0, null, 0, Yen.Zero, refusal, accountsFault, notWritable);
}

/// <summary>
/// Asks the bank to debit what lines owe for a month: the second way of collection, for lines that the telco does not bill itself. Whose
/// account belongs to which line comes from the telco's register in a file for this one request; no table holds an account of a
/// subscriber (domain.md R4), and the request itself is kept encrypted.
/// </summary>
public sealed class RequestDebits(UnitOfWork unitOfWork, TransferSender collector, SealedFiles files, TimeProvider clock)
{
    /// <summary>From the telco's register. The reference is the line, the amount is 0.</summary>
    public static readonly TelcoForm Accounts = new("DEBIT-ACCOUNTS", new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["D"] = ["bank code", "bank name", "branch code", "branch name", "account type", "number", "holder"],
    });

    /// <param name="month">The month of the invoices.</param>
    /// <param name="accounts">The file of accounts.</param>
    /// <param name="debitOn">The bank day of the debit.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<DebitRequest> ExecuteAsync(BillingMonth month, byte[] accounts, DateOnly debitOn, string by, CancellationToken cancellationToken)
    {
        if (TelcoFile.Read(accounts, Accounts, out var fault) is not { } read)
            return DebitRequest.Refused(RequestDebitsRefusal.AccountsMalformed, fault);
        var payers = new Dictionary<LineNumber, BankAccount>();
        foreach (var record in read.Records)
        {
            if (AccountOf(record) is not { } account || !payers.TryAdd(new LineNumber(record.Reference), account))
                return DebitRequest.Refused(RequestDebitsRefusal.AccountsMalformed, FileFault.OfFile(FileFaultReason.AccountMalformed, new LineNumber(record.Reference).Masked));
        }
        return await unitOfWork.CommitAsync((db, token) => WriteAsync(db, month, payers, debitOn, by, token), cancellationToken);
    }

    private async Task<DebitRequest> WriteAsync(FletsCollectDbContext db, BillingMonth month, Dictionary<LineNumber, BankAccount> payers, DateOnly debitOn, string by, CancellationToken cancellationToken)
    {
        // An invoice that the bank was asked for and has not answered is not asked for again.
        var owed = await db.LineInvoices.AsNoTracking()
            .Where(invoice => invoice.Month == month && (invoice.Status == LineInvoiceStatus.Issued || invoice.Status == LineInvoiceStatus.PartiallyPaid || invoice.Status == LineInvoiceStatus.Overdue))
            .Where(invoice => !db.DebitRequestItems.Any(asked => asked.InvoiceId == invoice.Id && !db.CollectionResults.Any(result => result.Reference == asked.Reference)))
            .OrderBy(invoice => invoice.Line)
            .ToListAsync(cancellationToken);
        var due = owed.FindAll(invoice => payers.ContainsKey(invoice.Line) && invoice.Outstanding.IsPositive);
        if (due.Count == 0)
            return DebitRequest.Refused(RequestDebitsRefusal.NothingToDebit);
        var batch = 1 + (await db.BillingFiles.Where(file => file.Kind == BillingFileKind.DebitRequest).MaxAsync(file => file.Sequence, cancellationToken) ?? 0);
        var debits = due.Select((invoice, i) => new ZenginDebit(batch, i + 1, payers[invoice.Line], invoice.Outstanding)).ToList();
        var sender = collector.ToSender();
        if (ZenginDebitFile.Check(sender, debitOn, debits) is { Count: > 0 } faults)
            return DebitRequest.Refused(RequestDebitsRefusal.NotWritable, notWritable: faults);
        var now = clock.Instant();
        var content = files.Seal(new FileContent(string.Create(CultureInfo.InvariantCulture, $"debits-{batch:D6}.txt"), ZenginDebitFile.Write(sender, debitOn, debits)));
        var total = debits.Aggregate(Yen.Zero, (sum, debit) => sum + debit.Amount);
        var file = new BillingFile(BillingFileKind.DebitRequest, content, by, now);
        file.Accept(batch, month, debits.Count, total);
        file.Advance(debits.Count);
        db.Add(file);
        db.AddRange(due.Select((invoice, i) => new DebitRequestItem(batch, i + 1, invoice.Id, debits[i].Amount)));
        db.Add(AuditEntry.Of("debits.requested", AuditActor.Person(by), content.Name, now, new { month = month.ToString(), debits = debits.Count, total = total.Amount, sha256 = content.Sha256 }));
        return new DebitRequest(batch, content.Bytes, debits.Count, total);
    }

    private static BankAccount? AccountOf(TelcoRecord record) =>
        int.TryParse(record.Rest[4], CultureInfo.InvariantCulture, out var type) && Enum.IsDefined((BankAccountType)type)
            ? new BankAccount(record.Rest[0], record.Rest[1], record.Rest[2], record.Rest[3], (BankAccountType)type, record.Rest[5], record.Rest[6])
            : null;
}
