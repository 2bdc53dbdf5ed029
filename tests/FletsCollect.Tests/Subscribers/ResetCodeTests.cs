using FletsCollect.Subscribers;

namespace FletsCollect.Tests.Subscribers;

/// <summary>The code of the desk's letter.</summary>
public sealed class ResetCodeTests
{
    private static readonly DateTime Now = new(2026, 11, 10, 3, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Code_is_known_again_however_it_is_typed()
    {
        var (code, row) = ResetCode.Create(Guid.CreateVersion7(), Now, TimeSpan.FromDays(10));

        Assert.Matches("^[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){3}$", code);
        Assert.True(row.Matches(code, Now));
        Assert.True(row.Matches(code.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal), Now));
        Assert.DoesNotContain(code.Replace("-", "", StringComparison.Ordinal), row.Hash, StringComparison.Ordinal);
    }

    [Fact]
    public void Code_is_good_once_and_until_its_time_is_over()
    {
        var (code, row) = ResetCode.Create(Guid.CreateVersion7(), Now, TimeSpan.FromDays(10));

        Assert.False(row.Matches(code, Now.AddDays(10)));
        row.Use(Now);
        Assert.False(row.Matches(code, Now));
    }

    [Fact]
    public void Newer_code_ends_the_one_before()
    {
        var (first, row) = ResetCode.Create(Guid.CreateVersion7(), Now, TimeSpan.FromDays(10));
        var (second, newer) = ResetCode.Create(row.CredentialId, Now, TimeSpan.FromDays(10));

        row.Replace(newer);

        Assert.False(row.Matches(first, Now));
        Assert.True(row.Matches(second, Now));
    }
}
