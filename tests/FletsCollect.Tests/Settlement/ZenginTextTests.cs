using System.Globalization;
using CsCheck;
using FletsCollect.Settlement;

namespace FletsCollect.Tests.Settlement;

public sealed class ZenginTextTests
{
    [Theory]
    [InlineData("カ）ハテナデモ", "ｶ)ﾊﾃﾅﾃﾞﾓ")]
    [InlineData("ガギグゲゴパピプペポヴ", "ｶﾞｷﾞｸﾞｹﾞｺﾞﾊﾟﾋﾟﾌﾟﾍﾟﾎﾟｳﾞ")]
    [InlineData("ｶﾞﾊﾟ", "ｶﾞﾊﾟ")]
    [InlineData("カ゛ハ゜", "ｶﾞﾊﾟ")]
    [InlineData("ァィゥェォッャュョヮヵヶ", "ｱｲｳｴｵﾂﾔﾕﾖﾜｶｹ")]
    [InlineData("ｧｯｮ", "ｱﾂﾖ")]
    [InlineData("ぎゃらりー", "ｷﾞﾔﾗﾘ-")]
    [InlineData("フラワーｰ－−‐", "ﾌﾗﾜ-----")]
    [InlineData("ＡＢＣ　abc　１２３．", "ABC ABC 123.")]
    [InlineData("  ﾃﾞﾓ  ", "ﾃﾞﾓ")]
    [InlineData("アンワ", "ｱﾝﾜ")]
    public void Name_is_brought_to_the_characters_of_a_bank_file(string written, string normalised)
    {
        Assert.True(ZenginText.TryNormalise(written, out var actual, out var offender), offender.ToString());
        Assert.Equal(normalised, actual);
    }

    [Theory]
    [InlineData("ヲ", "ヲ")]
    [InlineData("ｦ", "ｦ")]
    [InlineData("カ・デモ", "・")]
    [InlineData("株式会社", "株")]
    [InlineData("デモ㈱", "㈱")]
    [InlineData("デモ,", ",")]
    [InlineData("デモ「", "「")]
    [InlineData("café", "é")]
    [InlineData("ヱビス", "ヱ")]
    [InlineData("ｱﾞ", "ﾞ")]
    [InlineData("ﾞ", "ﾞ")]
    [InlineData("カﾟ", "ﾟ")]
    [InlineData("デモ\n1", "\n")]
    [InlineData("𠮷", "𠮷")]
    public void Character_that_a_bank_file_lacks_is_refused_by_name(string written, string expected)
    {
        Assert.False(ZenginText.TryNormalise(written, out _, out var offender));
        Assert.Equal(expected, offender.ToString());
    }

    [Fact]
    public void Every_kana_has_the_byte_that_shift_jis_gives_it()
    {
        for (var character = 'ｱ'; character <= 'ﾟ'; character++)
            Assert.Equal(0xB1 + (character - 'ｱ'), ZenginText.ByteOf(character));
        Assert.Equal("28 29 2D 2E 20 41 39", string.Join(' ', "()-. A9".Select(character => ZenginText.ByteOf(character).ToString("X2", CultureInfo.InvariantCulture))));
        Assert.Throws<ArgumentOutOfRangeException>(() => ZenginText.ByteOf('ｦ'));
    }

    [Fact]
    public void Name_is_never_cut_between_a_kana_and_its_mark()
    {
        Assert.Equal("ｱ", ZenginText.Cut("ｱｶﾞ", 2));
        Assert.Equal("ｱｶﾞ", ZenginText.Cut("ｱｶﾞ", 3));
        Assert.Equal("ｱｶﾞ", ZenginText.Cut("ｱｶﾞﾊﾟ", 4));
    }

    [Fact]
    public void What_was_normalised_once_stays_as_it_is_and_can_be_cut_anywhere() =>
        Gen.Select(Gen.String[Gen.Char["アガパヴァヮー（）．Ａａ１ ｶﾞﾊﾟｯｰぴょん"], 0, 30], Gen.Int[0, 30]).Sample((written, width) =>
        {
            if (!ZenginText.TryNormalise(written, out var once, out _))
                return true;
            var cut = ZenginText.Cut(once, width);
            return ZenginText.TryNormalise(once, out var twice, out _) && once == twice && cut.Length <= width && once.StartsWith(cut, StringComparison.Ordinal)
                && (cut.Length == once.Length || once[cut.Length] is not ('ﾞ' or 'ﾟ')) && once.All(character => ZenginText.ByteOf(character) != 0);
        });
}
