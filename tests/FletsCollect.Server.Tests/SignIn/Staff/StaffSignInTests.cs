using FletsCollect.Audit;
using FletsCollect.Staff;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Server.Tests.SignIn.Staff;

/// <summary>How the operator's and the merchants' people join, sign in, and are kept out.</summary>
public sealed class StaffSignInTests(ClockedServer server) : IClassFixture<ClockedServer>
{
    [Fact]
    public async Task Invited_member_joins_with_a_password_and_an_app_and_signs_in()
    {
        using var member = await StaffBrowser.JoinedAsync(server, StaffRole.Bookkeeper, "hatena-demo", server.Clock);

        var home = await member.Browser.OpenAsync("/staff");

        Assert.Contains("経理担当", home.Text, StringComparison.Ordinal);
        Assert.Contains("はてなデモブログ", home.Text, StringComparison.Ordinal);
        var id = (await StoredAsync(member)).PublicId;
        Assert.Equal(["staff.invited", "staff.joined", "staff.signed-in"], await server.DatabaseAsync(db => db.AuditEntries.Where(entry => entry.Subject == id).OrderBy(entry => entry.Id).Select(entry => entry.Action).ToListAsync()));
    }

    [Fact]
    public async Task Invitation_is_good_once()
    {
        using var member = new StaffBrowser(server, Address(), server.Clock);
        using var finder = new StaffBrowser(server, member.MailAddress, server.Clock);
        var invitation = await StaffBrowser.InviteAsync(server, member.MailAddress, StaffRole.Desk);
        await member.JoinAsync(invitation);

        var again = await finder.JoinAsync(invitation);

        Assert.NotNull(again.Document!.QuerySelector("#invitation-over"));
    }

    [Theory]
    [InlineData("made-up")]
    [InlineData("")]
    public async Task Invitation_that_nobody_gave_opens_nothing(string invitation)
    {
        using var member = new StaffBrowser(server, Address(), server.Clock);

        Assert.NotNull((await member.JoinAsync(invitation)).Document!.QuerySelector("#invitation-over"));
    }

    [Fact]
    public async Task Invitation_ends_after_three_days()
    {
        using var member = new StaffBrowser(server, Address(), server.Clock);
        var invitation = await StaffBrowser.InviteAsync(server, member.MailAddress, StaffRole.Desk);

        server.Clock.Advance(TimeSpan.FromDays(3));

        Assert.NotNull((await member.JoinAsync(invitation)).Document!.QuerySelector("#invitation-over"));
    }

    [Fact]
    public async Task Wrong_code_and_weak_password_join_nobody_and_use_nothing_up()
    {
        using var member = new StaffBrowser(server, Address(), server.Clock);
        var invitation = await StaffBrowser.InviteAsync(server, member.MailAddress, StaffRole.Desk);

        var wrong = await member.JoinAsync(invitation, code: "000000");
        var weak = await member.JoinAsync(invitation, password: "password");

        Assert.NotNull(wrong.Document!.QuerySelector("#Code-error"));
        Assert.NotNull(weak.Document!.QuerySelector("#Password-error"));
        Assert.Equal("/staff/sign-in", (await member.JoinAsync(invitation)).Address.AbsolutePath);
    }

