using System.Text;
using FletsCollect.Subscribers;

namespace FletsCollect.Tests.Subscribers;

/// <summary>Which passwords are taken (NIST SP 800-63B §5.1.1.2).</summary>
public sealed class PasswordRulesTests
{
    [Theory]
    [InlineData("あさがおのはな")]
    [InlineData("short77")]
    [InlineData("")]
    public void Fewer_than_eight_characters_are_too_short(string password) => Assert.Equal(PasswordRefusal.TooShort, PasswordRules.Refusal(password));

    [Fact]
    public void Character_outside_the_basic_plane_counts_as_one() => Assert.Equal(PasswordRefusal.TooShort, PasswordRules.Refusal("𠮷𠮷𠮷𠮷野家!"));

    [Fact]
    public void More_than_128_characters_are_too_long() => Assert.Equal(PasswordRefusal.TooLong, PasswordRules.Refusal(string.Concat(Enumerable.Repeat("ab3!", 33))));

    [Theory]
    [InlineData("password")]
    [InlineData("PassWord")]
    [InlineData("ｐａｓｓｗｏｒｄ")]
    [InlineData("iloveyou")]
    [InlineData("aaaaaaaa")]
    [InlineData("12345678")]
    [InlineData("zyxwvutsrq")]
    public void What_everybody_tries_first_is_refused_in_any_letter_case_and_width(string password) => Assert.Equal(PasswordRefusal.Common, PasswordRules.Refusal(password));

    [Theory]
    [InlineData("fc0123456789")]
    [InlineData("FC01234567891!")]
    [InlineData("fletscollect1")]
    public void ID_and_service_name_make_no_password(string password) => Assert.Equal(PasswordRefusal.Guessable, PasswordRules.Refusal(password, "fc0123456789"));

    [Theory]
    [InlineData("夏の終わりの朝顔")]
    [InlineData("onlylowercaseletters")]
    [InlineData("correct horse battery staple")]
    [InlineData("       a space or eight")]
    public void Any_kind_of_character_will_do(string password) => Assert.Null(PasswordRules.Refusal(password, "fc0123456789"));

    [Fact]
    public void Composed_and_decomposed_spelling_is_one_password()
    {
        const string composed = "がぎぐげご café";

        Assert.NotEqual(composed, composed.Normalize(NormalizationForm.FormD));
        Assert.Equal(PasswordRules.Normalise(composed), PasswordRules.Normalise(composed.Normalize(NormalizationForm.FormD)));
    }

    [Theory]
    [InlineData("407291", "407291")]
    [InlineData(" ４０７２９１ ", "407291")]
    [InlineData("40729", null)]
    [InlineData("4072914072914", null)]
    [InlineData("40729a", null)]
    [InlineData("777777", null)]
    [InlineData("123456", null)]
    [InlineData("987654", null)]
    [InlineData(null, null)]
    public void PIN_is_six_to_twelve_digits_and_not_the_first_that_is_tried(string? typed, string? read) => Assert.Equal(read, PurchasePin.Read(typed));
}
