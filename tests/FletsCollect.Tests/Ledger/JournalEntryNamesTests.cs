using FletsCollect.Ledger;

namespace FletsCollect.Tests.Ledger;

/// <summary>Documents never show the code's own word for what was posted.</summary>
public sealed class JournalEntryNamesTests
{
    [Fact]
    public void Every_kind_has_a_name_of_its_own_in_both_languages()
    {
        var names = Enum.GetValues<JournalEntryKind>().Select(kind => (Kind: kind, Name: JournalEntryNames.Of(kind))).ToList();

        Assert.All(names, row => Assert.DoesNotContain(row.Name.Japanese, character => character < 0x80));
        Assert.All(names, row => Assert.NotEqual(row.Kind.ToString(), row.Name.English));
        Assert.Equal(names.Count, names.Select(row => row.Name.Japanese).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(names.Count, names.Select(row => row.Name.English).Distinct(StringComparer.Ordinal).Count());
    }
}