    [Fact]
    public async Task Wrong_password_wrong_code_and_unknown_address_are_told_alike()
    {
        using var member = await StaffBrowser.JoinedAsync(server, StaffRole.Desk, clock: server.Clock);
        using var stranger = new StaffBrowser(server, member.MailAddress, server.Clock);
        server.Clock.Advance(TimeSpan.FromMinutes(2));

        string[] told =
        [
            (await stranger.SignInAsync(member.Code, password: "not the password")).Text,
            (await stranger.SignInAsync("000000")).Text,
            (await stranger.SignInAsync(member.Code, mailAddress: Address())).Text,
            (await stranger.SignInAsync(member.Code, mailAddress: "no address")).Text,
        ];

        Assert.Single(told.Distinct());
        Assert.Contains("ログインできませんでした", told[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_is_good_once()
    {
        using var member = await StaffBrowser.JoinedAsync(server, StaffRole.Desk, clock: server.Clock);
        using var watcher = new StaffBrowser(server, member.MailAddress, server.Clock);
        server.Clock.Advance(TimeSpan.FromMinutes(2));
        var code = member.Code;
        Assert.Equal("/staff", (await member.SignInAsync(code)).Address.AbsolutePath);

        Assert.Equal("/staff/sign-in", (await watcher.SignInAsync(code)).Address.AbsolutePath);
    }

    [Fact]
    public async Task Whoever_guesses_too_often_has_to_wait()
    {
        using var member = await StaffBrowser.JoinedAsync(server, StaffRole.Desk, clock: server.Clock);
        using var guesser = new StaffBrowser(server, member.MailAddress, server.Clock);
        server.Clock.Advance(TimeSpan.FromMinutes(2));
        for (var guess = 0; guess < FailedAttempt.MostFromOnePlace; guess++)
            await guesser.SignInAsync("000000");

        var paused = await member.SignInAsync();
        server.Clock.Advance(FailedAttempt.Window);
        var later = await member.SignInAsync();

        Assert.Equal("/staff/sign-in", paused.Address.AbsolutePath);
        Assert.Equal("/staff", later.Address.AbsolutePath);
    }

    [Fact]
    public async Task Suspended_member_is_out_with_the_next_request_and_stays_out()
    {
        using var member = await StaffBrowser.JoinedAsync(server, StaffRole.Viewer, "hatena-demo", server.Clock);
        var stored = await StoredAsync(member);
        await using (var scope = server.Services.CreateAsyncScope())
            Assert.True((await scope.ServiceProvider.GetRequiredService<SuspendStaff>().ExecuteAsync(stored.Id, stored.MerchantId, AuditActor.Person("test"), CancellationToken.None)).Succeeded(out _, out _));

        Assert.Equal("/staff/sign-in", (await member.Browser.OpenAsync("/staff")).Address.AbsolutePath);
        server.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("/staff/sign-in", (await member.SignInAsync()).Address.AbsolutePath);
    }

    [Fact]
    public async Task New_invitation_ends_what_was_signed_in_and_the_old_password_and_app()
    {
        using var member = await StaffBrowser.JoinedAsync(server, StaffRole.Desk, clock: server.Clock);
        using var again = new StaffBrowser(server, member.MailAddress, server.Clock);
        var invitation = await StaffBrowser.InviteAsync(server, member.MailAddress, StaffRole.Desk);

        Assert.Equal("/staff/sign-in", (await member.Browser.OpenAsync("/staff")).Address.AbsolutePath);
        server.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("/staff/sign-in", (await member.SignInAsync()).Address.AbsolutePath);
        Assert.Equal("/staff/sign-in", (await again.JoinAsync(invitation)).Address.AbsolutePath);
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("/staff", (await again.SignInAsync()).Address.AbsolutePath);
    }

    [Fact]
    public async Task Nobody_stays_signed_in_without_a_click_or_for_more_than_half_a_day()
    {
        using var idle = await StaffBrowser.JoinedAsync(server, StaffRole.Desk, clock: server.Clock);
        server.Clock.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal("/staff/sign-in", (await idle.Browser.OpenAsync("/staff")).Address.AbsolutePath);

        using var busy = await StaffBrowser.JoinedAsync(server, StaffRole.Desk, clock: server.Clock);
        for (var click = 0; click < 35; click++)
        {
            server.Clock.Advance(TimeSpan.FromMinutes(20));
            Assert.Equal("/staff", (await busy.Browser.OpenAsync("/staff")).Address.AbsolutePath);
        }
        server.Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal("/staff/sign-in", (await busy.Browser.OpenAsync("/staff")).Address.AbsolutePath);
    }

    [Fact]
    public async Task Sign_out_ends_it_in_this_browser()
    {
        using var member = await StaffBrowser.JoinedAsync(server, StaffRole.Desk, clock: server.Clock);

        await member.Browser.SubmitAsync(await member.Browser.OpenAsync("/staff"));

        Assert.Equal("/staff/sign-in", (await member.Browser.OpenAsync("/staff")).Address.AbsolutePath);
    }

    [Fact]
    public async Task Sign_in_leads_back_to_the_page_that_was_asked_for_and_nowhere_else()
    {
        using var member = await StaffBrowser.JoinedAsync(server, StaffRole.Desk, clock: server.Clock);
        using var elsewhere = new StaffBrowser(server, member.MailAddress, server.Clock);
        server.Clock.Advance(TimeSpan.FromMinutes(2));

        var page = await elsewhere.Browser.OpenAsync("/staff/sign-in?returnUrl=https%3A%2F%2Fevil.example%2F");
        var arrived = await elsewhere.Browser.SubmitAsync(page, ("MailAddress", member.MailAddress), ("Password", StaffBrowser.Password), ("Code", member.Code));

        Assert.Equal("/staff", arrived.Address.AbsolutePath);
    }

    [Fact]
    public async Task Subscriber_is_nobody_of_the_staff()
    {
        using var person = await server.NewSubscriberAsync();
        await person.SignInAtAsync("/account");

        Assert.Equal("/staff/sign-in", (await person.OpenAsync("/staff")).Address.AbsolutePath);
    }

    private static string Address() => $"{Guid.CreateVersion7():N}@staff.example";

    private Task<StaffMember> StoredAsync(StaffBrowser member) => server.DatabaseAsync(db => db.StaffMembers.AsNoTracking().SingleAsync(row => row.MailAddress == member.MailAddress));
}
