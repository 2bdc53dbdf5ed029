using FletsCollect.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace FletsCollect.Server.Tests.Sites;

/// <summary>What anybody reads and sends: the directory of services and the form for businesses.</summary>
public sealed class PublicPageTests : IAsyncLifetime
{
    // New Year's Eve, a Thursday.
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 12, 31, 3, 0, 0, TimeSpan.Zero));
    private RunningServer server = null!;

    public ValueTask InitializeAsync()
    {
        server = new RunningServer(clock);
        return server.InitializeAsync();
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Directory_lists_the_services_by_industry_with_what_is_planned()
    {
        using var person = server.NewPerson();

        var all = await person.OpenAsync("/services");
        var some = await person.OpenAsync("/services?industry=" + Uri.EscapeDataString("ソフト配信"));

        Assert.Equal(20, all.Document!.QuerySelectorAll("tbody tr").Length);
        Assert.Contains("導入予定", all.Text, StringComparison.Ordinal);
        Assert.Contains("2011年7月から", all.Text, StringComparison.Ordinal);
        Assert.Equal((18, 1), (some.Document!.QuerySelectorAll("tbody tr").Length, some.Document!.QuerySelectorAll("h2").Length));
        Assert.NotNull((await person.OpenAsync("/services?industry=nothing&page=9")).Document!.QuerySelector("#no-services"));
    }

    [Fact]
    public async Task Enquiry_is_taken_once_and_the_page_says_when_the_desk_opens_again()
    {
        using var person = server.NewPerson();
        var form = await person.OpenAsync("/enquiry");

        var taken = await person.SubmitAsync(form, ("Company", "株式会社見本"), ("PersonName", "見本 花子"), ("Contact", "０６-１２３４-５６７８"), ("Text", "導入したい"));
        var again = await person.SubmitAsync(form, ("Company", "株式会社見本"), ("PersonName", "見本 花子"), ("Contact", "０６-１２３４-５６７８"), ("Text", "導入したい"));

        Assert.Contains("2027年1月4日（月）9時以降", form.Document!.QuerySelector("#closed")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(taken.Document!.QuerySelector("#taken"));
        Assert.Equal(taken.Address, again.Address);
        Assert.Equal("06-1234-5678", (await server.DatabaseAsync(db => db.Enquiries.SingleAsync())).Contact);
    }

    [Fact]
    public async Task Enquiry_that_cannot_be_answered_names_every_field_and_keeps_what_was_typed()
    {
        using var person = server.NewPerson();
        var form = await person.OpenAsync("/enquiry");

        var empty = await person.SubmitAsync(form, ("Company", " "), ("PersonName", ""), ("Contact", new string('x', Enquiry.LongestName + 1)), ("Text", ""));
        var unreachable = await person.SubmitAsync(form, ("Company", "株式会社見本"), ("PersonName", "見本"), ("Contact", "電話"), ("Text", "導入したい"));

        Assert.Equal(["#Company", "#PersonName", "#Contact", "#Text"], empty.Document!.QuerySelectorAll("#errors a").Select(link => link.GetAttribute("href")));
        Assert.Equal(["#Contact"], unreachable.Document!.QuerySelectorAll("#errors a").Select(link => link.GetAttribute("href")));
        Assert.Equal("株式会社見本", unreachable.Document!.QuerySelector("#Company")!.GetAttribute("value"));
        Assert.Equal(0, await server.DatabaseAsync(db => db.Enquiries.CountAsync()));
    }
}
