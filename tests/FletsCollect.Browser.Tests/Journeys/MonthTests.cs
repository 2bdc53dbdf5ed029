using FletsCollect.Billing;
using FletsCollect.Browser.Tests.Quality;
using FletsCollect.Browser.Tests.Surroundings;
using FletsCollect.Calendars;
using FletsCollect.Staff;
using static Microsoft.Playwright.Assertions;

namespace FletsCollect.Browser.Tests.Journeys;

/// <summary>From the line to the payout. In a town of its own, because closing a month concerns every line.</summary>
public sealed class MonthTests : IAsyncLifetime
{
    private readonly Town town = new();

    public ValueTask InitializeAsync() => town.InitializeAsync();

    public ValueTask DisposeAsync() => town.DisposeAsync();

    [Fact]
    public async Task Purchase_is_billed_collected_settled_and_paid_out_and_the_books_hold_after_each_step()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        await person.ReachConsentAsync(await person.GetIdAsync(household));
        await person.Consent.RefuseAsync();
        await person.Order.ExpectAsync("refused");
        await person.Order.PayAgain.ClickAsync();
        await person.Consent.ApproveAsync();
        await person.Order.ExpectAsync("paid");
        var charge = await person.Order.Charge.InnerTextAsync();
        var month = BillingMonth.At(TimeProvider.System.GetUtcNow().UtcDateTime).ToString();

        await VerifyAsync();
        await ExpectBillAsync(person, "次回の請求");

        await OperateAsync("is closed: 1 invoices, 1 items, 315 yen", "close-month", month, "--early");
        await VerifyAsync();
        await ExpectBillAsync(person, "請求準備中");

        await OperateAsync("1 issued, 0 rejected", "issue-invoices", month);
        await VerifyAsync();
        await ExpectBillAsync(person, "ご請求済み");

        await OperateAsync("1 paid, 0 unpaid", "record-collection", month);
        await VerifyAsync();
        await ExpectBillAsync(person, "お支払い済み");

        await OperateAsync("1 fee statements were made", "settle", month);
        await VerifyAsync();

        await OperateAsync("1 batches proposed", "propose-payouts", month, "--by", "suzuki");
        await OperateAsync("Batch 1 is Approved", "approve-payouts", "1", "--by", "tanaka");
        await OperateAsync("1 handed to the bank", "pay-out", month);
        await VerifyAsync();

        // 315 yen on one line is below 600: 30 yen and 10 % tax (domain.md §2), and 282 yen are the merchant's.
        var shown = await OperateAsync("Payouts of", "show-month", month);
        Assert.Contains(charge, shown.Output, StringComparison.Ordinal);
        Assert.Matches(@"hatena-demo\s*\|\s*315\s*\|\s*1\s*\|\s*33\s*\|\s*315\s*\|\s*282", shown.Output);
        Assert.DoesNotContain(household.LineNumber, shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operator_closes_a_month_at_the_console_another_person_approves_the_payout_and_the_merchant_reads_how_it_came_about()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        await person.BuyAsync(await person.GetIdAsync(household));
        var month = BillingMonth.At(TimeProvider.System.GetUtcNow().UtcDateTime).ToString();
        await using var maker = await town.OpenStaffBrowserAsync(StaffRole.Operator, null);
        await using var checker = await town.OpenStaffBrowserAsync(StaffRole.Approver, null);
        await using var owner = await town.OpenStaffBrowserAsync(StaffRole.Owner, "hatena-demo");
        await ExpectDashboardsAsync(maker, owner);

        await maker.Operator.OpenAsync($"months/{month}");
        await maker.Operator.GoOnAsync();
        await Expect(maker.Operator.DryRun).ToContainTextAsync("315円");
        await maker.Operator.RunAsync();
        await Expect(maker.Operator.Refused).ToContainTextAsync("まだ終わっていません");
        await maker.Operator.RunAsync(early: true);
        await Expect(maker.Operator.Done).ToContainTextAsync("締めました");
        await maker.Operator.GoOnAsync();
        await maker.Operator.RunAsync();
        await Expect(maker.Operator.Done).ToContainTextAsync("引き渡しました");
        // What the telco collected comes by itself.
        await OperateAsync("1 paid, 0 unpaid", "record-collection", month);
        await maker.Operator.GoOnAsync();
        await maker.Operator.RunAsync();
        await Expect(maker.Operator.Statements).ToContainTextAsync("282円");
        await maker.Operator.GoOnAsync();
        await maker.Operator.RunAsync();
        await Expect(maker.Operator.Done).ToBeVisibleAsync();

        await checker.Operator.OpenAsync("approvals");
        await checker.Operator.Waiting.First.ClickAsync();
        await checker.Operator.ApproveAsync();
        await Expect(checker.Operator.Done).ToContainTextAsync("承認しました");
        await Expect(checker.Operator.Waiting).ToHaveCountAsync(0);
        await OperateAsync("1 handed to the bank, 1 confirmed by it", "pay-out", month);
        await VerifyAsync();

        await maker.Operator.OpenAsync("");
        await Expect(maker.Operator.Months.First).ToContainTextAsync("締め済み");
        await ExpectStatementAsync(owner);
        await Inspection.InBothLanguagesAsync(owner, "merchant statement");
        await ExpectInvoiceAndSuspenseAsync(maker, household);
    }

