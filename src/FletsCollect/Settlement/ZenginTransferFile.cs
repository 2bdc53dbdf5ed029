using System.Globalization;
using FletsCollect.Calendars;

namespace FletsCollect.Settlement;

/// <summary>Who pays: the client of the bank that carries the transfers out.</summary>
/// <param name="ClientCode">Up to ten digits, which the bank gives.</param>
/// <param name="Account">The account that is debited; its holder is the client's name.</param>
public sealed record ZenginSender(string ClientCode, BankAccount Account);

/// <summary>One transfer of a file.</summary>
/// <param name="Batch">Our number for the batch, the first customer code.</param>
/// <param name="Position">The transfer's place in it, the second customer code: the two find the transfer again in what the bank answers.</param>
/// <param name="Payee">Whom to pay.</param>
/// <param name="Amount">How much.</param>
public sealed record ZenginTransfer(long Batch, int Position, BankAccount Payee, Yen Amount);

/// <summary>
/// A file of bulk transfers in the form of the Japanese Bankers Association (全銀協 総合振込): a header, one record for each transfer, a
/// trailer with count and total, and an end, of 120 bytes and a line end each (domain.md §6). Everything is checked before the first byte
/// is written, because a bank that refuses a file does so after its cut-off time.
/// </summary>
public static class ZenginTransferFile
{
    private const long LargestAmount = 9_999_999_999;
    private const long LargestTotal = 999_999_999_999;
    private const int MostTransfers = 999_999;
    private const string BulkTransfer = "21";

    /// <summary>Everything that keeps the file from being written; nothing when it can be.</summary>
    public static IReadOnlyList<ZenginFault> Check(ZenginSender sender, DateOnly date, IReadOnlyList<ZenginTransfer> transfers)
    {
        var faults = new List<ZenginFault>();
        if (sender.ClientCode.Length is 0 or > 10 || !sender.ClientCode.All(char.IsAsciiDigit))
            faults.Add(new ZenginFault("Sender.ClientCode", ZenginFaultReason.NotDigits));
        CheckAccount("Sender", sender.Account);
        if (!WorkingDays.Bank.IsOpen(date))
            faults.Add(new ZenginFault("Date", ZenginFaultReason.NotABankDay, date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
        if (transfers.Count is 0 or > MostTransfers)
            faults.Add(new ZenginFault("Transfers", transfers.Count == 0 ? ZenginFaultReason.Missing : ZenginFaultReason.TooLong));
        var numbers = new HashSet<(long, int)>();
        var total = 0L;
        foreach (var transfer in transfers)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"Transfer {transfer.Position}");
            if (transfer.Batch is <= 0 or > LargestAmount || transfer.Position <= 0)
                faults.Add(new ZenginFault($"{name}.CustomerCode", ZenginFaultReason.NotDigits));
            if (!numbers.Add((transfer.Batch, transfer.Position)))
                faults.Add(new ZenginFault($"{name}.CustomerCode", ZenginFaultReason.Repeated));
            if (transfer.Amount.Amount is <= 0 or > LargestAmount)
                faults.Add(new ZenginFault($"{name}.Amount", ZenginFaultReason.AmountOutOfRange));
            else
                total += transfer.Amount.Amount;
            CheckAccount(name, transfer.Payee);
        }
        if (total > LargestTotal)
            faults.Add(new ZenginFault("Total", ZenginFaultReason.AmountOutOfRange));
        return faults;

        void CheckAccount(string owner, BankAccount account)
        {
            if (account.Normalise().Fault is { } fault)
                faults.Add(fault with { Field = $"{owner}.{fault.Field}" });
        }
    }

    /// <summary>The file. What <see cref="Check"/> finds wrong must be mended before; here it is a defect.</summary>
    public static byte[] Write(ZenginSender sender, DateOnly date, IReadOnlyList<ZenginTransfer> transfers)
    {
        var faults = Check(sender, date, transfers);
        if (faults.Count > 0)
            throw new InvalidOperationException($"The transfer file cannot be written: {string.Join("; ", faults)}.");
        var file = new List<byte>((transfers.Count + 3) * (ZenginRecord.RecordLength + 2));
        file.AddRange(Header(sender, date));
        foreach (var transfer in transfers)
            file.AddRange(Data(transfer));
        file.AddRange(new ZenginRecord().Digits("8", 1).Digits(transfers.Count, 6).Digits(transfers.Sum(transfer => transfer.Amount.Amount), 12).Blank(101).ToBytes());
        file.AddRange(new ZenginRecord().Digits("9", 1).Blank(119).ToBytes());
        return [.. file];
    }

    private static byte[] Header(ZenginSender sender, DateOnly date)
    {
        var account = Normalised(sender.Account);
        return new ZenginRecord()
            .Digits("1", 1)
            .Digits(BulkTransfer, 2)
            .Digits("0", 1)
            .Digits(sender.ClientCode, 10)
            .Text(account.Holder, 40)
            .Digits(date.ToString("MMdd", CultureInfo.InvariantCulture), 4)
            .Digits(account.BankCode, 4)
            .Text(account.BankName, 15)
            .Digits(account.BranchCode, 3)
            .Text(account.BranchName, 15)
            .Digits((int)account.Type, 1)
            .Digits(account.Number, 7)
            .Blank(17)
            .ToBytes();
    }

    private static byte[] Data(ZenginTransfer transfer)
    {
        var payee = Normalised(transfer.Payee);
        return new ZenginRecord()
            .Digits("2", 1)
            .Digits(payee.BankCode, 4)
            .Text(payee.BankName, 15)
            .Digits(payee.BranchCode, 3)
            .Text(payee.BranchName, 15)
            // The clearing house, which banks no longer read.
            .Digits(0, 4)
            .Digits((int)payee.Type, 1)
            .Digits(payee.Number, 7)
            .Text(payee.Holder, 30)
            .Digits(transfer.Amount.Amount, 10)
            // Neither the first transfer to this payee nor a change of it.
            .Digits("0", 1)
            .Digits(transfer.Batch, 10)
            .Digits(transfer.Position, 10)
            // By wire.
            .Digits("7", 1)
            // Blank: the two numbers before are customer codes, not EDI information.
            .Blank(1)
            .Blank(7)
            .ToBytes();
    }

    private static BankAccount Normalised(BankAccount account) => account.Normalise().Account ?? throw new InvalidOperationException("The account was checked.");
}
