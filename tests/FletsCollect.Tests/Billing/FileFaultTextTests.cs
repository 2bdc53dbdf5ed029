using System.Globalization;
using FletsCollect.Billing;
using FletsCollect.Server.Localization;

namespace FletsCollect.Tests.Billing;

/// <summary>Every fault of a file has its sentence in both languages.</summary>
public sealed class FileFaultTextTests
{
    public static TheoryData<FileFaultReason> Reasons => [.. Enum.GetValues<FileFaultReason>()];

    [Theory, MemberData(nameof(Reasons))]
    public void Fault_is_told_in_both_languages(FileFaultReason reason)
    {
        string[] values = reason is FileFaultReason.AnswerNotAwaited ? ["Issued"] : reason is FileFaultReason.SequenceAhead ? ["4", "1"] : ["7", "8", "9", "10"];
        var fault = new FileFault(reason, "fee-1", values);

        var (japanese, english) = (In("ja", fault), In("en", fault));

        Assert.StartsWith("fee-1：", japanese, StringComparison.Ordinal);
        Assert.StartsWith("fee-1: ", english, StringComparison.Ordinal);
        Assert.Contains(japanese, letter => letter is >= '\u3040' and <= '\u30ff' or >= '\u4e00' and <= '\u9fff');
        Assert.All(english, letter => Assert.True(char.IsAscii(letter), english));
        Assert.EndsWith("。", japanese, StringComparison.Ordinal);
        Assert.EndsWith(".", english, StringComparison.Ordinal);
        Assert.Equal(english, FileFaultText.English(fault));
    }

    [Theory]
    [InlineData("3", "1", "number 2 is missing")]
    [InlineData("5", "1", "numbers 2 to 4 are missing")]
    public void Missing_files_are_named_by_their_numbers(string number, string last, string named) =>
        Assert.Contains(named, FileFaultText.English(new FileFault(FileFaultReason.SequenceAhead, null, [number, last])), StringComparison.Ordinal);

    private static string In(string language, FileFault fault)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        return FileFaultText.Of(fault);
    }
}
