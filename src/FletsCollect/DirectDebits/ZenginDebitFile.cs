using System.Globalization;
using System.Text;
using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Settlement;

namespace FletsCollect.DirectDebits;

/// <summary>One debit of a request.</summary>
/// <param name="Batch">Our number for the request, the first half of the customer number.</param>
/// <param name="Position">Its place, the second half.</param>
/// <param name="Payer">Whose account.</param>
/// <param name="Amount">How much.</param>
public sealed record ZenginDebit(long Batch, int Position, BankAccount Payer, Yen Amount);

/// <summary>The bank's word on one debit.</summary>
/// <param name="Code">0 for debited; else why not.</param>
public sealed record ZenginDebitAnswer(long Batch, int Position, Yen Amount, int Code);

/// <summary>
/// Requests for direct debits and the bank's results, in the form of the Japanese Bankers Association (全銀協 口座振替, type 91): records
/// of 120 bytes of half-width Shift_JIS and a line end. The bank sends the request back with a result code in each record and the sums of
/// both kinds in the trailer.
/// </summary>
public static class ZenginDebitFile
{
    private const string DirectDebit = "91";
    private const int CustomerNumberAt = 91;
    private const int CodeAt = 111;
    private const int AmountAt = 80;

    /// <summary>The words for a result code.</summary>
    public static string Explain(int code) => code switch
    {
        0 => "振替済",
        1 => "資金不足",
        2 => "預金取引なし",
        3 => "預金者の都合による振替停止",
        4 => "預金口座振替依頼書なし",
        8 => "委託者の都合による振替停止",
        9 => "その他",
        _ => "不明",
    };

    /// <summary>Everything that keeps the request from being written; nothing when it can be.</summary>
    public static IReadOnlyList<ZenginFault> Check(ZenginSender collector, DateOnly date, IReadOnlyList<ZenginDebit> debits)
    {
        var faults = new List<ZenginFault>();
        if (collector.ClientCode.Length is 0 or > 10 || !collector.ClientCode.All(char.IsAsciiDigit))
            faults.Add(new ZenginFault("Collector.ClientCode", ZenginFaultReason.NotDigits));
        CheckAccount("Collector", collector.Account);
        if (!WorkingDays.Bank.IsOpen(date))
            faults.Add(new ZenginFault("Date", ZenginFaultReason.NotABankDay, date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
        if (debits.Count is 0 or > 999_999)
            faults.Add(new ZenginFault("Debits", debits.Count == 0 ? ZenginFaultReason.Missing : ZenginFaultReason.TooLong));
        foreach (var debit in debits)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"Debit {debit.Position}");
            if (debit.Amount.Amount is <= 0 or > 9_999_999_999)
                faults.Add(new ZenginFault($"{name}.Amount", ZenginFaultReason.AmountOutOfRange));
            CheckAccount(name, debit.Payer);
        }
        if (debits.Sum(debit => debit.Amount.Amount) > 999_999_999_999)
            faults.Add(new ZenginFault("Total", ZenginFaultReason.AmountOutOfRange));
        return faults;

        void CheckAccount(string owner, BankAccount account)
        {
            if (account.Normalise().Fault is { } fault)
                faults.Add(fault with { Field = $"{owner}.{fault.Field}" });
        }
    }