    /// <summary>The operator finds the invoice by its line, and what to do with money that names another.</summary>
    private static async Task ExpectInvoiceAndSuspenseAsync(Person maker, Household household)
    {
        await maker.Operator.OpenAsync("invoices");
        await maker.Operator.FindInvoiceAsync(household.LineNumber);
        await maker.Operator.FollowFirstAsync("#invoices");
        await Expect(maker.Operator.CollectionResults).ToContainTextAsync(["315円"]);
        await Inspection.InBothLanguagesAsync(maker, "operator invoice");

        await maker.Operator.OpenAsync("files");
        await maker.Operator.HandInAsync("CollectionResults", "results-1.txt", PaymentOfNothing());
        await Expect(maker.Operator.Taken).ToBeVisibleAsync();
        await maker.Operator.OpenAsync("suspense");
        await Inspection.InBothLanguagesAsync(maker, "operator suspense");
        await maker.Operator.FollowFirstAsync("#receipts");
        await Inspection.InBothLanguagesAsync(maker, "operator suspended receipt");
        await maker.Operator.MatchAsync("inv_none", "お客様の申告");
        await Expect(maker.Operator.Refused).ToBeVisibleAsync();
        await Inspection.InBothLanguagesAsync(maker, "operator suspended receipt error");
    }

    /// <summary>The telco collected money for an invoice that was never made.</summary>
    private static byte[] PaymentOfNothing()
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var record = new TelcoRecord("R", "stray-1", new Yen(1_000), [PublicId.Format(PublicId.LineInvoice, Guid.CreateVersion7()), "paid"]);
        return new TelcoFile(TelcoForm.CollectionResults.Type, BillingMonth.At(now), 1, now, [record]).Write();
    }

    /// <summary>One purchase of 315 yen, as it stands at a glance for the operator and for the merchant.</summary>
    private static async Task ExpectDashboardsAsync(Person maker, Person owner)
    {
        await maker.Operator.OpenAsync("jobs");
        await maker.Operator.RunJobAsync("verify-books");
        await Expect(maker.Operator.Done).ToContainTextAsync("verify-books");
        await Expect(maker.Operator.Job("verify-books")).ToContainTextAsync("正常");
        await maker.Operator.RunJobAsync("count-usage");
        await Expect(maker.Operator.Done).ToContainTextAsync("count-usage");
        await maker.Operator.OpenAsync("");
        await Expect(maker.Operator.Figures).ToContainTextAsync("315円");
        await Expect(maker.Operator.Figures).ToContainTextAsync("異常はありません");

        await owner.Merchant.OpenAsync();
        await Expect(owner.Merchant.Count).ToHaveTextAsync("1件");
        await Expect(owner.Merchant.Sum).ToHaveTextAsync("315円");
        await Expect(owner.Merchant.Fee).ToHaveTextAsync("33円");
        await Expect(owner.Merchant.Funnel).ToContainTextAsync(["1", "1", "1"]);
    }

    /// <summary>The merchant reads the statement yen by yen, and that it was paid; the file of it says the same.</summary>
    private static async Task ExpectStatementAsync(Person owner)
    {
        await owner.Merchant.OpenAsync("statements");
        await Expect(owner.Merchant.Statements).ToContainTextAsync("282円");
        await Expect(owner.Merchant.Statements).ToContainTextAsync("支払済み");
        await owner.Merchant.OpenFirstAsync();
        await Expect(owner.Merchant.StatementLines.Filter(new() { HasText = "消費税" })).ToContainTextAsync("3円");
        await Expect(owner.Merchant.Payable).ToHaveTextAsync("282円");
        Assert.Contains("282", await owner.Merchant.DownloadAsync("CSV"), StringComparison.Ordinal);
    }

    /// <summary>The subscriber looks at the account and finds the purchase on this bill.</summary>
    private static async Task ExpectBillAsync(Person person, string bill)
    {
        await person.Account.OpenAsync();
        await Expect(person.Account.Purchases).ToContainTextAsync(bill);
    }

    private Task VerifyAsync() => OperateAsync("Every invariant holds.", "verify");

    private async Task<CommandOutcome> OperateAsync(string expected, params string[] arguments)
    {
        var outcome = await town.OperateAsync(arguments);
        Assert.True(outcome.ExitCode == 0, $"{outcome.Command} ended with {outcome.ExitCode}:\n{outcome.Output}");
        Assert.Contains(expected, outcome.Output, StringComparison.Ordinal);
        return outcome;
    }
}
