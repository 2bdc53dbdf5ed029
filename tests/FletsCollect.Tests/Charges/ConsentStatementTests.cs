using FletsCollect.Charges;

namespace FletsCollect.Tests.Charges;

/// <summary>The hash of a consent stands for exactly what was shown (domain.md §9).</summary>
public sealed class ConsentStatementTests
{
    private static readonly ConsentStatement Shown = new(1, "ja", "shop", Guid.Empty, "CAF******0001", "order-1", 315, [new ConsentTerm("価格", "315円")]);

    public static TheoryData<string, ConsentStatement> Changed => new()
    {
        { "version", Shown with { TextVersion = 2 } },
        { "language", Shown with { Language = "en" } },
        { "merchant", Shown with { MerchantCode = "other" } },
        { "subject", Shown with { Subject = Guid.CreateVersion7() } },
        { "line", Shown with { Line = "CAF******0002" } },
        { "order", Shown with { MerchantReference = "order-2" } },
        { "amount", Shown with { Amount = 316 } },
        { "label", Shown with { Terms = [new ConsentTerm("値段", "315円")] } },
        { "text", Shown with { Terms = [new ConsentTerm("価格", "316円")] } },
        { "another term", Shown with { Terms = [.. Shown.Terms, new ConsentTerm("税", "28円")] } },
    };

    [Fact]
    public void Same_statement_has_the_same_hash() => Assert.Equal(Shown.Hash(), (Shown with { Terms = [new ConsentTerm("価格", "315円")] }).Hash());

    [Theory]
    [MemberData(nameof(Changed))]
    public void Statement_that_differs_anywhere_has_another_hash(string what, ConsentStatement changed) =>
        Assert.True(Shown.Hash() != changed.Hash(), $"The hash does not cover the {what}.");

    [Fact]
    public void Statement_is_kept_in_the_words_that_were_shown() => Assert.Contains("315円", Shown.ToJson(), StringComparison.Ordinal);

    [Fact]
    public void Terms_cannot_be_moved_from_label_to_text() =>
        Assert.NotEqual(
            (Shown with { Terms = [new ConsentTerm("a", "b\",\"text\":\"c")] }).Hash(),
            (Shown with { Terms = [new ConsentTerm("a\",\"text\":\"b", "c")] }).Hash());
}
