using FletsCollect.Calendars;
using FletsCollect.Mail;
using FletsCollect.Notifications;
using FletsCollect.Server.Mail;
using FletsCollect.Server.Tests.SignIn.Staff;
using FletsCollect.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SmtpServer.Protocol;

namespace FletsCollect.Server.Tests.Mail;

/// <summary>What happens to an ID is told by mail to the address that its holder confirmed, and to nobody else.</summary>
[Collection(MailingServer.OneClock)]
public sealed class NotificationMailTests(MailingServer server)
{
    [Fact]
    public void Every_step_that_is_told_has_words() => Assert.All(NotificationTable.Kinds, kind => Assert.True(MailTexts.Knows(kind), kind));

    [Fact]
    public async Task Address_counts_once_its_code_was_typed()
    {
        using var person = await server.NewSubscriberOnOwnLineAsync();
        var address = NewAddress();
        var page = await person.SignInAtAsync("/account/security/mail");
        page = await person.SubmitToAsync(page, "/account/security/mail?handler=Ask", ("MailAddress", address.ToUpperInvariant()));
        Assert.Null(page.Document!.QuerySelector("#present"));
        Assert.Contains(address, page.Document.QuerySelector("#asked")!.TextContent, StringComparison.Ordinal);
        await server.SendAsync();
        var mail = Assert.Single(server.Postbox.To(address));
        Assert.Equal("auto-generated", mail.Headers["Auto-Submitted"]);
        var code = MailingServer.CodeIn(mail.TextBody);

        page = await person.SubmitToAsync(page, "/account/security/mail?handler=Confirm", ("Code", code == "000000" ? "000001" : "000000"));
        Assert.NotNull(page.Document!.QuerySelector("#Code-error"));
        page = await person.SubmitToAsync(page, "/account/security/mail?handler=Confirm", ("Code", $" {code[..3]} {code[3..]} "));

        Assert.Equal(address, page.Document!.QuerySelector("#present")!.TextContent);
    }

    [Fact]
    public async Task Code_is_over_after_five_wrong_ones_and_after_its_time()
    {
        using var person = await server.NewSubscriberOnOwnLineAsync();
        var address = NewAddress();
        var page = await AskAsync(person, address);
        var code = MailingServer.CodeIn(server.Postbox.To(address)[^1].TextBody);
        for (var i = 0; i < 5; i++)
            page = await person.SubmitToAsync(page, "/account/security/mail?handler=Confirm", ("Code", code == "999999" ? "999998" : "999999"));
        page = await person.SubmitToAsync(page, "/account/security/mail?handler=Confirm", ("Code", code));
        Assert.Null(page.Document!.QuerySelector("#present"));

        server.Clock.Advance(TimeSpan.FromMinutes(2));
        page = await AskAsync(person, address);
        code = MailingServer.CodeIn(server.Postbox.To(address)[^1].TextBody);
        server.Clock.Advance(TimeSpan.FromMinutes(31));
        page = await person.SignInAtAsync("/account/security/mail");
        page = await person.SubmitToAsync(page, "/account/security/mail?handler=Confirm", ("Code", code));

        Assert.Null(page.Document!.QuerySelector("#present"));
        Assert.NotNull(page.Document.QuerySelector("#MailAddress-error"));
    }

    [Fact]
    public async Task Second_code_is_not_sent_within_a_minute()
    {
        using var person = await server.NewSubscriberOnOwnLineAsync();
        var address = NewAddress();
        await AskAsync(person, address);

        var page = await AskAsync(person, address);

        Assert.Contains("1分", page.Document!.QuerySelector("#MailAddress-error")!.TextContent, StringComparison.Ordinal);
        Assert.Single(server.Postbox.To(address));
    }

