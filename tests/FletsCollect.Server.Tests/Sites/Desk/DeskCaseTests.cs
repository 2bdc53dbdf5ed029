using System.Net;
using FletsCollect.Lines;
using FletsCollect.Server.Sites.Desk;
using FletsCollect.Server.Tests.SignIn.Staff;
using FletsCollect.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Server.Tests.Sites.Desk;

/// <summary>Cases, disputes and enquiries, from the desk's side.</summary>
public sealed class DeskCaseTests(DeskServer server) : IClassFixture<DeskServer>
{
    [Fact]
    public async Task Call_becomes_a_case_that_is_answered_noted_and_closed_and_the_subscriber_reads_no_note()
    {
        using var person = await server.NewSubscriberOnOwnLineAsync();
        using var member = await server.DeskAsync();
        var form = await member.Browser.OpenAsync($"/desk/cases/new?id={(await server.AddressOfAsync(person)).Split('/')[^1]}");
        Assert.Equal(person.UserName, form.Document!.QuerySelector("#UserName")!.GetAttribute("value"));

        var empty = await member.Browser.SubmitAsync(form, ("Channel", "Phone"), ("Subject", ""), ("Text", ""));
        var nobody = await member.Browser.SubmitAsync(form, ("UserName", "fc0000000000"), ("Channel", "Phone"), ("Subject", "請求"), ("Text", "質問"));
        var forged = await member.Browser.SubmitAsync(form, ("Channel", "Dispute"), ("Subject", "請求"), ("Text", "質問"));
        var opened = await member.Browser.SubmitAsync(form, ("Channel", "Mail"), ("Subject", "請求"), ("Text", "手紙による質問"));
        var again = await member.Browser.SubmitAsync(form, ("Channel", "Mail"), ("Subject", "請求"), ("Text", "手紙による質問"));

        Assert.NotNull(empty.Document!.QuerySelector("#Subject-error"));
        Assert.NotNull(empty.Document!.QuerySelector("#Text-error"));
        Assert.NotNull(nobody.Document!.QuerySelector("#UserName-error"));
        Assert.Equal(HttpStatusCode.BadRequest, forged.Status);
        Assert.Equal(opened.Address.AbsolutePath, again.Address.AbsolutePath);
        Assert.Equal("メール・手紙", opened.Document!.QuerySelector("#channel")!.TextContent);

        var path = opened.Address.AbsolutePath;
        await member.Browser.SubmitToAsync(opened, path + "?handler=Answer", DeskServer.Form(), ("Text", "回答です"));
        var noted = await member.Browser.SubmitToAsync(opened, path + "?handler=Note", DeskServer.Form(), ("Text", "内緒のメモ"));
        var closed = await member.Browser.SubmitToAsync(noted, path + "?handler=Close");
        await member.Browser.SubmitToAsync(noted, path + "?handler=Close");

        Assert.Equal(3, closed.Document!.QuerySelectorAll("#messages li").Length);
        Assert.Contains("試験 花子", closed.Document!.QuerySelector("#messages")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("終了", closed.Document!.QuerySelector("#status")!.TextContent);
        var theirs = await person.SignInAtAsync("/account" + path["/desk".Length..]);
        Assert.Contains("回答です", theirs.Text, StringComparison.Ordinal);
        Assert.Contains("手紙による質問", theirs.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("内緒のメモ", theirs.Text, StringComparison.Ordinal);
        var id = path.Split('/')[^1];
        var actor = await server.ActorAsync(member);
        foreach (var action in (string[])["case.opened", "case.answered", "case.noted", "case.closed"])
            Assert.Equal(actor, Assert.Single(await server.AuditAsync(action, id)).Actor);
    }

    [Fact]
    public async Task Line_without_an_ID_has_a_case_of_its_own_that_no_subscriber_reads()
    {
        using var member = await server.DeskAsync();
        var number = await server.DatabaseAsync(async db =>
        {
            var line = new Line(new LineNumber("CAF9100000001"), LineServiceType.HikariNext, LineStatus.Active, "9100000001", new DateOnly(2010, 4, 1), new DateOnly(1980, 5, 5));
            db.Add(line);
            await db.SaveChangesAsync();
            return line.Number;
        });
        var page = await member.Browser.SubmitAsync(await member.Browser.OpenAsync("/desk"), ("Text", number.Value));
        var address = page.Document!.QuerySelector("#new-case")!.GetAttribute("href")!;
        Assert.DoesNotContain(number.Value, address, StringComparison.Ordinal);

        var form = await member.Browser.OpenAsync(address);
        Assert.DoesNotContain(number.Value, form.Text, StringComparison.Ordinal);
        var opened = await member.Browser.SubmitAsync(form, ("Channel", "Phone"), ("Subject", "開通前の質問"), ("Text", "IDの取り方"));
        var again = await member.Browser.SubmitAsync(form, ("Channel", "Phone"), ("Subject", "開通前の質問"), ("Text", "IDの取り方"));
        var forged = await member.Browser.SubmitAsync(form, ("LinePlace", "x"), ("Channel", "Phone"), ("Subject", "開通前の質問"), ("Text", "IDの取り方"));

        Assert.Equal(opened.Address.AbsolutePath, again.Address.AbsolutePath);
        Assert.Equal(HttpStatusCode.BadRequest, forged.Status);
        Assert.NotNull(opened.Document!.QuerySelector("#no-id"));
        Assert.DoesNotContain(number.Value, opened.Text, StringComparison.Ordinal);
        var answered = await member.Browser.SubmitToAsync(opened, opened.Address.AbsolutePath + "?handler=Answer", DeskServer.Form(), ("Text", "電話で案内しました"));
        Assert.Contains("電話で案内しました", answered.Document!.QuerySelector("#messages")!.TextContent, StringComparison.Ordinal);
        var queue = await member.Browser.OpenAsync("/desk/cases?status=Answered");
        Assert.Contains(number.Masked, queue.Document!.QuerySelector("#cases")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("開通前の質問", (await member.Browser.OpenAsync(page.Address)).Document!.QuerySelector("#cases")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(await server.ActorAsync(member), Assert.Single(await server.AuditAsync("case.opened", opened.Address.AbsolutePath.Split('/')[^1])).Actor);
    }

    [Fact]
    public async Task Line_whose_ID_was_issued_meanwhile_takes_no_case_of_its_own()
    {
        using var person = await server.NewSubscriberOnOwnLineAsync();
        var line = await server.DatabaseAsync(db => db.Users.Where(row => row.UserName == person.UserName).Select(row => row.Line).SingleAsync());
        using var member = await server.DeskAsync();
        var place = server.Services.GetRequiredService<LinePlaces>().Of(line);

        var refused = await member.Browser.SubmitAsync(await member.Browser.OpenAsync($"/desk/cases/new?line={place}"), ("Channel", "Phone"), ("Subject", "請求"), ("Text", "質問"));

        Assert.NotNull(refused.Document!.QuerySelector("#line-error"));
        Assert.Equal(HttpStatusCode.NotFound, (await member.Browser.OpenAsync("/desk/cases/new?line=none")).Status);
    }

    [Fact]
    public async Task Queue_is_filtered_and_read_in_pages_from_the_oldest()
    {
        using var person = await server.NewSubscriberOnOwnLineAsync();
        using var member = await server.DeskAsync();
        var start = server.Clock.GetUtcNow().UtcDateTime;
        var count = CasesModel.PageSize + 3;
        await server.DatabaseAsync(async db =>
        {
            var credential = await db.Users.SingleAsync(row => row.UserName == person.UserName);
            for (var number = 0; number < count; number++)
                db.Add(new SupportCase(credential, SupportChannel.Mail, $"順番{number:000}", Guid.CreateVersion7(), start.AddMinutes(number - count)));
            return await db.SaveChangesAsync();
        });

        var first = await member.Browser.OpenAsync("/desk/cases?channel=Mail&status=Open");
        var second = await member.Browser.OpenAsync(first.Document!.QuerySelector("nav.pager a[rel=next]")!.GetAttribute("href")!);
        var mine = await member.Browser.OpenAsync("/desk/cases?channel=Mail&who=Mine");
        var tampered = await member.Browser.OpenAsync("/desk/cases?channel=Mail&after=nonsense");

        string[] Subjects(Seen page) => [.. page.Document!.QuerySelectorAll("#cases tbody a").Select(link => link.TextContent)];
        Assert.Equal(Enumerable.Range(0, count).Select(number => $"順番{number:000}"), Subjects(first).Concat(Subjects(second)));
        Assert.Null(second.Document!.QuerySelector("nav.pager a[rel=next]"));
        Assert.NotNull(mine.Document!.QuerySelector("#no-cases"));
        Assert.Equal(Subjects(first), Subjects(tampered));
    }

    [Fact]
    public async Task Dispute_is_judged_by_its_consent_and_line_proof_and_upheld()
    {
        using var person = await server.NewSubscriberOnOwnLineAsync();
        using var member = await server.DeskAsync();
        var (charge, _) = await server.BuyAsync(person);
        await person.SubmitAsync(await person.SignInAtAsync($"/account/purchases/{charge}/dispute"), ("Statement", "覚えがありません"));
        Assert.True(PublicId.TryParse(PublicId.Charge, charge, out var key));
        var dispute = await server.DatabaseAsync(db => db.Disputes.AsNoTracking().SingleAsync(row => row.ChargeId == key));
        var path = $"/desk/disputes/{dispute.PublicId}";

        var list = await member.Browser.OpenAsync("/desk/disputes");
        var page = await member.Browser.OpenAsync(path);
        var early = await member.Browser.SubmitToAsync(page, path + "?handler=Uphold", ("Text", "返金します"));
        var taken = await member.Browser.SubmitToAsync(page, path + "?handler=Review");
        var unsaid = await member.Browser.SubmitToAsync(taken, path + "?handler=Uphold", ("Text", " "));
        var upheld = await member.Browser.SubmitToAsync(taken, path + "?handler=Uphold", ("Text", "返金します"));
        var twice = await member.Browser.SubmitToAsync(taken, path + "?handler=Reject", ("Text", "やはり"));

        Assert.NotNull(list.Document!.QuerySelector($"#disputes a[href='{path}']"));
        Assert.Contains("覚えがありません", page.Text, StringComparison.Ordinal);
        Assert.NotEmpty(page.Document!.QuerySelectorAll("#consent-text dt"));
        Assert.Contains("一致しています", page.Document!.QuerySelector("#integrity")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(person.Line!.Value.Masked, page.Document!.QuerySelector("#proof")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(early.Document!.QuerySelector("#failure"));
        Assert.NotNull(unsaid.Document!.QuerySelector("#Text-error"));
        Assert.Contains("認めました", upheld.Document!.QuerySelector("#status")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("0円", upheld.Document!.QuerySelector("#remaining")!.TextContent);
        Assert.NotNull(twice.Document!.QuerySelector("#failure"));
        Assert.Equal(await server.ActorAsync(member), Assert.Single(await server.AuditAsync("dispute.upheld", dispute.PublicId)).Actor);
        Assert.NotNull((await member.Browser.OpenAsync("/desk/disputes?over=true")).Document!.QuerySelector($"#disputes a[href='{path}']"));
    }

    [Fact]
    public async Task Dispute_above_the_desks_bound_is_upheld_by_others()
    {
        using var person = await server.NewSubscriberOnOwnLineAsync();
        using var member = await server.DeskAsync();
        var (charge, _) = await server.BuyAsync(person, "10001");
        await person.SubmitAsync(await person.SignInAtAsync($"/account/purchases/{charge}/dispute"), ("Statement", "覚えがありません"));
        Assert.True(PublicId.TryParse(PublicId.Charge, charge, out var key));
        var dispute = await server.DatabaseAsync(db => db.Disputes.AsNoTracking().SingleAsync(row => row.ChargeId == key));
        var path = $"/desk/disputes/{dispute.PublicId}";

        var taken = await member.Browser.SubmitToAsync(await member.Browser.OpenAsync(path), path + "?handler=Review");
        var forged = await member.Browser.SubmitToAsync(taken, path + "?handler=Uphold", ("Text", "返金します"));
        var rejected = await member.Browser.SubmitToAsync(taken, path + "?handler=Reject", ("Text", "記録があります"));

        Assert.NotNull(taken.Document!.QuerySelector("#above"));
        Assert.Null(taken.Document!.QuerySelector("#uphold"));
        Assert.Contains("承認されてから", forged.Document!.QuerySelector("#failure")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("認めませんでした", rejected.Document!.QuerySelector("#status")!.TextContent, StringComparison.Ordinal);
        Assert.False(await server.DatabaseAsync(db => db.Refunds.AnyAsync(row => row.ChargeId == key)));
    }

    [Fact]
    public async Task Enquiry_of_a_business_is_marked_as_answered_by_who_did()
    {
        using var business = server.NewPerson();
        using var member = await server.DeskAsync();
        var taken = await business.SubmitAsync(await business.OpenAsync("/enquiry"), ("Company", "見本商事"), ("PersonName", "見本"), ("Contact", "mihon@example.com"), ("Text", "導入したい"));
        var id = System.Web.HttpUtility.ParseQueryString(taken.Address.Query)["taken"]!;

        var waiting = await member.Browser.OpenAsync("/desk/enquiries");
        await member.Browser.SubmitToAsync(waiting, "/desk/enquiries", ("enquiry", id));
        var again = await member.Browser.SubmitToAsync(waiting, "/desk/enquiries", ("enquiry", id));
        var unknown = await member.Browser.SubmitToAsync(waiting, "/desk/enquiries", ("enquiry", "enq_1"));
        var answered = await member.Browser.OpenAsync("/desk/enquiries?answered=true");

        Assert.Contains("見本商事", waiting.Document!.QuerySelector("#enquiries")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("見本商事", again.Document!.QuerySelector("#enquiries")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, unknown.Status);
        Assert.Contains("試験 花子が回答", answered.Text, StringComparison.Ordinal);
        Assert.Single(await server.AuditAsync("enquiry.answered", id));
    }
}
