using System.Globalization;
using System.Text;
using FletsCollect.Billing;
using FletsCollect.DirectDebits;
using FletsCollect.Settlement;

namespace FletsCollect.Tests.DirectDebits;

/// <summary>Requests for direct debits byte by byte, and results that are not whole.</summary>
public sealed class ZenginDebitFileTests
{
    private static readonly ZenginSender Collector = new("0000012345", new BankAccount("0158", "キョウト", "001", "ホンテン", BankAccountType.Current, "123", "フレッツマトメテシハライ"));

    private static readonly ZenginDebit[] Debits =
    [
        new(7, 1, new BankAccount("0001", "ミズホ", "100", "シブヤ", BankAccountType.Ordinary, "7654321", "ニシ ハナコ"), new Yen(5_515)),
        new(7, 2, new BankAccount("9900", "ユウチョ", "008", "ゼロゼロハチ", BankAccountType.Savings, "1", "ヒガシ ガプロウ"), new Yen(9_999_999_999)),
    ];

    private static readonly DateOnly BankDay = new(2026, 12, 28);

    /// <summary>The record's fields by name and width, as <c>Billing/README.md</c> has them; it shares nothing with the writer.</summary>
    private static readonly Dictionary<char, (string Name, int Width)[]> Fields = new()
    {
        ['1'] = [("kind", 1), ("type", 2), ("code", 1), ("client", 10), ("name", 40), ("date", 4), ("bank", 4), ("bank name", 15), ("branch", 3), ("branch name", 15), ("account type", 1), ("account", 7), ("blank", 17)],
        ['2'] = [("kind", 1), ("bank", 4), ("bank name", 15), ("branch", 3), ("branch name", 15), ("blank", 4), ("account type", 1), ("account", 7), ("holder", 30), ("amount", 10), ("new", 1), ("request", 10), ("place", 10), ("result", 1), ("end", 8)],
        ['8'] = [("kind", 1), ("count", 6), ("total", 12), ("debited", 6), ("debited total", 12), ("failed", 6), ("failed total", 12), ("blank", 65)],
        ['9'] = [("kind", 1), ("blank", 119)],
    };

    [Fact]
    public void Request_is_what_the_field_table_says_byte_by_byte()
    {
        var records = Read(ZenginDebitFile.Write(Collector, BankDay, Debits));

        Assert.Equal(["1", "2", "2", "8", "9"], records.Select(record => record["kind"]));
        Assert.Equal("91|0|0000012345|ﾌﾚﾂﾂﾏﾄﾒﾃｼﾊﾗｲ|1228|0158|ｷﾖｳﾄ|001|ﾎﾝﾃﾝ|2|0000123", string.Join('|', records[0].Skip(1).SkipLast(1).Select(field => field.Value)));
        Assert.Equal("0001|ﾐｽﾞﾎ|100|ｼﾌﾞﾔ||1|7654321|ﾆｼ ﾊﾅｺ|0000005515|0|0000000007|0000000001|0|", string.Join('|', records[1].Skip(1).Select(field => field.Value)));
        Assert.Equal("9900|ﾕｳﾁﾖ|008|ｾﾞﾛｾﾞﾛﾊﾁ||4|0000001|ﾋｶﾞｼ ｶﾞﾌﾟﾛｳ|9999999999|0|0000000007|0000000002|0|", string.Join('|', records[2].Skip(1).Select(field => field.Value)));
        Assert.Equal("000002|010000005514|000000|000000000000|000000|000000000000|", string.Join('|', records[3].Skip(1).Select(field => field.Value)));
    }

    [Fact]
    public void Result_is_read_with_its_codes()
    {
        var answers = ZenginDebitFile.Read(Result(), out var fault);

        Assert.Null(fault);
        Assert.Equal([new ZenginDebitAnswer(7, 1, new Yen(5_515), 0), new ZenginDebitAnswer(7, 2, new Yen(9_999_999_999), 1)], answers!);
    }

    [Theory]
    [InlineData(0, 0, "2", FileFaultReason.BankFrameDiffers)]
    [InlineData(0, 2, "2", FileFaultReason.BankFrameDiffers)]
    [InlineData(1, 0, "3", FileFaultReason.BankRecordMalformed)]
    [InlineData(1, 85, "x", FileFaultReason.BankRecordMalformed)]
    [InlineData(1, 111, " ", FileFaultReason.BankRecordMalformed)]
    [InlineData(1, 111, "4", FileFaultReason.DebitedCountDiffers)]
    [InlineData(1, 89, "6", FileFaultReason.BankTotalDiffers)]
    [InlineData(2, 120, "\n", FileFaultReason.BankRecordNotEnded)]
    [InlineData(3, 6, "3", FileFaultReason.BankCountDiffers)]
    [InlineData(3, 24, "2", FileFaultReason.DebitedCountDiffers)]
    [InlineData(3, 54, "1", FileFaultReason.FailedTotalDiffers)]
    [InlineData(4, 0, "8", FileFaultReason.BankFrameDiffers)]
    public void Result_that_was_changed_is_refused(int record, int at, string with, FileFaultReason why)
    {
        var content = Result();
        content[(record * 122) + at] = (byte)with[0];

        Assert.Null(ZenginDebitFile.Read(content, out var fault));
        Assert.Equal(why, fault!.Reason);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(122)]
    [InlineData(400)]
    public void Result_that_is_cut_short_is_refused(int missing) => Assert.Null(ZenginDebitFile.Read(Result()[..^missing], out _));

    [Fact]
    public void Nothing_is_written_that_a_bank_would_refuse()
    {
        Assert.Contains(ZenginDebitFile.Check(Collector, new DateOnly(2026, 12, 31), Debits), fault => fault.Reason == ZenginFaultReason.NotABankDay);
        Assert.Contains(ZenginDebitFile.Check(Collector, BankDay, []), fault => fault.Reason == ZenginFaultReason.Missing);
        Assert.Contains(ZenginDebitFile.Check(Collector, BankDay, [Debits[0] with { Amount = Yen.Zero }]), fault => fault.Reason == ZenginFaultReason.AmountOutOfRange);
        Assert.Contains(ZenginDebitFile.Check(Collector, BankDay, [Debits[0] with { Payer = Debits[0].Payer with { Holder = "西花子" } }]), fault => fault is { Field: "Debit 1.Holder", Reason: ZenginFaultReason.CharacterUnknown });
        Assert.Throws<InvalidOperationException>(() => ZenginDebitFile.Write(Collector, BankDay, []));
    }

    /// <summary>The first was debited, the second was not.</summary>
    private static byte[] Result()
    {
        var content = ZenginDebitFile.Write(Collector, BankDay, Debits);
        content[(2 * 122) + 111] = (byte)'1';
        Encoding.ASCII.GetBytes("000001000000005515000001009999999999").CopyTo(content, (3 * 122) + 19);
        return content;
    }

    private static List<Dictionary<string, string>> Read(byte[] file)
    {
        Assert.Equal(0, file.Length % 122);
        return [.. file.Chunk(122).Select(record =>
        {
            Assert.Equal("\r\n"u8.ToArray(), record[120..]);
            var (at, fields) = (0, new Dictionary<string, string>(StringComparer.Ordinal));
            foreach (var (name, width) in Fields[(char)record[0]])
            {
                fields[name] = string.Concat(record[at..(at + width)].Select(one => one < 0x80 ? (char)one : (char)(one - 0xA1 + 0xFF61))).TrimEnd(' ');
                at += width;
            }
            Assert.Equal(120, at);
            return fields;
        })];
    }
}