    [Fact]
    public async Task Purchase_is_told_to_who_approved_it_in_the_language_of_the_page()
    {
        using var japanese = await server.NewSubscriberOnOwnLineAsync();
        using var english = await server.NewSubscriberOnOwnLineAsync();
        english.ExtraHeaders["Accept-Language"] = "en";
        using var merchant = server.NewMerchant();
        using var otherShop = server.NewMerchant();
        var (first, second) = (NewAddress(), NewAddress());
        await server.ConfirmAsync(japanese, first);
        await server.ConfirmAsync(english, second);

        await japanese.ApproveAsync(await merchant.StartAsync());
        await english.ApproveAsync(await otherShop.StartAsync());
        await server.SendAsync();

        var told = Assert.Single(server.Postbox.To(first), mail => mail.Subject?.Contains("支払い", StringComparison.Ordinal) == true);
        Assert.Contains("315円", told.TextBody, StringComparison.Ordinal);
        Assert.Contains($"{server.Issuer}account/grants/gr_", told.TextBody, StringComparison.Ordinal);
        Assert.Contains("315 yen", Assert.Single(server.Postbox.To(second), mail => mail.Subject?.StartsWith("You approved a payment to", StringComparison.Ordinal) == true).HtmlBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_before_is_told_that_it_was_replaced()
    {
        using var person = await server.NewSubscriberOnOwnLineAsync();
        var (before, after) = (NewAddress(), NewAddress());
        await server.ConfirmAsync(person, before);
        server.Clock.Advance(TimeSpan.FromMinutes(2));

        await server.ConfirmAsync(person, after);
        await server.SendAsync();

        Assert.Contains(server.Postbox.To(before), mail => mail.Subject == "お知らせ先のメールアドレスを登録しました");
        Assert.Single(server.Postbox.To(after));
    }

    [Fact]
    public async Task Sign_in_is_told_when_it_comes_from_elsewhere_than_the_own_line()
    {
        using var person = await server.NewSubscriberOnOwnLineAsync();
        var address = NewAddress();
        await server.ConfirmAsync(person, address);
        await server.SendAsync();
        Assert.DoesNotContain(server.Postbox.To(address), mail => mail.Subject == "ログインしました");
        using var elsewhere = new Person(server.Issuer) { UserName = person.UserName };
        elsewhere.ExtraHeaders["X-Forwarded-For"] = "203.0.113.7";

        await elsewhere.SignInAtAsync("/account");
        await server.SendAsync();

        Assert.Contains("203.0.113.7", Assert.Single(server.Postbox.To(address), mail => mail.Subject == "ログインしました").TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_household_does_with_an_ID_is_told_to_it_and_to_the_contractor()
    {
        using var contractor = await server.NewSubscriberOnOwnLineAsync();
        using var newcomer = new Person(server.Issuer);
        newcomer.ExtraHeaders["X-Forwarded-For"] = contractor.ExtraHeaders["X-Forwarded-For"];
        var contractors = NewAddress();
        await server.ConfirmAsync(contractor, contractors);
        using var member = new Person(server.Issuer) { UserName = await newcomer.GetIssuedAsync(contractor.Line!.Value.Value[3..]) };
        member.ExtraHeaders["X-Forwarded-For"] = contractor.ExtraHeaders["X-Forwarded-For"];
        var members = NewAddress();
        await server.ConfirmAsync(member, members);

        var page = await member.SignInAtAsync("/account/limits/freeze");
        await member.SubmitAsync(page);
        await server.SendAsync();

        Assert.Single(server.Postbox.To(contractors), mail => mail.Subject == "IDを発行しました" && mail.TextBody?.Contains(member.UserName!, StringComparison.Ordinal) == true);
        Assert.Single(server.Postbox.To(contractors), mail => mail.Subject == "IDを停止しました");
        Assert.Single(server.Postbox.To(members), mail => mail.Subject == "IDを停止しました");
    }

    [Fact]
    public async Task Who_wants_no_more_notices_gets_none()
    {
        using var person = await server.NewSubscriberOnOwnLineAsync();
        using var merchant = server.NewMerchant();
        var address = NewAddress();
        var page = await server.ConfirmAsync(person, address);
        await person.SubmitToAsync(page, "/account/security/mail?handler=Remove");

        await person.ApproveAsync(await merchant.StartAsync());
        await server.SendAsync();

        Assert.Equal("お知らせ先のメールアドレスを削除しました", server.Postbox.To(address)[^1].Subject);
    }

    [Theory]
    [InlineData(SmtpReplyCode.MailboxUnavailable, MailStatus.GivenUp, 1)]
    [InlineData(SmtpReplyCode.ServiceUnavailable, MailStatus.Sent, 2)]
    public async Task Mail_that_is_refused_for_now_is_sent_later_and_one_refused_for_good_is_given_up(SmtpReplyCode answer, MailStatus status, int attempts)
    {
        var address = NewAddress();
        var id = await QueueAsync(address);
        server.Postbox.Refusal = new SmtpResponse(answer, "no");
        await server.SendAsync();
        server.Postbox.Refusal = null;
        Assert.Equal("0 sent, 0 attempts failed", await server.SendAsync());
        server.Clock.Advance(MailMessage.Waits[0]);

        await server.SendAsync();

        var mail = await server.DatabaseAsync(db => db.MailMessages.AsNoTracking().SingleAsync(row => row.Id == id));
        Assert.Equal((status, attempts), (mail.Status, mail.Attempts));
        Assert.Equal(status == MailStatus.Sent ? 1 : 0, server.Postbox.To(address).Count);
    }

    [Fact]
    public async Task Invitation_goes_to_the_address_that_it_is_for_and_its_link_is_kept_nowhere()
    {
        var address = NewAddress();
        await using var scope = server.Services.CreateAsyncScope();
        var invited = await scope.ServiceProvider.GetRequiredService<InviteStaff>().ExecuteAsync(
            new InviteStaffCommand(address, "山田 花子", StaffRole.Desk, null, Audit.AuditActor.Person("suzuki")), CancellationToken.None);
        Assert.True(invited.Succeeded(out var invitation, out _));
        Assert.DoesNotContain(await SecretsAsync(address), secret => secret!.Contains(invitation.Token, StringComparison.Ordinal));

        await server.SendAsync();

        Assert.Contains($"{server.Issuer}staff/join?invitation={invitation.Token}", Assert.Single(server.Postbox.To(address)).TextBody, StringComparison.Ordinal);
        Assert.Null(Assert.Single(await SecretsAsync(address)));
    }

    [Fact]
    public async Task Staff_are_invited_and_told_in_the_language_in_which_they_were_and_are()
    {
        using var merchant = await server.NewOtherMerchantAsync();
        var address = NewAddress();
        using var owner = new StaffBrowser(server, address, server.Clock);
        await using var scope = server.Services.CreateAsyncScope();
        var invited = await scope.ServiceProvider.GetRequiredService<InviteStaff>().ExecuteAsync(
            new InviteStaffCommand(address, "Hanako Yamada", StaffRole.Owner, merchant.ClientId, Audit.AuditActor.Person("suzuki"), "en"), CancellationToken.None);
        Assert.True(invited.Succeeded(out var invitation, out _));
        await server.SendAsync();
        Assert.Equal("You are invited", Assert.Single(server.Postbox.To(address)).Subject);
        await owner.JoinAsync(invitation.Token);

        Assert.Equal("Charging is suspended", await TellAsync("merchant.suspended"));
        // The browser of this sign-in asks for Japanese, as it does unless it is told otherwise.
        await owner.SignInAsync(owner.NextCode);
        Assert.Equal("課金の受け付けを再開しました", await TellAsync("merchant.resumed"));

        async Task<string> TellAsync(string action)
        {
            await server.DatabaseAsync(db =>
            {
                db.Add(Audit.AuditEntry.Of(action, Audit.AuditActor.Operator, merchant.ClientId, server.Clock.Instant()));
                return db.SaveChangesAsync();
            });
            await server.SendAsync();
            return server.Postbox.To(address)[^1].Subject ?? "";
        }
    }

    [Fact]
    public async Task Enquiry_is_acknowledged_without_a_word_of_what_was_typed()
    {
        using var visitor = server.NewPerson();
        var address = NewAddress();
        var form = await visitor.OpenAsync("/enquiry");
        await visitor.SubmitAsync(form, ("Company", "株式会社迷惑"), ("PersonName", "迷惑 太郎"), ("Contact", address), ("Text", "https://spam.example/"));

        await server.SendAsync();

        var mail = Assert.Single(server.Postbox.To(address));
        Assert.Contains("enq_", mail.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain("spam", mail.TextBody + mail.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("迷惑", mail.TextBody + mail.HtmlBody, StringComparison.Ordinal);
    }

    private static string NewAddress() => $"{Guid.CreateVersion7():N}@example.com";

    private async Task<Seen> AskAsync(Person person, string address)
    {
        var page = await person.SignInAtAsync("/account/security/mail");
        page = await person.SubmitToAsync(page, "/account/security/mail?handler=Ask", ("MailAddress", address));
        await server.SendAsync();
        return page;
    }

    private Task<Guid> QueueAsync(string address) => server.DatabaseAsync(async db =>
    {
        var mail = MailMessage.To(new MailReceiver(address, "ja"), "enquiry.received", "enq_00000000000000000000000000", server.Clock.Instant());
        db.Add(mail);
        await db.SaveChangesAsync();
        return mail.Id;
    });

    private Task<List<string?>> SecretsAsync(string address) => server.DatabaseAsync(db => db.MailMessages.Where(row => row.Receiver == address).Select(row => row.Secret).ToListAsync());
}
