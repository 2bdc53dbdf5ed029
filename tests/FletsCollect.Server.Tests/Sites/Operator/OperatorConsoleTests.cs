using System.Net;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Database.Tests.Money;
using FletsCollect.Ledger;
using FletsCollect.Server.Tests.SignIn.Staff;
using FletsCollect.Settlement;
using FletsCollect.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FletsCollect.Server.Tests.Sites.Operator;

/// <summary>What the operator's people do at the console, each in a browser without JavaScript.</summary>
public sealed class OperatorConsoleTests(OperatorConsoleTests.ConsoleServer server) : IClassFixture<OperatorConsoleTests.ConsoleServer>
{
    /// <summary>A server of these tests' own, because one of them closes the month; its commands to the database are counted.</summary>
    public sealed class ConsoleServer : RunningServer
    {
        public ConsoleServer()
            : this(new FakeTimeProvider(TimeProvider.System.GetUtcNow()), new CommandCounter())
        {
        }

        private ConsoleServer(FakeTimeProvider clock, CommandCounter database)
            : base(clock, configure: database.Attach) => (Clock, Database) = (clock, database);

        internal FakeTimeProvider Clock { get; }

        public CommandCounter Database { get; }
    }

    [Fact]
    public async Task File_that_is_handed_in_is_kept_and_every_record_that_does_not_fit_is_named()
    {
        using var member = await JoinedAsync(StaffRole.Operator);
        var (month, nowhere) = (new BillingMonth(2001, 1), PublicId.Format(PublicId.LineInvoice, Guid.CreateVersion7()));
        var unknown = TelcoFiles.Write("ACKNOWLEDGEMENT", month, 1, $"A\t{nowhere}\t315\taccepted\t", $"A\t{PublicId.Format(PublicId.LineInvoice, Guid.CreateVersion7())}\t20\taccepted\t");

        var refused = await HandInAsync(member, "Acknowledgement", "answer-1.txt", unknown);
        var broken = await HandInAsync(member, "Acknowledgement", "answer-1.txt", [.. unknown, 10]);
        var nothing = await HandInAsync(member, "Acknowledgement", "empty.txt", []);
        var outgoing = await HandInAsync(member, "InvoiceItems", "answer-1.txt", unknown);
        var empty = await HandInAsync(member, "LineFees", "fees-1.txt", TelcoFiles.Write("LINE-FEES", month, 1));
        var again = await HandInAsync(member, "LineFees", "fees-1.txt", TelcoFiles.Write("LINE-FEES", month, 1));

        var faults = refused.Document!.QuerySelectorAll("#faults li");
        Assert.Equal(2, faults.Length);
        Assert.Equal($"{nowhere}：この番号の請求書はありません。", faults[0].TextContent);
        Assert.NotNull(broken.Document!.QuerySelector("#refused"));
        Assert.NotNull(nothing.Document!.QuerySelector("#import-error"));
        Assert.NotNull(outgoing.Document!.QuerySelector("#import-error"));
        Assert.NotNull(empty.Document!.QuerySelector("#taken"));
        Assert.Contains("以前に取り込み済み", again.Document!.QuerySelector("#taken")!.TextContent, StringComparison.Ordinal);
        var kept = await member.Browser.OpenAsync("/operator/files?kind=Acknowledgement");
        Assert.Equal(2, kept.Document!.QuerySelectorAll("#files tbody tr").Length);
        Assert.Equal(unknown, await server.DatabaseAsync(db => db.BillingFiles.Where(file => file.Refusal == BillingFileRefusal.RecordsDoNotFit).Select(file => file.Content).SingleAsync()));
    }

