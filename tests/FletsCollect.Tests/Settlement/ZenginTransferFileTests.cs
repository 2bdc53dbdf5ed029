using CsCheck;
using FletsCollect.Settlement;

namespace FletsCollect.Tests.Settlement;

public sealed class ZenginTransferFileTests
{
    private static readonly DateOnly Date = new(2026, 12, 30);

    private static readonly BankAccount Payee = new("0158", "キョウト", "001", "ホンテン", BankAccountType.Ordinary, "12345", "カ）ハテナデモ");

    private static readonly ZenginSender Sender = new("123456", new BankAccount("0005", "ﾐﾂﾋﾞｼUFJ", "101", "ｵｵｻｶ", BankAccountType.Current, "7654321", "フレッツコレクト"));

    [Fact]
    public void File_is_written_to_the_byte()
    {
        var file = ZenginTransferFile.Write(Sender, Date, [new ZenginTransfer(7, 1, Payee, new Yen(282))]);

        // Latin letters stand for themselves, half-width kana for their one byte.
        string[] expected =
        [
            "1" + "21" + "0" + "0000123456" + "ﾌﾚﾂﾂｺﾚｸﾄ".PadRight(40) + "1230" + "0005" + "ﾐﾂﾋﾞｼUFJ".PadRight(15) + "101" + "ｵｵｻｶ".PadRight(15) + "2" + "7654321" + new string(' ', 17),
            "2" + "0158" + "ｷﾖｳﾄ".PadRight(15) + "001" + "ﾎﾝﾃﾝ".PadRight(15) + "0000" + "1" + "0012345" + "ｶ)ﾊﾃﾅﾃﾞﾓ".PadRight(30) + "0000000282" + "0" + "0000000007" + "0000000001" + "7" + new string(' ', 8),
            "8" + "000001" + "000000000282" + new string(' ', 101),
            "9" + new string(' ', 119),
        ];
        Assert.Equal(expected.SelectMany(record => $"{record}\r\n").Select(character => character < 0x80 ? (byte)character : (byte)(character - 0xFF61 + 0xA1)), file);
    }

    [Fact]
    public void Independent_reader_accepts_what_is_written_and_finds_it_again() =>
        Gen.Select(Gen.Long[1, 9_999_999_999], Gen.Int[0, 9_999_999], Gen.Char["アガパー"].Array[1, 30].Select(name => new string(name)), (amount, number, name) => (amount, number, name)).Array[1, 50].Sample(payees =>
        {
            var transfers = payees.Select((payee, index) => new ZenginTransfer(3, index + 1, Payee with { Number = $"{payee.number}", Holder = payee.name }, new Yen(payee.amount))).ToList();

            var read = ZenginReader.Read(ZenginTransferFile.Write(Sender, Date, transfers)).Skip(1).SkipLast(2).ToList();

            Assert.Equal(payees.Select(payee => $"{payee.amount:D10} {payee.number:D7}"), read.Select(record => $"{record["amount"]} {record["account"]}"));
            Assert.Equal(Enumerable.Range(1, payees.Length).Select(position => $"{position:D10}"), read.Select(record => record["customer code 2"]));
        });

    [Theory]
    [InlineData("a transfer is lost")]
    [InlineData("a transfer stands twice")]
    [InlineData("an amount is changed")]
    [InlineData("the count is changed")]
    [InlineData("the total is changed")]
    [InlineData("the end is lost")]
    [InlineData("a byte is lost")]
    [InlineData("a byte follows")]
    [InlineData("the line ends are LF")]
    [InlineData("a letter is small")]
    [InlineData("a number has a letter")]
    [InlineData("a blank is filled")]
    [InlineData("the order is changed")]
    [InlineData("the account type is unknown")]
    [InlineData("a record is cut in two")]
    [InlineData("a mark lost its kana")]
    [InlineData("a mark begins a name")]
    [InlineData("the day is none")]
    [InlineData("the transfer is of another kind")]
    [InlineData("the file is empty")]
    public void Corrupted_file_is_refused(string harm)
    {
        var file = ZenginTransferFile.Write(Sender, Date, [new ZenginTransfer(7, 1, Payee, new Yen(282)), new ZenginTransfer(7, 2, Payee, new Yen(1_000))]);
        Assert.Equal(5, ZenginReader.Read(file).Count);
        byte[] Record(int index) => file[(index * 122)..((index + 1) * 122)];
        byte[] With(int at, char value) => [.. file[..at], (byte)value, .. file[(at + 1)..]];

        byte[] corrupted = harm switch
        {
            "a transfer is lost" => [.. Record(0), .. Record(1), .. Record(3), .. Record(4)],
            "a transfer stands twice" => [.. Record(0), .. Record(1), .. Record(1), .. Record(2), .. Record(3), .. Record(4)],
            "an amount is changed" => With(122 + 80, '1'),
            "the count is changed" => With((122 * 3) + 6, '3'),
            "the total is changed" => With((122 * 3) + 18, '3'),
            "the end is lost" => file[..^122],
            "a byte is lost" => file[..^1],
            "a byte follows" => [.. file, 0x1A],
            "the line ends are LF" => [.. file.Where(one => one != 13)],
            "a letter is small" => With(122 + 5, 'a'),
            "a number has a letter" => With(122 + 1, 'O'),
            "a blank is filled" => With(122 + 119, 'X'),
            "the order is changed" => [.. Record(1), .. Record(0), .. Record(2), .. Record(3), .. Record(4)],
            "the account type is unknown" => With(122 + 42, '3'),
            "a record is cut in two" => [.. file[..(122 + 60)], 13, 10, .. file[(122 + 60)..]],
            // ｶ)ﾊﾃﾅﾃﾞﾓ: the ﾃ before the mark becomes a space.
            "a mark lost its kana" => With(122 + 50 + 5, ' '),
            "a mark begins a name" => [.. file[..(122 + 50)], 0xDE, .. file[(122 + 51)..]],
            "the day is none" => With(54 + 2, '9'),
            "the transfer is of another kind" => With(122 + 111, '8'),
            "the file is empty" => [],
            _ => throw new InvalidOperationException(harm),
        };

        Assert.Throws<FormatException>(() => ZenginReader.Read(corrupted));
    }

