using FletsCollect.Billing;
using FletsCollect.Browser.Tests.Surroundings;
using FletsCollect.Calendars;
using FletsCollect.Staff;
using static Microsoft.Playwright.Assertions;

namespace FletsCollect.Browser.Tests.Journeys;

/// <summary>The operator's people look into the books, and take files in.</summary>
public sealed class ConsoleTests(Town town)
{
    [Fact]
    public async Task Auditor_walks_without_script_from_an_account_to_the_proof_of_the_line_and_back_and_finds_who_did_what()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        var id = await person.GetIdAsync(household);
        await person.BuyAsync(id);
        var charge = await person.Order.Charge.InnerTextAsync();
        await using var auditor = await town.OpenStaffBrowserAsync(StaffRole.Approver, null, new BrowserOptions { Script = false });
        // Among the entries of everybody who buys here, this one is the purchase's.
        await auditor.Operator.OpenAsync($"charges/{charge}");
        var entry = (await auditor.Operator.Transfers.Locator("a").First.GetAttributeAsync("href"))!;
        const string Account = "merchant-payable.uncollected/hatena-demo";

        await auditor.Operator.OpenAsync("ledger");
        await auditor.Operator.AskForAccountAsync(Account);
        await auditor.Operator.FollowAsync(entry);
        await Expect(auditor.Operator.Transfers).ToContainTextAsync($"line-receivable.unbilled/CAF******{household.LineNumber[^4..]}");
        await Expect(auditor.Operator.Transfers).ToContainTextAsync("315円");
        await auditor.Operator.FollowAsync($"/operator/charges/{charge}");
        await Expect(auditor.Operator.Consent).ToContainTextAsync("承認時のハッシュと一致しています");
        await Expect(auditor.Operator.Consent).ToContainTextAsync("申込みの撤回・解約");
        await Expect(auditor.Operator.Proof).ToContainTextAsync(household.Home.Address.ToString());
        await auditor.Operator.FollowAsync(entry);
        await auditor.Operator.FollowAsync($"/operator/ledger?account={Uri.EscapeDataString(Account)}");
        await Expect(auditor.Page.Locator($"#transfers a[href='{entry}']")).ToBeVisibleAsync();

        await auditor.Operator.OpenAsync($"charges/{charge}");
        await auditor.Operator.FollowAsync($"/operator/audit?subject={charge}");
        await Expect(auditor.Operator.Entries).ToContainTextAsync("charge.confirmed");
        await Expect(auditor.Operator.Entries).ToContainTextAsync("hatena-demo");
        await auditor.Operator.SearchAsync(subject: id, done: "credential.issue");
        await Expect(auditor.Operator.Entries).ToHaveCountAsync(1);
        await Expect(auditor.Operator.Entries).ToContainTextAsync("credential.issued");
        await auditor.Operator.SearchAsync(subject: id, until: "2011-07-20");
        await Expect(auditor.Operator.NoEntries).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Close_that_another_server_is_at_is_followed_on_the_months_page_to_its_end()
    {
        var (month, now) = (new BillingMonth(2001, 3), TimeProvider.System.GetUtcNow().UtcDateTime);
        await using var keeper = await town.OpenStaffBrowserAsync(StaffRole.Operator, null);
        await using var db = town.OpenDatabase();
        var cycle = new BillingCycle(month, 0, 2, now);
        cycle.BeginRun(now);
        cycle.Count(1_000, 0, now);
        db.Add(cycle);
        await db.SaveChangesAsync();

        await keeper.Operator.OpenAsync($"months/{month}");
        await Expect(keeper.Operator.Progress).ToContainTextAsync("残り1,000件");
        await keeper.Page.Locator("h1").EvaluateAsync("heading => heading.dataset.seen = 'yes'");
        cycle.Advance(1, 400, now);
        await db.SaveChangesAsync();
        await Expect(keeper.Operator.Progress).ToContainTextAsync("残り600件");
        await Expect(keeper.Operator.Progress.Locator("progress")).ToHaveAttributeAsync("value", "400");
        // The page was not loaded anew for it.
        await Expect(keeper.Page.Locator("h1")).ToHaveAttributeAsync("data-seen", "yes");
        cycle.Advance(2, 600, now);
        cycle.Close(0, Yen.Zero, null, now);
        await db.SaveChangesAsync();
        await Expect(keeper.Operator.Progress).ToHaveCountAsync(0);
        await Expect(keeper.Page.Locator("h1")).ToContainTextAsync("締め済み");
        Assert.Empty(keeper.Complaints);
        db.Remove(cycle);
        await db.SaveChangesAsync();
    }

