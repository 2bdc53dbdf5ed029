namespace FletsCollect.Tests;

public sealed class OneFormTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("　", "")]
    [InlineData(" ｆｃ１２３４５６７８９０　", "fc1234567890")]
    [InlineData("ﾌﾚｯﾂ 光", "フレッツ 光")]
    public void Width_and_the_spaces_around_do_not_matter(string? typed, string text) => Assert.Equal(text, OneForm.Of(typed));
}