    [Fact]
    public async Task Charge_is_followed_from_its_account_to_the_proof_of_its_line()
    {
        var charge = await BuyAsync();
        using var member = await JoinedAsync(StaffRole.Operator);

        var account = await member.Browser.OpenAsync("/operator/ledger?account=merchant-payable.uncollected/hatena-demo");
        var entry = await FollowAsync(member, account, "#transfers tbody a");
        var detail = await FollowAsync(member, entry, "dl a[href^='/operator/charges/']");

        Assert.Equal($"/operator/charges/{charge}", detail.Address.AbsolutePath);
        Assert.Contains("承認時のハッシュと一致しています", detail.Text, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", detail.Document!.QuerySelector("#proof")!.TextContent.Replace("::1", "127.0.0.1", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("CAF0000000001", detail.Document.DocumentElement.OuterHtml + entry.Document!.DocumentElement.OuterHtml + account.Document!.DocumentElement.OuterHtml, StringComparison.Ordinal);
        var back = await FollowAsync(member, detail, "#transfers tbody a");
        Assert.Equal(entry.Address, back.Address);
    }

    [Fact]
    public async Task Consent_that_was_altered_is_told()
    {
        var charge = await BuyAsync();
        Assert.True(PublicId.TryParse(PublicId.Charge, charge, out var key));
        await server.DatabaseAsync(db => db.ChargeGrants.Where(grant => db.Charges.Any(row => row.Id == key && row.GrantId == grant.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(grant => grant.ConsentText, grant => grant.ConsentText.Replace("315", "316"))));
        using var member = await JoinedAsync(StaffRole.Approver);

        var detail = await member.Browser.OpenAsync($"/operator/charges/{charge}");

        Assert.Contains("文面が変わっています", detail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ID_is_found_from_its_charge_or_by_the_whole_of_it_stopped_and_let_go_on_each_with_a_reason()
    {
        var charge = await BuyAsync();
        using var person = await server.NewSubscriberAsync();
        await person.SignInAtAsync("/account");
        using var member = await JoinedAsync(StaffRole.Operator);

        var page = await FollowAsync(member, await member.Browser.OpenAsync($"/operator/charges/{charge}"), "#buyer");
        var unsaid = await member.Browser.SubmitAsync(page, ("Reason", " "));
        var stopped = await member.Browser.SubmitAsync(page, ("Reason", "不正利用の疑い"));
        // The same form again, from a page that was left open.
        var again = await member.Browser.SubmitAsync(page, ("Reason", "不正利用の疑い"));
        var away = await person.OpenAsync("/account");
        var search = await member.Browser.OpenAsync("/operator/ids");
        var nothing = await member.Browser.SubmitAsync(search, ("Sought", "fcfcfcfcfcfc"));
        var found = await member.Browser.SubmitAsync(search, ("Sought", $" {person.UserName!.ToUpperInvariant()} "));
        var otherStep = await member.Browser.SubmitAsync(found, ("Step", "Revoke"), ("Reason", "不正利用の疑い"));
        var goesOn = await member.Browser.SubmitAsync(found, ("Reason", "ご本人と確認"));

        Assert.NotNull(unsaid.Document!.QuerySelector("#Reason-error"));
        Assert.All([stopped, again], seen => Assert.Contains("停止したのは運営者", seen.Document!.QuerySelector("#status")!.TextContent, StringComparison.Ordinal));
        Assert.Equal("/sign-in", away.Address.AbsolutePath);
        Assert.NotNull(nothing.Document!.QuerySelector("#Sought-error"));
        Assert.Equal(page.Address, found.Address);
        Assert.Equal(HttpStatusCode.BadRequest, otherStep.Status);
        Assert.Equal("利用中", goesOn.Document!.QuerySelector("#status")!.TextContent);
        Assert.DoesNotContain("CAF0000000001", goesOn.Document.DocumentElement.OuterHtml, StringComparison.Ordinal);
        var trail = await server.DatabaseAsync(db => db.AuditEntries.AsNoTracking().Where(entry => entry.Subject == person.UserName).OrderBy(entry => entry.RecordedAt).ThenBy(entry => entry.Id).ToListAsync());
        Assert.Equal(["不正利用の疑い", "ご本人と確認"], trail.Where(entry => entry.Action == "credential.desk-decision").Select(entry => (string?)JsonNode.Parse(entry.Detail)!["reason"]));
        var actor = "staff:" + await IdOfAsync(member);
        Assert.All(trail.Where(entry => entry.Action is "credential.desk-decision" or "credential.looked-up"), entry => Assert.Equal(actor, entry.Actor));
        Assert.Single(trail, entry => entry.Action == "credential.looked-up");
    }

    [Fact]
    public async Task Tariff_that_one_person_proposed_is_approved_by_another_and_not_by_the_same()
    {
        using var approver = await JoinedAsync(StaffRole.Approver);
        using var viewer = await JoinedAsync(StaffRole.Operator);
        var own = await ProposeAsync(await IdOfAsync(approver));
        var others = await ProposeAsync(await IdOfAsync(viewer));

        var queue = await viewer.Browser.OpenAsync("/operator/approvals");
        Assert.Empty(queue.Document!.QuerySelectorAll("#waiting tbody a"));
        var page = await approver.Browser.OpenAsync($"/operator/approvals/{own.PublicId}");
        Assert.Null(page.Document!.QuerySelector("#approve"));
        var refused = await approver.Browser.SubmitToAsync(page, $"/operator/approvals/{own.PublicId}?handler=Approve");
        Assert.Contains("自分の提案は承認できません", refused.Text, StringComparison.Ordinal);
        page = await approver.Browser.OpenAsync($"/operator/approvals/{others.PublicId}");
        var done = await approver.Browser.SubmitToAsync(page, $"/operator/approvals/{others.PublicId}?handler=Approve");
        var twice = await approver.Browser.SubmitToAsync(page, $"/operator/approvals/{others.PublicId}?handler=Approve");

        Assert.Equal("/operator/approvals", done.Address.AbsolutePath);
        Assert.Contains("承認しました", done.Text, StringComparison.Ordinal);
        Assert.Equal("/operator/approvals", twice.Address.AbsolutePath);
        Assert.Null(twice.Document!.QuerySelector("#done"));
        var decisions = await server.DatabaseAsync(db => db.TermsDecisions.AsNoTracking().Where(row => row.SubjectId == own.Id || row.SubjectId == others.Id).ToListAsync());
        var word = Assert.Single(decisions);
        Assert.Equal((others.Id, true, await IdOfAsync(approver)), (word.SubjectId, word.Approved, word.DecidedBy));
    }

    [Fact]
    public async Task Month_is_looked_at_closed_and_settled()
    {
        await BuyAsync();
        using var member = await JoinedAsync(StaffRole.Operator);
        var month = BillingMonth.At(server.Clock.Instant());

        var look = await member.Browser.OpenAsync($"/operator/months/{month}/close");
        Assert.NotNull(look.Document!.QuerySelector("#dry-run"));
        Assert.False(await server.DatabaseAsync(db => db.BillingCycles.AnyAsync()));
        var tooSoon = await member.Browser.SubmitAsync(look);
        Assert.Contains("まだ終わっていません", tooSoon.Document!.QuerySelector("#refused")!.TextContent, StringComparison.Ordinal);
        var early = await member.Browser.SubmitAsync(tooSoon, ("Early", "true"));
        Assert.Contains("締めました", early.Document!.QuerySelector("#done")!.TextContent, StringComparison.Ordinal);
        var issued = await member.Browser.SubmitAsync(await FollowAsync(member, early, "#go"));
        Assert.Contains("引き渡しました", issued.Document!.QuerySelector("#done")!.TextContent, StringComparison.Ordinal);
        var settled = await member.Browser.SubmitAsync(await FollowAsync(member, issued, "#go"));

        Assert.Contains("精算書を", settled.Document!.QuerySelector("#done")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("はてなデモブログ", settled.Document.QuerySelector("#statements")!.TextContent, StringComparison.Ordinal);
        Assert.True(await server.DatabaseAsync(db => db.FeeStatements.AnyAsync(statement => statement.Month == month)));
    }

    [Fact]
    public async Task Account_with_more_transfers_than_a_page_is_read_in_pages_that_the_database_cuts()
    {
        var code = $"paged-{Guid.CreateVersion7():N}"[..20];
        await PostAsync(code, LedgerPages * Server.Sites.Operator.LedgerModel.PageSize + 1);
        using var member = await JoinedAsync(StaffRole.Operator);
        var seen = new List<string>();

        var (page, commands) = await server.Database.DuringAsync(() => member.Browser.OpenAsync($"/operator/ledger?account=merchant-payable.held/{code}"));
        for (var number = 0; ; number++)
        {
            Assert.True(number <= LedgerPages, "The list does not end.");
            seen.AddRange(page.Document!.QuerySelectorAll("#transfers tbody a").Select(link => link.GetAttribute("href")!));
            if (page.Document!.QuerySelector("nav.pager a[rel=next]") is null)
                break;
            page = await FollowAsync(member, page, "nav.pager a[rel=next]");
        }

        Assert.Equal(LedgerPages * Server.Sites.Operator.LedgerModel.PageSize + 1, seen.Count);
        Assert.Equal(seen.Count, seen.Distinct(StringComparer.Ordinal).Count());
        Assert.Contains("LIMIT", Assert.Single(commands, command => command.Contains("\"transfer\"", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_trail_is_searched_by_subject_and_by_action()
    {
        var charge = await BuyAsync();
        using var member = await JoinedAsync(StaffRole.Approver);

        var bySubject = await member.Browser.OpenAsync($"/operator/audit?subject={charge}");
        var byAction = await member.Browser.OpenAsync("/operator/audit?done=staff.joined");
        var nothing = await member.Browser.OpenAsync("/operator/audit?subject=nobody");
        var badDay = await member.Browser.OpenAsync("/operator/audit?until=yesterday");

        Assert.All(bySubject.Document!.QuerySelectorAll("#entries tbody tr"), row => Assert.Contains(charge, row.TextContent, StringComparison.Ordinal));
        Assert.NotEmpty(bySubject.Document.QuerySelectorAll("#entries tbody tr"));
        Assert.All(byAction.Document!.QuerySelectorAll("#entries tbody td:nth-child(2)"), cell => Assert.Equal("staff.joined", cell.TextContent));
        Assert.NotNull(nothing.Document!.QuerySelector("#no-entries"));
        Assert.NotNull(badDay.Document!.QuerySelector("#until-error"));
    }

    [Fact]
    public async Task Operator_has_the_books_proved_by_a_button_that_others_do_not_have()
    {
        using var member = await JoinedAsync(StaffRole.Operator);
        using var approver = await JoinedAsync(StaffRole.Approver);

        var proved = await member.Browser.SubmitToAsync(await member.Browser.OpenAsync("/operator/jobs"), "/operator/jobs", ("job", "verify-books"));
        var unknown = await member.Browser.SubmitToAsync(proved, "/operator/jobs", ("job", "no-such-job"));
        var theirs = await approver.Browser.OpenAsync("/operator/jobs");
        var forged = await approver.Browser.SubmitToAsync(await approver.Browser.OpenAsync("/staff"), "/operator/jobs", ("job", "verify-books"));

        Assert.Contains("verify-books", proved.Document!.QuerySelector("#done")!.TextContent, StringComparison.Ordinal);
        Assert.True(await server.DatabaseAsync(db => db.JobLeases.AnyAsync(lease => lease.Name == "verify-books" && !lease.Failed && lease.FinishedAt != null)));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.Forbidden), (unknown.Status, forged.Status));
        Assert.Null(theirs.Document!.QuerySelector("#jobs form"));
    }

    [Fact]
    public async Task Approver_invites_an_owner_and_suspends_a_member()
    {
        using var approver = await JoinedAsync(StaffRole.Approver);
        using var desk = await JoinedAsync(StaffRole.Desk);
        var page = await approver.Browser.OpenAsync("/operator/staff");
        var address = $"{Guid.CreateVersion7():N}@shop.example";

        var wrong = await approver.Browser.SubmitToAsync(page, "/operator/staff?handler=Invite", ("MailAddress", address), ("FullName", "店長"), ("Role", "Owner"));
        var invited = await approver.Browser.SubmitToAsync(page, "/operator/staff?handler=Invite", ("MailAddress", address), ("FullName", "店長"), ("Role", "Owner"), ("MerchantCode", "hatena-demo"));
        var suspended = await approver.Browser.SubmitToAsync(page, "/operator/staff?handler=Suspend", ("member", await IdOfAsync(desk)));

        Assert.NotNull(wrong.Document!.QuerySelector("#refused"));
        var link = invited.Document!.QuerySelector("#invitation-link")!.TextContent;
        using var newcomer = server.NewPerson();
        Assert.Contains(address, (await newcomer.OpenAsync(new Uri(link))).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, suspended.Status);
        Assert.Equal("/staff/sign-in", (await desk.Browser.OpenAsync("/staff")).Address.AbsolutePath);
    }

    [Theory]
    [InlineData("/operator", "#figures")]
    [InlineData("/operator/jobs", "#jobs")]
    [InlineData("/operator/merchants", "#merchants")]
    [InlineData("/operator/merchants?name=nobody-of-this-name", "#no-merchants")]
    [InlineData("/operator/ledger?balance=true", "#trial-balance")]
    [InlineData("/operator/ledger?account=no-such-account", "#no-transfers")]
    public async Task Page_shows_what_it_is_for(string path, string element)
    {
        using var member = await JoinedAsync(StaffRole.Operator);

        var page = await member.Browser.OpenAsync(path);

        Assert.NotNull(page.Document!.QuerySelector(element));
        Assert.Equal("no-store, no-cache", page.Headers["Cache-Control"]);
    }

    private const int LedgerPages = 2;

    private static async Task<Seen> HandInAsync(StaffBrowser member, string kind, string name, byte[] file) =>
        await member.Browser.UploadAsync(await member.Browser.OpenAsync("/operator/files"), "Upload", name, file, ("As", kind));

    private Task<StaffBrowser> JoinedAsync(StaffRole role) => StaffBrowser.JoinedAsync(server, role, clock: server.Clock);

    private Task<string> IdOfAsync(StaffBrowser member) => server.DatabaseAsync(async db => (await db.StaffMembers.AsNoTracking().SingleAsync(row => row.MailAddress == member.MailAddress)).PublicId);

    private static Task<Seen> FollowAsync(StaffBrowser member, Seen page, string link) =>
        member.Browser.OpenAsync(new Uri(page.Address, page.Document!.QuerySelector(link)!.GetAttribute("href")!));

    private async Task<string> BuyAsync()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var charged = await merchant.ChargeAsync(await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync())), merchant.Key(1));
        Assert.Equal(HttpStatusCode.Created, charged.Status);
        return charged.Text("id")!;
    }

    private async Task<Tariff> ProposeAsync(string by)
    {
        await using var scope = server.Services.CreateAsyncScope();
        var month = BillingMonth.At(server.Clock.Instant()).Next.Next;
        var outcome = await scope.ServiceProvider.GetRequiredService<ProposeTariff>().ExecuteAsync(
            new ProposeTariffCommand($"t{Guid.CreateVersion7():N}"[..19], month, new TariffTerms(6, 100, new Yen(30)), TaxRates: null, by), CancellationToken.None);
        return outcome.Succeeded(out var tariff, out var refusal) ? tariff : throw new InvalidOperationException($"Nothing was proposed: {refusal}.");
    }

    /// <summary>Entries of one transfer each on a merchant's account.</summary>
    private async Task PostAsync(string code, int count)
    {
        var now = server.Clock.Instant();
        await using var scope = server.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<UnitOfWork>().CommitAsync(
            (db, _) =>
            {
                for (var entry = 0; entry < count; entry++)
                {
                    db.AddRange(new JournalEntry(JournalEntryKind.FundsHeld, Guid.CreateVersion7(), BusinessDate.At(now),
                        [entry % 2 == 0
                            ? new Posting(ChartOfAccounts.MerchantPayableAvailable(code), ChartOfAccounts.MerchantPayableHeld(code), new Yen(1))
                            : new Posting(ChartOfAccounts.MerchantPayableHeld(code), ChartOfAccounts.MerchantPayableAvailable(code), new Yen(1))]).ToTransfers(now));
                }
                return Task.FromResult(count);
            },
            CancellationToken.None);
    }
}
