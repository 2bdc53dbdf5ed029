using FletsCollect.Billing;
using FletsCollect.Browser.Tests.Clients;
using FletsCollect.Browser.Tests.Surroundings;
using FletsCollect.Calendars;
using FletsCollect.Lines;
using static Microsoft.Playwright.Assertions;

namespace FletsCollect.Browser.Tests.Quality;

/// <summary>Every page in every state, in both languages, narrow and wide: accessible, within its width, and without script.</summary>
public sealed class EveryPageTests(Town town)
{
    [Theory, BothLanguages]
    public async Task Pages_from_the_first_visit_to_the_approval_have_no_fault(string locale, string language)
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household, new BrowserOptions { Locale = locale });
        var inspection = new Inspection(person, language);

        await person.Provider.OpenAsync("");
        await inspection.LookAsync("front page");
        await person.Provider.OpenAsync("services");
        await inspection.LookAsync("services");
        await person.Provider.OpenAsync("enquiry");
        await inspection.LookAsync("enquiry");
        await person.Provider.SendEnquiryAsync("株式会社見本", "見本 花子", " ", "導入したい");
        await inspection.LookAsync("enquiry error");
        await person.Provider.SendEnquiryAsync("株式会社見本", "見本 花子", "hanako@example.com", "導入したい");
        await inspection.LookAsync("enquiry taken");
        await person.Issue.OpenAsync();
        await inspection.LookAsync("issue");
        await person.Issue.SubmitAsync("0000000009", "short");
        await inspection.LookAsync("issue error");
        await person.Issue.SubmitAsync("0000000009", Person.Password);
        await inspection.LookAsync("issue wrong number");
        var id = await person.Issue.IssueAsync(household.CustomerNumber, Person.Password);
        await inspection.LookAsync("issued");
        await person.SignIn.OpenAsync();
        await inspection.LookAsync("sign-in");
        await person.SignIn.SubmitAsync(" ", Person.Password);
        await inspection.LookAsync("sign-in error");
        await person.SignIn.SubmitAsync(id, "not the password at all");
        await Expect(person.SignIn.Failure).ToBeVisibleAsync();
        await inspection.LookAsync("sign-in failed");
        await person.ReachConsentAsync(id);
        await inspection.LookAsync("consent");
        await person.Account.OpenAsync();
        await inspection.LookAsync("account without purchases");

        inspection.ExpectNothingFound();
    }

    [Theory, BothLanguages]
    public async Task Pages_that_refuse_have_no_fault(string locale, string language)
    {
        var options = new BrowserOptions { Locale = locale };
        await using var outside = await town.OpenBrowserAsync(await town.Network.StartHomeWithoutSessionAsync(), options);
        var inspection = new Inspection(outside, language);
        await outside.Provider.OpenAsync("");
        await inspection.LookAsync("front page without a line");
        await outside.Issue.OpenAsync();
        await inspection.LookAsync("issue refused");
        inspection.ExpectNothingFound();

        var household = await town.SettleAsync();
        await using var atHome = await town.OpenBrowserAsync(household, options);
        var id = await atHome.GetIdAsync(household);
        await using var away = await town.OpenBrowserAsync(await town.SettleAsync(), options);
        inspection = new Inspection(away, language);
        await away.ReachConsentAsync(id);
        await inspection.LookAsync("consent on another line");
        await away.Consent.RefuseAsync();
        await away.Order.ExpectAsync("failed");
        await inspection.LookAsync("order failed", noScript: false);
        inspection.ExpectNothingFound();

        var premium = await town.SettleAsync(LineServiceType.HikariPremium);
        await using var person = await town.OpenBrowserAsync(premium, options);
        inspection = new Inspection(person, language);
        await person.ReachConsentAsync(await person.GetIdAsync(premium));
        await inspection.LookAsync("consent refused");
        inspection.ExpectNothingFound();

        await using var suspended = await town.OpenBrowserAsync(await town.SettleAsync(status: LineStatus.Suspended), options);
        inspection = new Inspection(suspended, language);
        await suspended.Issue.OpenAsync();
        await inspection.LookAsync("issue suspended");
        inspection.ExpectNothingFound();
    }

    [Theory, BothLanguages]
    public async Task Pages_that_cannot_be_had_have_no_fault(string locale, string language)
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household, new BrowserOptions { Locale = locale });
        var inspection = new Inspection(person, language);

        await person.Provider.OpenAsync("no-such-page");
        await inspection.LookAsync("not found");
        await person.Provider.OpenAsync("connect/authorize?client_id=hatena-demo&request_uri=urn:ietf:params:oauth:request_uri:none");
        await Expect(person.Provider.Error).ToBeVisibleAsync();
        await inspection.LookAsync("request not valid");

        inspection.ExpectNothingFound();
    }

    [Theory, BothLanguages]
    public async Task Pages_of_what_goes_on_have_no_fault(string locale, string language)
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household, new BrowserOptions { Locale = locale });
        var inspection = new Inspection(person, language);
        var id = await person.GetIdAsync(household);

        await person.Subscriptions.OpenAsync();
        await person.SignIn.SubmitAsync(id, Person.Password);
        await Expect(person.Subscriptions.None).ToBeVisibleAsync();
        await inspection.LookAsync("no subscriptions");
        await person.Grants.OpenAsync();
        await inspection.LookAsync("no grants");
        var subscribed = await MonthlyShop.SubscribeAsync(town, person, id);
        await person.Subscriptions.OpenAsync();
        await inspection.LookAsync("subscriptions");
        await person.Subscriptions.OpenFirstAsync();
        await inspection.LookAsync("subscription");
        await MonthlyShop.ChangePriceAsync(town, person, id, subscribed, async () =>
        {
            await Expect(person.Consent.PriceChange).ToBeVisibleAsync();
            await inspection.LookAsync("consent to a new price");
            await person.Consent.ApproveAsync();
        });
        await person.Subscriptions.OpenAsync();
        await person.Subscriptions.OpenFirstAsync();
        await person.Subscriptions.Cancel.ClickAsync();
        await inspection.LookAsync("cancel");
        await person.Subscriptions.Confirm.ClickAsync();
        await Expect(person.Subscriptions.Cancelled).ToBeVisibleAsync();
        await inspection.LookAsync("cancelled");
        await person.Grants.OpenAsync();
        await inspection.LookAsync("grants");
        await person.Grants.OpenFirstAsync();
        await inspection.LookAsync("grant");
        await person.Grants.Revoke.ClickAsync();
        await inspection.LookAsync("revoke");

        inspection.ExpectNothingFound();
    }

    [Theory, BothLanguages]
    public async Task Pages_of_the_merchant_site_have_no_fault(string locale, string language)
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household, new BrowserOptions { Locale = locale });
        var id = await person.GetIdAsync(household);
        await person.BuyAsync(id);
        var charge = await person.Order.Charge.InnerTextAsync();
        await MonthlyShop.SubscribeAsync(town, person, id);
        await using var owner = await town.OpenBrowserAsync(household, new BrowserOptions { Locale = locale });
        var inspection = new Inspection(owner, language);
        var (address, invitation) = await town.InviteAsync(FletsCollect.Staff.StaffRole.Owner, "hatena-demo");

        await owner.Staff.OpenAsync("staff/join?invitation=none");
        await Expect(owner.Staff.InvitationOver).ToBeVisibleAsync();
        await inspection.LookAsync("staff invitation over");
        await owner.Staff.FollowAsync(invitation);
        await inspection.LookAsync("staff join");
        await owner.Staff.JoinAsync("short");
        await Expect(owner.Staff.PasswordError).ToBeVisibleAsync();
        await inspection.LookAsync("staff join error");
        await owner.Staff.JoinAsync(Person.Password);
        await inspection.LookAsync("staff sign-in");
        await owner.Staff.SignInAsync(address, "not the password");
        await Expect(owner.Staff.Failure).ToBeVisibleAsync();
        await inspection.LookAsync("staff sign-in failed");
        await owner.Staff.SignInAsync(address, Person.Password);
        await inspection.LookAsync("staff home");
        await owner.Merchant.OpenAsync();
        await inspection.LookAsync("merchant overview");
        await owner.Merchant.OpenAsync("usage?month=2005-01");
        await inspection.LookAsync("merchant usage not counted");
        await town.OperateAsync("run-job", "count-usage");
        await owner.Merchant.OpenAsync("usage");
        await inspection.LookAsync("merchant usage by day");
        await owner.Merchant.OpenAsync("usage?by=month&plan=-");
        await inspection.LookAsync("merchant usage by month");
        await owner.Merchant.OpenAsync("charges?from=yesterday");
        await inspection.LookAsync("merchant charges error");
        await owner.Merchant.OpenAsync("charges?search=no-such-order");
        await inspection.LookAsync("merchant no charges");
        await owner.Merchant.OpenAsync("charges");
        await inspection.LookAsync("merchant charges");
        await owner.Merchant.OpenAsync($"charges/{charge}");
        await owner.Merchant.RefundAsync("400", "返品");
        await Expect(owner.Merchant.AmountError).ToBeVisibleAsync();
        await inspection.LookAsync("merchant charge error");
        await owner.Merchant.RefundAsync("100", "返品");
        await Expect(owner.Merchant.Refunded).ToBeVisibleAsync();
        await inspection.LookAsync("merchant charge refunded");
        await owner.Merchant.OpenAsync("refunds");
        await inspection.LookAsync("merchant refunds");
        await owner.Merchant.OpenAsync("subscriptions");
        await inspection.LookAsync("merchant subscriptions");
        await owner.Merchant.OpenFirstAsync();
        await inspection.LookAsync("merchant subscription");
        await owner.Merchant.OpenAsync("statements");
        await inspection.LookAsync("merchant no statements");
        await owner.Merchant.OpenAsync("webhooks");
        await inspection.LookAsync("merchant webhooks");
        await owner.Merchant.OpenAsync("integration");
        await inspection.LookAsync("merchant integration");
        await owner.Merchant.OpenAsync("staff");
        await inspection.LookAsync("merchant staff");

        inspection.ExpectNothingFound();
    }

    [Theory, BothLanguages]
    public async Task Pages_of_the_operators_console_have_no_fault(string locale, string language)
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household, new BrowserOptions { Locale = locale });
        await person.BuyAsync(await person.GetIdAsync(household));
        var charge = await person.Order.Charge.InnerTextAsync();
        await using var approver = await town.OpenStaffBrowserAsync(FletsCollect.Staff.StaffRole.Approver, null, new BrowserOptions { Locale = locale });
        await using var closer = await town.OpenStaffBrowserAsync(FletsCollect.Staff.StaffRole.Operator, null, new BrowserOptions { Locale = locale });
        var inspection = new Inspection(approver, language);

        foreach (var (path, state) in ((string, string)[])
        [
            ("operator", "operator home"), ("operator/months/2026-10", "operator month"), ("operator/approvals", "operator approvals"), ("operator/ledger", "operator ledger"),
            ("operator/ledger?balance=true", "operator trial balance"), ("operator/ledger?account=merchant-payable.uncollected/hatena-demo", "operator account"), ($"operator/charges/{charge}", "operator charge"),
            ("operator/audit", "operator audit"), ("operator/audit?until=yesterday", "operator audit error"), ("operator/files", "operator page of another role"), ("operator/jobs", "operator jobs"), ("operator/merchants", "operator merchants"), ("operator/staff", "operator staff"),
        ])
        {
            await approver.Staff.OpenAsync(path);
            await inspection.LookAsync(state);
        }
        await approver.Operator.OpenAsync($"charges/{charge}");
        await approver.Operator.Transfers.Locator("a").First.ClickAsync();
        await Expect(approver.Operator.Transfers).ToContainTextAsync(["315"]);
        await inspection.LookAsync("operator entry");
        await approver.Operator.OpenAsync("ids");
        await inspection.LookAsync("operator ids");
        await approver.Operator.FindIdAsync("nobody");
        await inspection.LookAsync("operator ids error");
        await approver.Operator.OpenAsync($"charges/{charge}");
        await approver.Operator.Buyer.ClickAsync();
        await inspection.LookAsync("operator id");
        await approver.Operator.SteerIdAsync(" ");
        await inspection.LookAsync("operator id error");
        await approver.Operator.SteerIdAsync("Reported");
        await Expect(approver.Operator.Done).ToBeVisibleAsync();
        await inspection.LookAsync("operator id stopped");
        var closing = new Inspection(closer, language);
        await closer.Staff.OpenAsync("operator/months/2026-10/close");
        await closing.LookAsync("operator close");
        await closer.Staff.OpenAsync("operator/months/2026-10/settle");
        await closing.LookAsync("operator settle");
        foreach (var (path, state) in ((string, string)[])
        [
            ("operator/suspense", "operator no suspense"), ("operator/tariffs", "operator tariffs"), ("operator/merchants/faith-demo/terms", "operator terms"),
            ("operator/merchants/faith-demo/holds", "operator holds"), ("operator/invoices", "operator invoices"),
        ])
        {
            await closer.Staff.OpenAsync(path);
            await closing.LookAsync(state);
        }
        await closer.Page.Locator("#Sought").FillAsync("CAF1");
        await closer.Page.Locator("#find").ClickAsync();
        await closing.LookAsync("operator invoices error");
        await closer.Page.Locator("#Sought").FillAsync(household.LineNumber);
        await closer.Page.Locator("#find").ClickAsync();
        await closing.LookAsync("operator line without invoices");
        await closer.Operator.OpenAsync("files?kind=DebitResult");
        await closing.LookAsync("operator no files");
        await closer.Operator.HandInAsync("Acknowledgement", "acknowledgement-1.txt", AcknowledgementOfNothing());
        await Expect(closer.Operator.Faults).ToHaveCountAsync(3);
        await closing.LookAsync("operator files refused");

        inspection.ExpectNothingFound();
        closing.ExpectNothingFound();
    }

    /// <summary>The telco accepts invoices that were never made.</summary>
    private static byte[] AcknowledgementOfNothing()
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var records = Enumerable.Range(1, 3).Select(number => new TelcoRecord("A", PublicId.Format(PublicId.LineInvoice, Guid.CreateVersion7()), new Yen(number * 1_000), ["accepted", ""]));
        return new TelcoFile(TelcoForm.Acknowledgement.Type, BillingMonth.At(now), 1, now, [.. records]).Write();
    }

    [Theory, BothLanguages]
    public async Task Pages_of_onboarding_have_no_fault(string locale, string language)
    {
        var name = $"株式会社{Guid.CreateVersion7():N}"[..24];
        var options = new BrowserOptions { Locale = locale };
        await using var company = await town.OpenBrowserAsync(await town.SettleAsync(), options);
        await using var reviewer = await town.OpenStaffBrowserAsync(FletsCollect.Staff.StaffRole.Operator, null, options);
        await using var developer = await town.OpenStaffBrowserAsync(FletsCollect.Staff.StaffRole.Developer, "hatena-demo", options);
        var (applying, reviewing, developing) = (new Inspection(company, language), new Inspection(reviewer, language), new Inspection(developer, language));

        await company.Onboarding.OpenAsync("notices");
        await applying.LookAsync("notices");
        await company.Onboarding.OpenAsync("apply");
        await applying.LookAsync("apply");
        await company.Onboarding.ApplyAsync(name, "nowhere", "株式会社見本");
        await applying.LookAsync("apply error");
        await company.Onboarding.ApplyAsync(name, $"{Guid.CreateVersion7():N}@shop.example");
        await applying.LookAsync("application");

        await reviewer.Onboarding.OpenAsync("operator/applications?name=nobody");
        await reviewing.LookAsync("operator no applications");
        await reviewer.Onboarding.OpenAsync("operator/applications");
        await reviewing.LookAsync("operator applications");
        await reviewer.Onboarding.FindAsync(name);
        await reviewing.LookAsync("operator application");
        await reviewer.Onboarding.PressAsync("take-up");
        await reviewing.LookAsync("operator application screening");
        await reviewer.Onboarding.OfferAsync("No Code");
        await Expect(reviewer.Onboarding.Refused).ToBeVisibleAsync();
        await reviewing.LookAsync("operator application error");
        await reviewer.Onboarding.AskAsync("何を販売しますか");
        await reviewer.Onboarding.ExpectStatusAsync("NeedsInformation");
        await company.Page.ReloadAsync();
        await applying.LookAsync("application asked");
        await reviewer.Onboarding.OpenAsync("operator/merchants/hatena-demo");
        await reviewing.LookAsync("operator merchant");
        await reviewer.Onboarding.OpenAsync("operator/notices");
        await reviewer.Onboarding.WriteNoticeAsync("日曜日の保守のお知らせ");
        await reviewing.LookAsync("operator notices");
        await developer.Onboarding.OpenAsync("merchant/certification");
        await developing.LookAsync("merchant certification");
        await developer.Onboarding.OpenAsync("merchant/integration");
        await developer.Onboarding.AddKeyAsync("-----BEGIN PRIVATE KEY-----", "000000");
        await Expect(developer.Onboarding.Refused).ToBeVisibleAsync();
        await developing.LookAsync("merchant integration error");

        applying.ExpectNothingFound();
        reviewing.ExpectNothingFound();
        developing.ExpectNothingFound();
    }

    [Theory, BothLanguages]
    public async Task Pages_of_the_support_desk_have_no_fault(string locale, string language)
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household, new BrowserOptions { Locale = locale });
        var id = await person.GetIdAsync(household);
        await person.BuyAsync(id);
        var charge = await person.Order.Charge.InnerTextAsync();
        await MonthlyShop.SubscribeAsync(town, person, id);
        await person.Account.OpenAsync();
        await person.Provider.OpenAsync($"account/purchases/{charge}/dispute");
        await person.Cases.Statement.FillAsync("覚えがありません。");
        await person.Cases.Dispute.ClickAsync();
        await Expect(person.Cases.Disputed).ToBeVisibleAsync();
        await person.Provider.OpenAsync("enquiry");
        await person.Provider.SendEnquiryAsync("株式会社見本", "見本 花子", "hanako@example.com", "導入したい");
        await using var desk = await town.OpenStaffBrowserAsync(FletsCollect.Staff.StaffRole.Desk, null, new BrowserOptions { Locale = locale });
        var inspection = new Inspection(desk, language);

        await desk.Desk.OpenAsync();
        await inspection.LookAsync("desk home");
        await desk.Desk.FindAsync("no-such-order");
        await Expect(desk.Desk.Nothing).ToBeVisibleAsync();
        await inspection.LookAsync("desk nothing found");
        await desk.Desk.FindAsync(household.CustomerNumber);
        await inspection.LookAsync("desk line");
        await desk.Desk.UnmaskAsync(" ");
        await Expect(desk.Desk.ReasonError).ToBeVisibleAsync();
        await inspection.LookAsync("desk line error");
        await desk.Page.Locator("#ids a").First.ClickAsync();
        await inspection.LookAsync("desk id");
        await desk.Desk.UnmaskAsync("本人確認");
        await Expect(desk.Desk.LineNumber).ToHaveTextAsync(household.LineNumber);
        await inspection.LookAsync("desk id unmasked");
        await desk.Page.Locator("#steps a[href$='/freeze']").ClickAsync();
        await inspection.LookAsync("desk freeze");
        await desk.Desk.ConfirmAsync(" ");
        await Expect(desk.Desk.ReasonError).ToBeVisibleAsync();
        await inspection.LookAsync("desk freeze error");
        await desk.Desk.ConfirmAsync("紛失のお申し出");
        await Expect(desk.Desk.Done).ToBeVisibleAsync();
        await inspection.LookAsync("desk id stopped");
        await desk.Page.Locator("#subscriptions a").First.ClickAsync();
        await inspection.LookAsync("desk subscription");
        await desk.Desk.OpenAsync($"charges/{charge}");
        await desk.Desk.RefundAsync("many", "返品");
        await Expect(desk.Desk.AmountError).ToBeVisibleAsync();
        await inspection.LookAsync("desk charge error");
        await desk.Desk.RefundAsync("100", "返品");
        await Expect(desk.Desk.Done).ToBeVisibleAsync();
        await inspection.LookAsync("desk charge refunded");
        await desk.Desk.OpenAsync("cases/new");
        await desk.Page.Locator("#UserName").FillAsync(id);
        await desk.Desk.OpenCaseAsync(" ", " ");
        await Expect(desk.Desk.TextError).ToBeVisibleAsync();
        await inspection.LookAsync("desk case new error");
        await desk.Desk.OpenCaseAsync("請求について", "届かない");
        await desk.Desk.WriteAsync("折返し電話済み", "note");
        await Expect(desk.Desk.Messages).ToHaveCountAsync(2);
        await inspection.LookAsync("desk case");
        await desk.Desk.OpenAsync();
        await desk.Desk.FindAsync((await town.SettleAsync()).CustomerNumber);
        await desk.Page.Locator("#new-case").ClickAsync();
        await inspection.LookAsync("desk case of a line new");
        await desk.Desk.OpenCaseAsync("開通前の質問", "IDの取り方");
        await inspection.LookAsync("desk case of a line");
        await desk.Desk.OpenAsync("cases");
        await inspection.LookAsync("desk cases");
        await desk.Desk.OpenAsync("cases?status=Closed&who=Mine");
        await inspection.LookAsync("desk no cases");
        await desk.Desk.OpenAsync("disputes");
        await inspection.LookAsync("desk disputes");
        await desk.Page.Locator("#disputes a").Last.ClickAsync();
        await desk.Desk.Review.ClickAsync();
        await desk.Desk.WriteAsync(" ", "reject");
        await Expect(desk.Desk.TextError).ToBeVisibleAsync();
        await inspection.LookAsync("desk dispute error");
        await desk.Desk.OpenAsync("enquiries");
        await inspection.LookAsync("desk enquiries");
        await desk.Desk.OpenAsync("hours");
        await inspection.LookAsync("desk hours");

        inspection.ExpectNothingFound();
    }

    [Theory, BothLanguages]
    public async Task Pages_of_limits_have_no_fault(string locale, string language)
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household, new BrowserOptions { Locale = locale });
        var inspection = new Inspection(person, language);
        var id = await person.GetIdAsync(household);
        await using var member = await town.OpenBrowserAsync(household, new BrowserOptions { Locale = locale });
        var memberId = await member.GetIdAsync(household);
        await person.BuyAsync(id);

        await person.Limits.OpenAsync();
        await inspection.LookAsync("limits");
        await person.Limits.CapLineAsync("1500");
        await Expect(person.Limits.CapError).ToBeVisibleAsync();
        await inspection.LookAsync("limits error");
        await person.Limits.CapLineAsync("0");
        await Expect(person.Limits.Done).ToBeVisibleAsync();
        await inspection.LookAsync("limits changed");
        await person.ReachConsentAsync(id);
        await inspection.LookAsync("consent over the limit");
        await person.Grants.OpenAsync();
        await person.Grants.OpenFirstAsync();
        await person.Grants.Block.ClickAsync();
        await Expect(person.Grants.Blocked).ToBeVisibleAsync();
        await inspection.LookAsync("merchant blocked");
        await person.Limits.OpenAsync();
        await person.Limits.StopAll.ClickAsync();
        await inspection.LookAsync("stop all");
        await person.Limits.Confirm.ClickAsync();
        await Expect(person.Limits.Stopped).ToBeVisibleAsync();
        await inspection.LookAsync("limits stopped");
        var memberInspection = new Inspection(member, language);
        await member.Limits.OpenAsync();
        await member.SignIn.SubmitAsync(memberId, Person.Password);
        await memberInspection.LookAsync("limits of a member");
        await member.Limits.FreezeOwn.ClickAsync();
        await memberInspection.LookAsync("freeze");
        await member.Limits.Confirm.ClickAsync();
        await Expect(member.Provider.Main).ToContainTextAsync(language == "ja" ? "停止しました" : "stopped");
        await memberInspection.LookAsync("frozen");

        inspection.ExpectNothingFound();
        memberInspection.ExpectNothingFound();
    }

    [Theory, BothLanguages]
    public async Task Pages_of_an_ID_have_no_fault(string locale, string language)
    {
        var household = await town.SettleAsync(LineServiceType.HikariPremium);
        await using var person = await town.OpenBrowserAsync(household, new BrowserOptions { Locale = locale });
        var inspection = new Inspection(person, language);
        var id = await person.GetIdAsync(household);

        await person.Security.OpenAsync("recover");
        await inspection.LookAsync("recover");
        await person.Security.RecoverAsync(id, "9999999999", "short");
        await inspection.LookAsync("recover error");
        await person.Security.OpenAsync("recover/code");
        await inspection.LookAsync("recover by code");
        await person.Security.RecoverAsync(id, "2222-2222-2222-2222", Person.Password + "!");
        await Expect(person.Security.RecoveryError).ToBeVisibleAsync();
        await inspection.LookAsync("recover by wrong code");
        await person.Security.OpenAsync("sign-in/passkey");
        await inspection.LookAsync("sign-in passkey", noScript: false);
        await person.Security.OpenAsync("help");
        await inspection.LookAsync("help");
        await person.SignIn.OpenAsync();
        await person.SignIn.SubmitAsync(id, Person.Password);
        await Expect(person.Account.NoPurchases).ToBeVisibleAsync();
        foreach (var path in new[] { "account/security", "account/security/password", "account/security/pin", "account/security/app", "account/security/history", "account/security/mail", "account/household", "account/approvals" })
        {
            await person.Security.OpenAsync(path);
            await inspection.LookAsync(path.Replace('/', ' '));
        }
        await person.Security.OpenAsync("account/security/mail");
        await person.Security.AskForNotificationsAsync("hanako@example.com");
        await inspection.LookAsync("account security mail asked");
        await person.Security.ConfirmNotificationsAsync("12");
        await inspection.LookAsync("account security mail error");
        await person.Security.OpenAsync("account/security/passkeys");
        await inspection.LookAsync("account security passkeys", noScript: false);
        await person.Security.OpenAsync("account/security/pin");
        await person.Security.SetPinAsync("111111");
        await inspection.LookAsync("pin error");
        await person.Security.SetPinAsync("407291");
        await Expect(person.Security.PinIsSet).ToBeVisibleAsync();
        await inspection.LookAsync("pin set");
        await person.Shop.OpenAsync();
        await person.Shop.PayAsync();
        await inspection.LookAsync("consent with PIN");
        await person.Consent.Pin.FillAsync("000111");
        await person.Consent.ApproveAsync();
        await inspection.LookAsync("consent with wrong PIN");
        await person.Security.OpenAsync("account/security/app");
        await person.Security.TurnAppOnAsync();
        await Expect(person.Security.AppIsOn).ToBeVisibleAsync();
        await inspection.LookAsync("account security app on");
        await using var elsewhere = await town.OpenBrowserAsync(household, new BrowserOptions { Locale = locale });
        var another = new Inspection(elsewhere, language);
        await elsewhere.SignIn.OpenAsync();
        await elsewhere.SignIn.SubmitAsync(id, Person.Password);
        await Expect(elsewhere.SignIn.Code).ToBeVisibleAsync();
        await another.LookAsync("sign-in code");
        await elsewhere.SignIn.SubmitCodeAsync("000000");
        await Expect(elsewhere.SignIn.CodeFailure).ToBeVisibleAsync();
        await another.LookAsync("sign-in code error");

        inspection.ExpectNothingFound();
        another.ExpectNothingFound();
    }

    [Theory, BothLanguages]
    public async Task Pages_of_a_household_have_no_fault(string locale, string language)
    {
        var household = await town.SettleAsync();
        var options = new BrowserOptions { Locale = locale };
        await using var contractor = await town.OpenBrowserAsync(household, options);
        await using var child = await town.OpenBrowserAsync(household, options);
        var inspection = new Inspection(contractor, language);
        var ofChild = new Inspection(child, language);
        var id = await contractor.GetIdAsync(household);
        var childId = await child.GetIdAsync(household);
        await contractor.SignIn.OpenAsync();
        await contractor.SignIn.SubmitAsync(id, Person.Password);
        await contractor.Household.OpenAsync();
        await inspection.LookAsync("household");
        await contractor.Household.AskAboveAsync(childId, "many");
        await inspection.LookAsync("household error");
        await contractor.Household.AskAboveAsync(childId, "0");

        await child.ReachConsentAsync(childId);
        await ofChild.LookAsync("consent that must be asked for");
        await child.Consent.ApproveAsync();
        await Expect(child.Consent.LookAgain).ToBeVisibleAsync();
        await ofChild.LookAsync("consent that waits");
        await contractor.Household.OpenApprovalsAsync();
        await inspection.LookAsync("approvals waiting");
        await contractor.Household.ApproveAsync();
        await Expect(contractor.Household.Decided).ToHaveCountAsync(1);
        await inspection.LookAsync("approvals decided");

        inspection.ExpectNothingFound();
        ofChild.ExpectNothingFound();
    }

    [Theory, BothLanguages]
    public async Task Documents_for_developers_have_no_fault(string locale, string language)
    {
        await using var person = await town.OpenBrowserAsync(await town.SettleAsync(), new BrowserOptions { Locale = locale });
        var inspection = new Inspection(person, language);

        foreach (var page in new[] { "docs", "docs/errors", "docs/errors/limit_exceeded", "docs/webhooks", "docs/states", "docs/limits", "docs/carrier-billing" })
        {
            await person.Provider.OpenAsync(page);
            await inspection.LookAsync(page);
        }

        inspection.ExpectNothingFound();
    }

    [Theory, BothLanguages]
    public async Task Pages_of_the_shop_and_of_the_account_have_no_fault(string locale, string language)
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household, new BrowserOptions { Locale = locale });
        var inspection = new Inspection(person, language);

        await person.Shop.OpenAsync();
        await inspection.LookAsync("shop", noScript: false);
        await person.Shop.OpenAsync("?notice=unknown-answer");
        await inspection.LookAsync("shop unknown answer", noScript: false);
        await person.Shop.OpenAsync("no-such-page");
        await inspection.LookAsync("shop not found", noScript: false);
        var id = await person.GetIdAsync(household);
        await person.ReachConsentAsync(id);
        await person.Shop.OpenAsync();
        await inspection.LookAsync("shop with orders", noScript: false);
        await person.Shop.Orders.Locator("a").ClickAsync();
        await person.Order.ExpectAsync("waiting");
        await inspection.LookAsync("order waiting", noScript: false);
        await person.Order.PayAgain.ClickAsync();
        await person.Consent.RefuseAsync();
        await person.Order.ExpectAsync("refused");
        await inspection.LookAsync("order refused", noScript: false);
        await person.Order.PayAgain.ClickAsync();
        await person.Consent.ApproveAsync();
        await person.Order.ExpectAsync("paid");
        await inspection.LookAsync("order paid", noScript: false);
        await person.Account.OpenAsync();
        await Expect(person.Account.Purchases).ToHaveCountAsync(1);
        await inspection.LookAsync("account");
        await person.Account.OpenFirstAsync();
        await inspection.LookAsync("receipt");
        await person.Cases.Unknown.ClickAsync();
        await inspection.LookAsync("dispute");
        await person.Cases.Statement.FillAsync(" ");
        await person.Cases.Dispute.ClickAsync();
        await Expect(person.Cases.StatementError).ToBeVisibleAsync();
        await inspection.LookAsync("dispute error");
        await person.Cases.Statement.FillAsync("覚えがありません。\n家族にも聞きました。");
        await person.Cases.Dispute.ClickAsync();
        await Expect(person.Cases.Disputed).ToBeVisibleAsync();
        await inspection.LookAsync("case of a dispute");
        await person.Cases.OpenAsync();
        await inspection.LookAsync("cases");
        await person.Cases.OpenAsync("/new");
        await inspection.LookAsync("case new");
        await person.Cases.AskAsync(" ", " ");
        await inspection.LookAsync("case new error");
        await person.Monthly.OpenAsync();
        await inspection.LookAsync("shop monthly", noScript: false);
        await person.SubscribeAsync(id);
        await town.ExpectToldAsync(await person.Monthly.Reference.InnerTextAsync());
        await person.Page.ReloadAsync();
        await inspection.LookAsync("shop subscription", noScript: false);
        await person.Monthly.Cancel.ClickAsync();
        await person.Monthly.ExpectAsync("cancelscheduled");
        await inspection.LookAsync("shop subscription cancelled", noScript: false);
        await person.Provider.OpenAsync("connect/endsession");
        await inspection.LookAsync("sign out");

        inspection.ExpectNothingFound();
    }
}
