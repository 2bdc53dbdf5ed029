using CsCheck;

namespace FletsCollect.Tests;

public sealed class PublicIdTests
{
    [Fact]
    public void Any_key_comes_back_from_its_public_form() =>
        Gen.Guid.Sample(key => PublicId.TryParse("ch", PublicId.Format("ch", key), out var read) && read == key);

    [Fact]
    public void Letter_case_does_not_matter() =>
        Gen.Guid.Sample(key => PublicId.TryParse("ch", "ch_" + PublicId.Format("ch", key)[3..].ToLowerInvariant(), out var read) && read == key);

    [Fact]
    public void Public_forms_sort_as_their_keys_do() =>
        Gen.Select(Gen.Guid, Gen.Guid).Sample((one, other) =>
            Math.Sign(string.CompareOrdinal(PublicId.Format("ch", one), PublicId.Format("ch", other)))
            == Math.Sign(string.CompareOrdinal(one.ToString("N"), other.ToString("N"))));

    [Theory]
    [InlineData("ch_00000000000000000000000000", true)]
    [InlineData("ch_7ZZZZZZZZZZZZZZZZZZZZZZZZZ", true)]
    [InlineData("ch_8ZZZZZZZZZZZZZZZZZZZZZZZZZ", false)]
    [InlineData("ch_0000000000000000000000000U", false)]
    [InlineData("ch_0000000000000000000000000", false)]
    [InlineData("gr_00000000000000000000000000", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_a_whole_id_of_the_kind_is_read(string? text, bool read) => Assert.Equal(read, PublicId.TryParse("ch", text, out _));
}
