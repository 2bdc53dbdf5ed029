using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Server.Tests.SignIn.Staff;
using FletsCollect.Staff;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Tests.Sites.Desk;

/// <summary>What the desk does on a subscriber's behalf: with a reason, within its bound, under the name of who did it.</summary>
public sealed class DeskActionTests(DeskServer server) : IClassFixture<DeskServer>
{
    private const string Fresh = "another battery staple horse";

    [Fact]
    public async Task Refund_within_the_bound_is_made_once_and_noted_in_the_case_and_above_it_is_the_approvers()
    {
        using var person = await server.NewSubscriberOnOwnLineAsync();
        using var member = await server.DeskAsync();
        var (charge, _) = await server.BuyAsync(person, "12000");
        var opened = await DeskServer.CalledAsync(member, person);
        var path = $"/desk/charges/{charge}";
        var page = await member.Browser.OpenAsync(path);
        Assert.Equal(opened, page.Document!.QuerySelector("#Case option[selected]")!.GetAttribute("value"));

        var unsaid = await member.Browser.SubmitAsync(page, ("Amount", "100"), ("Reason", ""));
        var moreThanLeft = await member.Browser.SubmitAsync(page, DeskServer.Form(), ("Amount", "12001"), ("Reason", "二重"));
        var made = await member.Browser.SubmitAsync(page, ("Amount", "９,０００"), ("Reason", "二重"), ("Case", opened));
        var again = await member.Browser.SubmitAsync(page, ("Amount", "９,０００"), ("Reason", "二重"), ("Case", opened));
        var small = await member.Browser.SubmitAsync(page, DeskServer.Form(), ("Amount", "1001"), ("Reason", "残り"));

        Assert.NotNull(unsaid.Document!.QuerySelector("#Reason-error"));
        Assert.Contains("残額を超えて", moreThanLeft.Document!.QuerySelector("#Amount-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("3,000円", made.Document!.QuerySelector("#remaining")!.TextContent);
        Assert.Equal("3,000円", again.Document!.QuerySelector("#remaining")!.TextContent);
        Assert.Contains("承認担当が判断します", small.Text, StringComparison.Ordinal);
        Assert.Equal("1,999円", small.Document!.QuerySelector("#remaining")!.TextContent);
        Assert.True(PublicId.TryParse(PublicId.Charge, charge, out var key));
        var waiting = await server.DatabaseAsync(db => db.Refunds.AsNoTracking().SingleAsync(row => row.ChargeId == key && row.Status == RefundStatus.Requested));
        Assert.Equal(1_001, waiting.Amount.Amount);
        await ApproveAsync(waiting.PublicId);
        Assert.Equal(RefundStatus.Succeeded, await server.DatabaseAsync(db => db.Refunds.Where(row => row.Id == waiting.Id).Select(row => row.Status).SingleAsync()));
        var refund = await server.DatabaseAsync(db => db.Refunds.AsNoTracking().SingleAsync(row => row.ChargeId == key && row.Amount == new Yen(9_000)));
        Assert.Equal((9_000L, "二重"), (refund.Amount.Amount, refund.Reason));
        var decision = Assert.Single(await server.AuditAsync("refund.desk-decision", refund.PublicId));
        Assert.Equal(await server.ActorAsync(member), decision.Actor);
        Assert.Contains(opened, decision.Detail, StringComparison.Ordinal);
        Assert.Equal(2, (await member.Browser.OpenAsync($"/desk/cases/{opened}")).Document!.QuerySelectorAll("#messages li").Length);
    }

    /// <summary>The operator's approver finds a refund in the queue and says yes.</summary>
    private async Task ApproveAsync(string refund)
    {
        using var approver = await StaffBrowser.JoinedAsync(server, StaffRole.Approver, clock: server.Clock);
        var queue = await approver.Browser.OpenAsync("/operator/approvals");
        Assert.Contains(queue.Document!.QuerySelectorAll("main a"), link => link.GetAttribute("href") == $"/operator/approvals/{refund}");
        var page = await approver.Browser.OpenAsync($"/operator/approvals/{refund}");
        var queueAgain = await approver.Browser.PressButtonAsync(page, "#approve");
        Assert.Contains("承認しました", queueAgain.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Subscription_is_cancelled_at_the_end_of_the_month_and_that_is_taken_back()
    {
        using var person = await server.NewSubscriberOnOwnLineAsync();
        using var member = await server.DeskAsync();
        var subscription = await server.SubscribeAsync(person);
        var path = $"/desk/subscriptions/{subscription}";
        var page = await member.Browser.OpenAsync(path);

        var unsaid = await member.Browser.SubmitAsync(page, ("Reason", " "));
        var cancelled = await member.Browser.SubmitAsync(page, ("Reason", "電話でのお申し出"));
        await member.Browser.SubmitAsync(page, ("Reason", "電話でのお申し出"));
        var undone = await member.Browser.SubmitAsync(cancelled, ("Reason", "考え直された"));

        Assert.NotNull(unsaid.Document!.QuerySelector("#Reason-error"));
        Assert.Equal("解約手続き済み", cancelled.Document!.QuerySelector("#status")!.TextContent);
        Assert.Contains("2026年11月30日", cancelled.Document!.QuerySelector("#done")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("継続中", undone.Document!.QuerySelector("#status")!.TextContent);
        var decisions = await server.AuditAsync("subscription.desk-decision", subscription);
        Assert.Equal(2, decisions.Count);
        Assert.All(decisions, entry => Assert.StartsWith("staff:st_", entry.Actor, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ID_is_stopped_goes_on_and_is_given_up_each_with_a_reason()
    {
        using var person = await server.NewSubscriberOnOwnLineAsync();
        using var member = await server.DeskAsync();
        var place = await server.AddressOfAsync(person);
        await person.SignInAtAsync("/account");

        var unsaid = await member.Browser.SubmitAsync(await member.Browser.OpenAsync(place + "/freeze"), ("Reason", ""));
        var stopped = await DoAsync(member, place, "freeze");
        Assert.Equal("/sign-in", (await person.OpenAsync("/account")).Address.AbsolutePath);
        Assert.NotNull((await member.Browser.OpenAsync(place + "/freeze")).Document!.QuerySelector("#not-open"));
        var goesOn = await DoAsync(member, place, "unfreeze");
        var over = await DoAsync(member, place, "revoke");

        Assert.NotNull(unsaid.Document!.QuerySelector("#Reason-error"));
        Assert.Contains("停止中", StatusOf(stopped), StringComparison.Ordinal);
        Assert.Contains("運営者", StatusOf(stopped), StringComparison.Ordinal);
        Assert.Equal("利用中", StatusOf(goesOn));
        Assert.Equal("廃止", StatusOf(over));
        Assert.Empty(over.Document!.QuerySelectorAll("#steps li"));
        var actor = await server.ActorAsync(member);
        Assert.Equal([actor, actor], (await server.AuditAsync("credential.desk-decision", person.UserName!)).Select(entry => entry.Actor));
        Assert.Contains("お申し出による", Assert.Single(await server.AuditAsync("credential.revoked", person.UserName!)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pause_after_many_wrong_passwords_is_ended_and_not_where_there_is_none()
    {
        using var person = await server.NewSubscriberOnOwnLineAsync();
        using var member = await server.DeskAsync();
        var place = await server.AddressOfAsync(person);
        await person.SignInAtAsync("/account");
        var form = await member.Browser.OpenAsync(place + "/freeze");
        var early = await member.Browser.SubmitToAsync(form, place + "/unlock", DeskServer.Form(), ("Reason", "お申し出による"));
        await server.DatabaseAsync(async db =>
        {
            var now = server.Clock.Instant();
            (await db.Users.SingleAsync(row => row.UserName == person.UserName)).Move(CredentialMove.Lock, now);
            await FailedAttempt.CountAsync(db, FailedAttempt.PasswordOf(person.UserName!.ToUpperInvariant()), FailedAttempt.Everywhere, FailedAttempt.MostFromEverywhere, now, CancellationToken.None);
            return await db.SaveChangesAsync();
        });
        var counted = await server.DatabaseAsync(db => db.FailedAttempts.CountAsync());

        var unlocked = await DoAsync(member, place, "unlock");

        Assert.NotNull(early.Document!.QuerySelector("#failure"));
        Assert.Equal("利用中", StatusOf(unlocked));
        Assert.Equal(counted - 1, await server.DatabaseAsync(db => db.FailedAttempts.CountAsync()));
        Assert.Equal(await server.ActorAsync(member), Assert.Single(await server.AuditAsync("credential.unlocked", person.UserName!)).Actor);
    }

    [Fact]
    public async Task Posted_code_is_in_the_letter_alone_and_sets_a_new_password()
    {
        using var person = await server.NewSubscriberOnOwnLineAsync();
        using var member = await server.DeskAsync();
        var place = await server.AddressOfAsync(person);

        var letter = await DoAsync(member, place, "post-code");
        var after = await member.Browser.OpenAsync(place);

        var code = letter.Document!.Body!.TextContent.Split("コード：")[1].Split('\n')[0].Trim();
        Assert.DoesNotContain(code, after.Text, StringComparison.Ordinal);
        Assert.Contains("郵送したコード", after.Text, StringComparison.Ordinal);
        var done = await person.SubmitAsync(await person.OpenAsync("/recover/code"), ("UserName", person.UserName!), ("Secret", code), ("Password", Fresh));
        Assert.NotNull(done.Document!.QuerySelector("#recovered"));
        var posted = Assert.Single(await server.AuditAsync("credential.reset-code-posted", person.UserName!));
        Assert.Equal(await server.ActorAsync(member), posted.Actor);
        Assert.Contains("お申し出による", posted.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(code, posted.Detail, StringComparison.Ordinal);
    }

    private static async Task<Seen> DoAsync(StaffBrowser member, string place, string step) =>
        await member.Browser.SubmitAsync(await member.Browser.OpenAsync($"{place}/{step}"), ("Reason", "お申し出による"));

    private static string StatusOf(Seen page) => page.Document!.QuerySelector("#status")!.TextContent.Trim();
}