    [Fact]
    public async Task Abused_ID_is_stopped_from_its_charge_without_script_and_goes_on_once_its_holder_was_heard()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        var id = await person.GetIdAsync(household);
        await person.BuyAsync(id);
        var charge = await person.Order.Charge.InnerTextAsync();
        await using var keeper = await town.OpenStaffBrowserAsync(StaffRole.Operator, null, new BrowserOptions { Script = false });

        await keeper.Operator.OpenAsync($"charges/{charge}");
        await keeper.Operator.Buyer.ClickAsync();
        await keeper.Operator.SteerIdAsync("身に覚えのない利用の通報");
        await Expect(keeper.Operator.Done).ToContainTextAsync($"{id}を停止しました");
        await Expect(keeper.Operator.Status).ToContainTextAsync("停止したのは運営者");
        await person.Account.OpenAsync();
        await person.SignIn.SubmitAsync(id, Person.Password);
        await Expect(person.SignIn.Failure).ToContainTextAsync("停止");

        await keeper.Operator.OpenAsync("ids");
        await keeper.Operator.FindIdAsync(id);
        await keeper.Operator.SteerIdAsync("ご本人の利用と確認");
        await Expect(keeper.Operator.Status).ToHaveTextAsync("利用中");
        await person.SignIn.SubmitAsync(id, Person.Password);
        await Expect(person.Account.Purchases).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task File_with_records_that_do_not_fit_is_refused_with_each_of_them_named_and_taken_once_it_is_right()
    {
        var household = await town.SettleAsync();
        await using var keeper = await town.OpenStaffBrowserAsync(StaffRole.Operator, null);
        var digits = household.CustomerNumber;
        var good = new TelcoRecord("F", $"fee-{digits}", new Yen(5_720), [household.LineNumber, "10", "フレッツ光ネクスト 月額利用料"]);
        TelcoRecord[] bad =
        [
            good,
            new("F", $"unknown-{digits}", new Yen(5_720), ["CAF9999999999", "10", "フレッツ光ネクスト 月額利用料"]),
            new("F", $"free-{digits}", Yen.Zero, [household.LineNumber, "10", "工事費"]),
        ];

        await keeper.Operator.OpenAsync("files");
        await keeper.Operator.HandInAsync("LineFees", "fees-1.txt", FileOf(bad));
        await Expect(keeper.Operator.Refused).ToContainTextAsync("何も変更していません");
        await Expect(keeper.Operator.Faults).ToHaveTextAsync([$"unknown-{digits}：この回線は、回線原簿にありません。", $"free-{digits}：金額が1円以上ではありません。"]);
        await keeper.Operator.HandInAsync("LineFees", "fees-1.txt", FileOf([good])[..^1]);
        await Expect(keeper.Operator.Refused).ToContainTextAsync("形式・件数・合計・ダイジェスト");
        await keeper.Operator.HandInAsync("LineFees", "fees-1.txt", FileOf([good]));
        await Expect(keeper.Operator.Taken).ToContainTextAsync("1件中1件、5,720円");
        await keeper.Operator.HandInAsync("LineFees", "fees-1.txt", FileOf([good]));
        await Expect(keeper.Operator.Taken).ToContainTextAsync("何も変更していません");

        await keeper.Operator.FilterFilesAsync("LineFees");
        await Expect(keeper.Operator.Files).ToHaveCountAsync(3);
        await Expect(keeper.Operator.Files.First).ToContainTextAsync("取込済み");
        await keeper.Operator.Files.Last.Locator("summary").ClickAsync();
        await Expect(keeper.Operator.Files.Last).ToContainTextAsync($"unknown-{digits}");
        Assert.Empty(keeper.Complaints);
    }

    private static byte[] FileOf(IReadOnlyList<TelcoRecord> records)
    {
        // The same bytes whenever it is written.
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return new TelcoFile(TelcoForm.LineFees.Type, BillingMonth.At(now), 1, now.Date, records).Write();
    }
}