    /// <summary>The request. What <see cref="Check"/> finds wrong must be mended before; here it is a defect.</summary>
    public static byte[] Write(ZenginSender collector, DateOnly date, IReadOnlyList<ZenginDebit> debits)
    {
        var faults = Check(collector, date, debits);
        if (faults.Count > 0)
            throw new InvalidOperationException($"The debit request cannot be written: {string.Join("; ", faults)}.");
        var account = collector.Account.Normalise().Account!;
        var file = new List<byte>((debits.Count + 3) * (ZenginRecord.RecordLength + 2));
        file.AddRange(new ZenginRecord()
            .Digits("1", 1).Digits(DirectDebit, 2).Digits("0", 1).Digits(collector.ClientCode, 10).Text(account.Holder, 40).Digits(date.ToString("MMdd", CultureInfo.InvariantCulture), 4)
            .Digits(account.BankCode, 4).Text(account.BankName, 15).Digits(account.BranchCode, 3).Text(account.BranchName, 15).Digits((int)account.Type, 1).Digits(account.Number, 7).Blank(17)
            .ToBytes());
        foreach (var debit in debits)
        {
            var payer = debit.Payer.Normalise().Account!;
            file.AddRange(new ZenginRecord()
                .Digits("2", 1).Digits(payer.BankCode, 4).Text(payer.BankName, 15).Digits(payer.BranchCode, 3).Text(payer.BranchName, 15).Blank(4)
                .Digits((int)payer.Type, 1).Digits(payer.Number, 7).Text(payer.Holder, 30).Digits(debit.Amount.Amount, 10)
                // Neither the first debit of this account nor a change of it.
                .Digits("0", 1)
                .Digits(debit.Batch, 10).Digits(debit.Position, 10)
                // The result, which the bank fills in.
                .Digits("0", 1).Blank(8)
                .ToBytes());
        }
        file.AddRange(new ZenginRecord()
            .Digits("8", 1).Digits(debits.Count, 6).Digits(debits.Sum(debit => debit.Amount.Amount), 12).Digits(0, 6).Digits(0, 12).Digits(0, 6).Digits(0, 12).Blank(65).ToBytes());
        file.AddRange(new ZenginRecord().Digits("9", 1).Blank(119).ToBytes());
        return [.. file];
    }

    /// <summary>Reads the bank's results, or says what is wrong with them and where.</summary>
    public static IReadOnlyList<ZenginDebitAnswer>? Read(byte[] content, out FileFault? fault)
    {
        const int whole = ZenginRecord.RecordLength + 2;
        if (content.Length % whole != 0 || content.Length < 4 * whole)
            return Faulty(out fault, FileFaultReason.BankRecordsNotWhole);
        var records = content.Chunk(whole).Select(bytes => Encoding.Latin1.GetString(bytes)).ToList();
        if (records.FindIndex(record => record[^2..] != "\r\n") is >= 0 and var unended)
            return Faulty(out fault, FileFaultReason.BankRecordNotEnded, $"{unended + 1}");
        if (!records[0].StartsWith("1" + DirectDebit, StringComparison.Ordinal) || records[^2][0] != '8' || records[^1][0] != '9')
            return Faulty(out fault, FileFaultReason.BankFrameDiffers);
        var answers = new List<ZenginDebitAnswer>();
        for (var i = 1; i < records.Count - 2; i++)
        {
            if (records[i][0] != '2' || Number(records[i], AmountAt, 10) is not { } amount || Number(records[i], CustomerNumberAt, 10) is not { } batch
                || Number(records[i], CustomerNumberAt + 10, 10) is not { } position || Number(records[i], CodeAt, 1) is not { } code || position > int.MaxValue)
                return Faulty(out fault, FileFaultReason.BankRecordMalformed, $"{i + 1}");
            answers.Add(new ZenginDebitAnswer(batch, (int)position, new Yen(amount), (int)code));
        }
        var debited = answers.Where(answer => answer.Code == 0).ToList();
        var failed = answers.Where(answer => answer.Code != 0).ToList();
        (int At, int Width, long Expected, FileFaultReason Differs)[] sums =
        [
            (1, 6, answers.Count, FileFaultReason.BankCountDiffers), (7, 12, Sum(answers), FileFaultReason.BankTotalDiffers), (19, 6, debited.Count, FileFaultReason.DebitedCountDiffers), (25, 12, Sum(debited), FileFaultReason.DebitedTotalDiffers),
            (37, 6, failed.Count, FileFaultReason.FailedCountDiffers), (43, 12, Sum(failed), FileFaultReason.FailedTotalDiffers),
        ];
        foreach (var (at, width, expected, differs) in sums)
        {
            if (Number(records[^2], at, width) != expected)
                return Faulty(out fault, differs, records[^2].Substring(at, width), $"{expected}");
        }
        fault = null;
        return answers;
    }

    private static long Sum(IEnumerable<ZenginDebitAnswer> answers) => answers.Sum(answer => answer.Amount.Amount);

    private static long? Number(string record, int at, int width) =>
        record.AsSpan(at, width).ContainsAnyExceptInRange('0', '9') ? null : long.Parse(record.AsSpan(at, width), CultureInfo.InvariantCulture);

    private static IReadOnlyList<ZenginDebitAnswer>? Faulty(out FileFault fault, FileFaultReason reason, params string[] values)
    {
        fault = FileFault.OfFile(reason, values);
        return null;
    }
}
