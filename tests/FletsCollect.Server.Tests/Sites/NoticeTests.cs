using FletsCollect.Server.Tests.SignIn.Staff;
using FletsCollect.Staff;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Tests.Sites;

/// <summary>What the operator tells everybody, from a day to a day, in both languages.</summary>
public sealed class NoticeTests(ClockedServer server) : IClassFixture<ClockedServer>
{
    private const string Path = "/operator/notices";

    [Fact]
    public async Task Notice_is_shown_in_the_readers_language_from_its_first_day_to_its_last()
    {
        using var member = await StaffBrowser.JoinedAsync(server, StaffRole.Operator, clock: server.Clock);
        using var reader = server.NewPerson();
        using var english = server.NewPerson();
        english.ExtraHeaders["Accept-Language"] = "en";
        var title = $"保守のお知らせ {Guid.CreateVersion7():N}";

        var page = await member.Browser.OpenAsync(Path);
        var fields = Fields(page, title, Day(1), Day(2));
        await member.Browser.SubmitToAsync(page, $"{Path}?handler=Write", fields);
        await member.Browser.SubmitToAsync(page, $"{Path}?handler=Write", fields);

        Assert.Equal(1, await server.DatabaseAsync(db => db.PublicNotices.CountAsync(row => row.TitleJapanese == title)));
        Assert.DoesNotContain(title, (await reader.OpenAsync("/notices")).Text, StringComparison.Ordinal);
        server.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Contains(title, (await reader.OpenAsync("/notices")).Text, StringComparison.Ordinal);
        Assert.Contains(title, (await reader.OpenAsync("/")).Document!.QuerySelector("#notices")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Maintenance on Sunday", (await english.OpenAsync("/notices")).Text, StringComparison.Ordinal);
        server.Clock.Advance(TimeSpan.FromDays(2));
        Assert.DoesNotContain(title, (await reader.OpenAsync("/notices")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notice_that_is_taken_back_is_gone_at_once()
    {
        using var member = await StaffBrowser.JoinedAsync(server, StaffRole.Operator, clock: server.Clock);
        using var reader = server.NewPerson();
        var title = $"誤って載せたもの {Guid.CreateVersion7():N}";
        var page = await member.Browser.OpenAsync(Path);
        await member.Browser.SubmitToAsync(page, $"{Path}?handler=Write", Fields(page, title, Day(0), ""));
        Assert.Contains(title, (await reader.OpenAsync("/notices")).Text, StringComparison.Ordinal);

        var id = (await server.DatabaseAsync(db => db.PublicNotices.SingleAsync(row => row.TitleJapanese == title))).PublicId;
        await member.Browser.SubmitToAsync(page, $"{Path}?handler=TakeBack", ("notice", id));

        Assert.DoesNotContain(title, (await reader.OpenAsync("/notices")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 0, 1)]
    [InlineData("題名", 2, 1)]
    public async Task Notice_that_nobody_could_read_is_refused(string title, int first, int last)
    {
        using var member = await StaffBrowser.JoinedAsync(server, StaffRole.Operator, clock: server.Clock);
        var page = await member.Browser.OpenAsync(Path);

        var refused = await member.Browser.SubmitToAsync(page, $"{Path}?handler=Write", Fields(page, title, Day(first), Day(last)));

        Assert.NotNull(refused.Document!.QuerySelector("#refused"));
    }

    /// <summary>The Japanese day so many days from now.</summary>
    private string Day(int later) => server.Clock.GetUtcNow().AddHours(9).AddDays(later).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static (string, string)[] Fields(Seen page, string title, string first, string last) =>
    [
        ("FormToken", page.Document!.QuerySelector("main input[name=FormToken]")!.GetAttribute("value")!), ("TitleJapanese", title), ("TitleEnglish", "Maintenance on Sunday"),
        ("TextJapanese", "日曜日の未明に停止します。"), ("TextEnglish", "The service stops early on Sunday."), ("FirstDay", first), ("LastDay", last),
    ];
}