    [Fact]
    public void Flipped_byte_is_refused_or_changes_no_more_than_a_name_a_number_of_an_account_or_a_day()
    {
        // Money, counts and the form of the file are covered by sums and fixed fields: there no byte can change unseen.
        (int From, int To)[] unprotected =
        [
            (4, 54), (54, 58), (58, 62), (62, 77), (77, 80), (80, 95), (95, 96), (96, 103),
            .. Enumerable.Range(1, 2).SelectMany(record => new[] { (1, 5), (5, 20), (20, 23), (23, 38), (38, 42), (42, 43), (43, 50), (50, 80), (90, 91), (91, 101), (101, 111) }.Select(field => (field.Item1 + (record * 122), field.Item2 + (record * 122)))),
        ];
        var file = ZenginTransferFile.Write(Sender, Date, [new ZenginTransfer(7, 1, Payee, new Yen(282)), new ZenginTransfer(7, 2, Payee, new Yen(1_000))]);
        for (var at = 0; at < file.Length; at++)
        {
            if (unprotected.Any(field => at >= field.From && at < field.To))
                continue;
            foreach (var bit in Enumerable.Range(0, 8))
            {
                var flipped = file.ToArray();
                flipped[at] ^= (byte)(1 << bit);
                Assert.Throws<FormatException>(() => ZenginReader.Read(flipped));
            }
        }
    }

    [Fact]
    public void Everything_that_cannot_be_written_is_named_at_once()
    {
        ZenginTransfer[] transfers =
        [
            new(7, 1, Payee with { Holder = "株式会社デモ" }, new Yen(282)),
            new(7, 2, Payee with { BankCode = "158" }, new Yen(0)),
            new(7, 2, Payee with { Number = "12345678" }, new Yen(10_000_000_000)),
            new(7, 4, Payee with { BranchName = "" }, new Yen(1)),
        ];

        var faults = ZenginTransferFile.Check(Sender with { ClientCode = "" }, new DateOnly(2026, 12, 31), transfers);

        Assert.Equal(
            [
                "Sender.ClientCode: NotDigits", "Date: NotABankDay '2026-12-31'", "Transfer 1.Holder: CharacterUnknown '株'", "Transfer 2.Amount: AmountOutOfRange", "Transfer 2.BankCode: NotDigits",
                "Transfer 2.CustomerCode: Repeated", "Transfer 2.Amount: AmountOutOfRange", "Transfer 2.Number: NotDigits", "Transfer 4.BranchName: Missing",
            ],
            faults.Select(fault => fault.ToString()));
        Assert.Throws<InvalidOperationException>(() => ZenginTransferFile.Write(Sender, Date, transfers));
    }

    [Fact]
    public void File_without_a_transfer_is_not_written() =>
        Assert.Equal("Transfers: Missing", Assert.Single(ZenginTransferFile.Check(Sender, Date, [])).ToString());

    [Fact]
    public void Total_that_does_not_fit_its_field_is_refused() =>
        Assert.Equal("Total: AmountOutOfRange", Assert.Single(ZenginTransferFile.Check(Sender, Date, [.. Enumerable.Range(1, 101).Select(position => new ZenginTransfer(1, position, Payee, new Yen(9_999_999_999)))])).ToString());

    [Fact]
    public void Printed_account_shows_three_digits_of_its_number()
    {
        Assert.Equal("0158-001-****345", $"{Payee.Normalise().Account}");
        Assert.DoesNotContain("12345", $"{new ZenginTransfer(7, 1, Payee, new Yen(282))}", StringComparison.Ordinal);
    }
}
