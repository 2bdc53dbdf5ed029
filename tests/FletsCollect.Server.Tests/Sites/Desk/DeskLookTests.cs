using System.Net;
using FletsCollect.Server.Tests.SignIn.Staff;
using FletsCollect.Staff;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Tests.Sites.Desk;

/// <summary>How the desk finds a subscriber, and what it sees of one.</summary>
public sealed class DeskLookTests(DeskServer server) : IClassFixture<DeskServer>
{
    [Fact]
    public async Task Subscriber_is_found_by_whatever_is_named_whole_and_every_search_is_audited()
    {
        using var person = await server.NewSubscriberOnOwnLineAsync();
        var (charge, reference) = await server.BuyAsync(person);
        var subscription = await server.SubscribeAsync(person);
        using var member = await server.DeskAsync();
        var opened = await DeskServer.CalledAsync(member, person);
        var digits = person.Line!.Value.Value[3..];
        var id = await server.AddressOfAsync(person);
        var mail = $"{Guid.CreateVersion7():N}@example.com";
        await server.NotifyAtAsync(person, mail);

        foreach (var (typed, place) in ((string, string)[])
        [
            ($" {person.UserName!.ToUpperInvariant()} ", id), (Wide(person.UserName!), id), (person.Line.Value.Value, "/desk/lines/"), (digits, "/desk/lines/"), ($"{digits[..4]}ー{digits[4..]}", "/desk/lines/"),
            (mail.ToUpperInvariant(), id), (charge, $"/desk/charges/{charge}"), (reference, $"/desk/charges/{charge}"), (subscription, $"/desk/subscriptions/{subscription}"), (opened, $"/desk/cases/{opened}"),
        ])
        {
            var found = await FindAsync(member, typed);
            Assert.True(found.Address.AbsolutePath.StartsWith(place, StringComparison.Ordinal) && found.Status == HttpStatusCode.OK, $"'{typed}' led to {found.Address}.");
        }
        foreach (var part in (string[])[person.UserName[..^1], digits[..^1], charge[..^1], reference[..^1], "%", " "])
            Assert.NotNull((await FindAsync(member, part)).Document!.QuerySelector("#nothing"));

        var actor = await server.ActorAsync(member);
        var searches = await server.DatabaseAsync(db => db.AuditEntries.AsNoTracking().Where(entry => entry.Action == "desk.searched" && entry.Actor == actor).ToListAsync());
        Assert.Equal(10 + 5, searches.Count);
        Assert.Contains(searches, search => search.Subject == person.UserName);
        Assert.DoesNotContain(searches, search => (search.Subject + search.Detail).Contains(digits, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Numbers_are_hidden_until_a_reason_is_given_and_then_for_one_answer()
    {
        using var person = await server.NewSubscriberOnOwnLineAsync();
        await server.BuyAsync(person);
        using var member = await server.DeskAsync();
        var digits = person.Line!.Value.Value[3..];
        var place = await server.AddressOfAsync(person);
        var line = (await FindAsync(member, digits)).Address.AbsolutePath;

        foreach (var path in (string[])[place, line])
        {
            var masked = await member.Browser.OpenAsync(path);
            var unsaid = await member.Browser.SubmitAsync(masked, ("Reason", " "));
            var whole = await member.Browser.SubmitAsync(masked, ("Reason", "折返し先の本人確認"));
            var after = await member.Browser.OpenAsync(path);

            Assert.NotNull(unsaid.Document!.QuerySelector("#Reason-error"));
            foreach (var page in (Seen[])[masked, unsaid, after])
                Assert.DoesNotContain(digits, page.Document!.DocumentElement.OuterHtml, StringComparison.Ordinal);
            Assert.Equal((person.Line.Value.Value, digits, "1975年4月1日"), (TextOf(whole, "#line-number"), TextOf(whole, "#customer-number"), TextOf(whole, "#born")));
            Assert.Contains("no-store", whole.Headers["Cache-Control"], StringComparison.Ordinal);
        }

        var noted = await server.AuditAsync("credential.unmasked", person.UserName!);
        Assert.Equal(2, noted.Count);
        Assert.All(noted, entry => Assert.Contains("折返し先の本人確認", entry.Detail, StringComparison.Ordinal));
        Assert.Equal([await server.ActorAsync(member)], noted.Select(entry => entry.Actor).Distinct());
        var history = await person.SignInAtAsync("/account/security/history");
        Assert.Contains("お客様情報を確認しました", history.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("本人確認", history.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Line_shows_its_household_and_no_address_but_the_desks_own_leads_to_it()
    {
        using var person = await server.NewSubscriberOnOwnLineAsync();
        var (charge, _) = await server.BuyAsync(person);
        using var member = await server.DeskAsync();

        var line = await FindAsync(member, person.Line!.Value.Value);

        Assert.Equal(person.UserName, TextOf(line, "#ids tbody a"));
        Assert.NotNull(line.Document!.QuerySelector($"#charges a[href='/desk/charges/{charge}']"));
        foreach (var guess in (string[])[$"/desk/lines/{person.Line.Value.Value}", "/desk/lines/1", line.Address.AbsolutePath[..^3] + "abc", $"/desk/ids/{person.UserName}", "/desk/ids/" + PublicId.Format(PublicId.Credential, Guid.CreateVersion7())])
            Assert.Equal(HttpStatusCode.NotFound, (await member.Browser.OpenAsync(guess)).Status);
        using var outsider = await StaffBrowser.JoinedAsync(server, StaffRole.Operator, clock: server.Clock);
        Assert.Equal(HttpStatusCode.Forbidden, (await outsider.Browser.OpenAsync(line.Address.PathAndQuery)).Status);
        Assert.Equal("/sign-in", (await person.OpenAsync("/desk")).Address.AbsolutePath[^8..]);
    }

    [Fact]
    public async Task Calendar_shows_closed_days_and_the_notice_that_the_enquiry_form_shows()
    {
        using var member = await server.DeskAsync();

        var hours = await member.Browser.OpenAsync("/desk/hours");
        var home = await member.Browser.OpenAsync("/desk");

        Assert.Contains("受付中", TextOf(hours, "#now"), StringComparison.Ordinal);
        Assert.Contains("受付中", TextOf(home, "#open"), StringComparison.Ordinal);
        var closed = TextOf(hours, "#closed-days");
        foreach (var day in (string[])["2026年12月29日", "2027年1月1日", "2027年1月11日", "2027年3月22日"])
            Assert.Contains(day, closed, StringComparison.Ordinal);
        Assert.DoesNotContain("2026年12月28日", closed, StringComparison.Ordinal);
        // From Friday noon one looks at Friday's end, after which Monday comes.
        Assert.Contains("2026年11月30日（月）9時以降", TextOf(hours, "#notice"), StringComparison.Ordinal);
    }

    private static Task<Seen> FindAsync(StaffBrowser member, string typed) => FindAsync(member.Browser, typed);

    private static async Task<Seen> FindAsync(Person browser, string typed) => await browser.SubmitAsync(await browser.OpenAsync("/desk/find"), ("Text", typed));

    private static string TextOf(Seen page, string element) => page.Document!.QuerySelector(element)?.TextContent.Trim() ?? throw new InvalidOperationException($"There is no {element}: {page.Text}");

    /// <summary>The same in full width.</summary>
    private static string Wide(string text) => string.Concat(text.Select(character => (char)(character + 0xFEE0)));
}
