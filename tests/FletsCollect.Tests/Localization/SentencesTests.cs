using System.Globalization;
using FletsCollect.Server.Localization;

namespace FletsCollect.Tests.Localization;

public sealed class SentencesTests
{
    [Theory]
    [InlineData("en", "It is wrong. Mend it.", "It is wrong.", "Mend it.")]
    [InlineData("ja", "違います。直してください。", "違います。", "直してください。")]
    public void Sentences_follow_one_another_as_the_language_has_it(string language, string expected, params string[] sentences)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);

        Assert.Equal(expected, Languages.Sentences(sentences));
    }
}
