using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Server.Commands;
using FletsCollect.Server.Database;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace FletsCollect.Database.Tests.Money;

/// <summary>The command line as an operator or cron sees it: what it prints, and the exit code.</summary>
public sealed class OperatorCommandsTests(Databases databases)
{
    [Theory, EveryDatabase]
    public async Task Month_goes_from_close_to_payout_with_every_step_shown(DatabaseKind kind)
    {
        await using var database = await OpenAsync(kind, Environments.Development);
        var home = await Household.AddAsync(database);
        await home.BuyAsync(315);

        var (code, output, _) = await RunAsync(database, "close-month", "2026-11", "--early");
        Assert.Equal(0, code);
        Assert.Contains("2026-11 is closed: 1 invoices, 1 items, 315 yen", output, StringComparison.Ordinal);
        Assert.Contains(home.Line.Number.Masked, output, StringComparison.Ordinal);
        Assert.Contains("ブログ有料プラン", output, StringComparison.Ordinal);
        Assert.Contains("1 issued", await OkAsync(database, "issue-invoices", "2026-11"), StringComparison.Ordinal);
        Assert.Contains("1 paid", await OkAsync(database, "record-collection", "2026-11"), StringComparison.Ordinal);
        var settled = await OkAsync(database, "settle", "2026-11");
        Assert.Contains("5/100 of 315 yen is 15 yen, and 15 yen are added to reach the minimum of 30 yen for each of 1 lines; 30 yen + 10 % tax 3 yen = 33 yen (tariff 2011-07)", settled, StringComparison.Ordinal);
        Assert.Contains("1 batches proposed", await OkAsync(database, "propose-payouts", "2026-11", "--by", "suzuki"), StringComparison.Ordinal);
        Assert.Contains("Batch 1 is Approved: 1 transfers, 282 yen", await OkAsync(database, "approve-payouts", "1", "--by", "tanaka"), StringComparison.Ordinal);
        Assert.Contains("1 handed to the bank, 1 confirmed by it", await OkAsync(database, "pay-out", "2026-11"), StringComparison.Ordinal);
        var shown = await OkAsync(database, "show-month", "2026-11");
        Assert.Contains("Settled", shown, StringComparison.Ordinal);
        // Confirmed, issued, paid and made available: 315 yen each; the fee 33; closed, sent and arrived: 282 yen each.
        Assert.Contains("Debits equal credits: 2,139 yen.", shown, StringComparison.Ordinal);
        Assert.Contains("Every invariant holds.", await OkAsync(database, "verify"), StringComparison.Ordinal);
    }

    [Theory, EveryDatabase]
    public async Task Step_that_is_run_again_says_that_nothing_changed(DatabaseKind kind)
    {
        await using var database = await OpenAsync(kind, Environments.Development);
        await (await Household.AddAsync(database)).BuyAsync();
        string[][] steps = [["close-month", "2026-11", "--early"], ["issue-invoices", "2026-11"], ["record-collection", "2026-11"], ["settle", "2026-11"], ["propose-payouts", "2026-11", "--by", "suzuki"]];
        foreach (var step in steps)
            Assert.DoesNotContain("nothing changed", await OkAsync(database, step), StringComparison.Ordinal);
        await OkAsync(database, "approve-payouts", "1", "--by", "tanaka");
        await OkAsync(database, "pay-out", "2026-11");

        foreach (var step in steps)
            Assert.Contains("nothing changed", await OkAsync(database, step), StringComparison.Ordinal);
        Assert.Contains("nothing changed", await OkAsync(database, "pay-out", "2026-11"), StringComparison.Ordinal);
    }

    [Theory, EveryDatabase]
    public async Task No_whole_line_number_and_no_escape_sequence_is_printed(DatabaseKind kind)
    {
        await using var database = await OpenAsync(kind, Environments.Development);
        var home = await Household.AddAsync(database);
        await home.BuyAsync();

        var output = await OkAsync(database, "close-month", "2026-11", "--early") + await OkAsync(database, "show-month", "2026-11") + await OkAsync(database, "verify");

        Assert.DoesNotContain(home.Line.Number.Value, output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);
        Assert.DoesNotContain('…', output);
    }

    [Theory, EveryDatabase]
    public async Task Dry_run_shows_what_would_be_billed_and_changes_nothing(DatabaseKind kind)
    {
        await using var database = await OpenAsync(kind, Environments.Development);
        await (await Household.AddAsync(database)).BuyAsync(315);

        Assert.Contains("would make 1 invoices, 1 items, 315 yen", await OkAsync(database, "close-month", "2026-11", "--early", "--dry-run"), StringComparison.Ordinal);
        Assert.Contains("2026-11 is open.", await OkAsync(database, "show-month", "2026-11"), StringComparison.Ordinal);
    }

    [Theory, EveryDatabase]
    public async Task Refusal_gives_reason_and_remedy_on_standard_error(DatabaseKind kind)
    {
        await using var database = await OpenAsync(kind, Environments.Production);
        await (await Household.AddAsync(database)).BuyAsync();

        await AssertRefusedAsync(database, "not over in Japan", "close-month", "2026-11");
        await AssertRefusedAsync(database, "Development", "close-month", "2026-11", "--early");
        await AssertRefusedAsync(database, "no connection to the telco's billing", "issue-invoices", "2026-11");
        await AssertRefusedAsync(database, "no connection to the telco's billing", "record-collection", "2026-11");
        await AssertRefusedAsync(database, "close-month 2026-11 first", "settle", "2026-11");
        await AssertRefusedAsync(database, "no connection to a bank", "pay-out", "2026-11");
    }

    [Theory, EveryDatabase]
    public async Task Batch_is_carried_to_the_bank_by_hand_and_its_answer_recorded(DatabaseKind kind)
    {
        await using var office = await BackOffice.OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        await home.BuyAsync(1_000);
        office.EndOf(BackOffice.November);
        await office.ReachSettlementAsync(BackOffice.November);
        await OkAsync(office.Database, "propose-payouts", "2026-11", "--by", "suzuki");
        await AssertRefusedAsync(office.Database, "MakerIsChecker", "approve-payouts", "1", "--by", "suzuki");
        await AssertRefusedAsync(office.Database, "BatchNotApproved", "write-transfer-file", "1", "--to", "never-written");
        await OkAsync(office.Database, "approve-payouts", "1", "--by", "tanaka");
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            await OkAsync(office.Database, "write-transfer-file", "1", "--to", file);
            Assert.Equal(4 * 122, (await File.ReadAllBytesAsync(file)).Length);
            Assert.Contains("written before, with the same bytes", await OkAsync(office.Database, "write-transfer-file", "1", "--to", file), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
        var payout = Assert.Single(await office.PayoutsAsync(BackOffice.November)).PublicId;
        Assert.Contains("is Failed", await OkAsync(office.Database, "record-bank-result", payout, "Returned", "--reference", "r-1", "--reason", "該当口座なし"), StringComparison.Ordinal);
        var registered = await OkAsync(office.Database, "register-bank-account", home.Merchant.Code, "--bank-code", "0158", "--bank-name", "キョウト", "--branch-code", "001", "--branch-name", "ホンテン", "--number", "7654321", "--holder", "カ）ブログ");
        Assert.Contains("0158-001-****321: ｷﾖｳﾄ ﾎﾝﾃﾝ, ｶ)ﾌﾞﾛｸﾞ", registered, StringComparison.Ordinal);
        Assert.DoesNotContain("7654321", registered, StringComparison.Ordinal);
        Assert.Contains("****321", await OkAsync(office.Database, "propose-payouts", "2026-11", "--by", "suzuki"), StringComparison.Ordinal);
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Terms_are_proposed_by_one_and_approved_by_another_and_fees_are_looked_at_without_writing(DatabaseKind kind)
    {
        await using var office = await BackOffice.OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        await home.BuyAsync(315);
        var proposed = await OkAsync(office.Database, "propose-tariff", "2026-12", "--from", "2026-12", "--rate", "4/100", "--minimum-per-line", "40", "--by", "suzuki");
        var tariff = proposed[..proposed.IndexOf(':', StringComparison.Ordinal)];
        await AssertRefusedAsync(office.Database, "MakerIsChecker", "approve-terms", tariff, "--by", "suzuki");
        Assert.Contains("is approved", await OkAsync(office.Database, "approve-terms", tariff, "--by", "tanaka"), StringComparison.Ordinal);
        var contract = await OkAsync(office.Database, "propose-contract", home.Merchant.Code, "--from", "2026-12", "--basis", "Guaranteed", "--minimum-payout", "1000", "--transfer-fee", "330", "--by", "suzuki");
        await OkAsync(office.Database, "withdraw-terms", contract[..contract.IndexOf(':', StringComparison.Ordinal)], "--by", "suzuki");
        var shown = await OkAsync(office.Database, "show-terms");
        Assert.Contains("approved by tanaka", shown, StringComparison.Ordinal);
        Assert.Contains("withdrawn by suzuki", shown, StringComparison.Ordinal);

        Assert.Contains("617 yen + 10 % tax 61 yen = 678 yen (tariff 2011-07)", await OkAsync(office.Database, "simulate-fee", "--price", "12345", "--lines", "7", "--month", "2026-11"), StringComparison.Ordinal);
        await AssertRefusedAsync(office.Database, "cannot be", "simulate-fee", "--price", "0", "--lines", "7", "--month", "2026-11");
        var outlook = await OkAsync(office.Database, "show-fee-outlook", home.Merchant.Code);
        Assert.Contains("Average per line: 315 yen", outlook, StringComparison.Ordinal);
        Assert.Contains("285 yen more on the same lines, and the rate decides.", outlook, StringComparison.Ordinal);
        office.EndOf(BackOffice.November);
        await office.ReachSettlementAsync(BackOffice.November);
        // 33 as it is; 40 and 4 of tax by the other.
        var whatIf = await OkAsync(office.Database, "what-if", "2026-11", "--tariff", "2026-12");
        Assert.Matches(@"\| +33 \| +44 \| +11 \|", whatIf);
        Assert.Contains("Nothing was written", whatIf, StringComparison.Ordinal);
        var statement = Assert.Single(await office.StatementsAsync(BackOffice.November));
        Assert.Equal(33, statement.Fee.Amount);
        Assert.Matches(@"Added to the minimum +\| +-15 ", await OkAsync(office.Database, "explain-statement", statement.PublicId));
        Assert.Contains("2026-11 is whole", await OkAsync(office.Database, "reconcile", "2026-11"), StringComparison.Ordinal);
        await Damage.DoAsync(office, "payout", "UPDATE payout SET amount = amount - 1");
        var (code, breaks, _) = await RunAsync(office.Database, "reconcile", "2026-11");
        Assert.Equal(1, code);
        Assert.Contains("StatementAndPayout", breaks, StringComparison.Ordinal);
    }

    [Theory, EveryDatabase]
    public async Task Funds_are_held_and_released_by_name(DatabaseKind kind)
    {
        await using var office = await BackOffice.OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        var held = await OkAsync(office.Database, "hold-funds", home.Merchant.Code, "--amount", "500", "--reason", "係争中", "--by", "suzuki");
        Assert.Contains("500 yen are held", held, StringComparison.Ordinal);
        var hold = held[..held.IndexOf(':', StringComparison.Ordinal)];
        Assert.Contains("500 yen are free", await OkAsync(office.Database, "release-funds", hold, "--by", "suzuki"), StringComparison.Ordinal);
        await AssertRefusedAsync(office.Database, "HoldReleased", "release-funds", hold, "--by", "suzuki");
    }

    [Theory, EveryDatabase]
    public async Task Documents_of_a_month_are_written_in_every_form(DatabaseKind kind)
    {
        await using var office = await BackOffice.OpenAsync(databases, kind);
        await (await Household.AddAsync(office.Database)).BuyAsync(315);
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            await AssertRefusedAsync(office.Database, "no issued invoice", "write-documents", "2026-11", "--to", folder.FullName);
            office.EndOf(BackOffice.November);
            await office.ReachSettlementAsync(BackOffice.November);

            Assert.Contains("2 documents of 2026-11", await OkAsync(office.Database, "write-documents", "2026-11", "--to", folder.FullName), StringComparison.Ordinal);

            var files = folder.GetFiles().Select(file => file.Name).ToList();
            Assert.Equal(6, files.Count);
            var invoice = Assert.Single(await office.InvoicesAsync(BackOffice.November)).PublicId;
            Assert.All(new[] { "pdf", "csv", "json" }, form => Assert.Contains($"2026-11-{invoice}.{form}", files));
            Assert.Contains("315 yen", await OkAsync(office.Database, "write-document", invoice, "--to", Path.Combine(folder.FullName, "one.pdf")), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory, EveryDatabase]
    public async Task Findings_make_verify_fail(DatabaseKind kind)
    {
        await using var office = await BackOffice.OpenAsync(databases, kind);
        await (await Household.AddAsync(office.Database)).BuyAsync(315);
        await Damage.DoAsync(office, "transfer", "UPDATE transfer SET amount = 316");

        var (code, output, errors) = await RunAsync(office.Database, "verify");

        Assert.Equal(1, code);
        Assert.Contains("BatchChain", output, StringComparison.Ordinal);
        Assert.Contains("Refused:", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("close-month")]
    [InlineData("close-month", "2026-13")]
    [InlineData("close-month", "november")]
    [InlineData("settle", "2026-11", "--early")]
    [InlineData("verify", "2026-11")]
    [InlineData("setle", "2026-11")]
    public async Task Command_that_is_not_understood_ends_with_2(params string[] args)
    {
        await using var database = await OpenAsync(DatabaseKind.Sqlite, Environments.Development);

        var (code, _, errors) = await RunAsync(database, args);

        Assert.Equal(2, code);
        Assert.NotEmpty(errors);
    }

    [Theory]
    [InlineData(true, "verify")]
    [InlineData(true, "close-month", "2026-11")]
    [InlineData(true, "setle", "2026-11")]
    [InlineData(true, "--help")]
    [InlineData(false)]
    [InlineData(false, "--urls", "http://localhost:5080")]
    [InlineData(false, "urls=http://localhost:5080")]
    [InlineData(false, "/urls", "http://localhost:5080")]
    public void Word_is_a_command_and_a_setting_is_not(bool command, params string[] args) => Assert.Equal(command, OperatorCommands.IsCommand(args));

    [Fact]
    public void Import_that_takes_long_says_how_many_records_are_in_effect_how_fast_and_how_many_remain()
    {
        var file = new BillingFile(BillingFileKind.CollectionResults, new FileContent("results.txt", []), "suzuki", DateTime.UnixEpoch);
        file.Accept(1, new BillingMonth(2026, 11), 30_000, new Yen(1));
        file.Advance(12_000);

        Assert.Equal("results.txt: 12,000 of 30,000 records are in effect, 1,000 a second, 18,000 remain.", ImportProgress.Of(file, since: 5_000, within: TimeSpan.FromSeconds(5)));
        Assert.Equal("results.txt: 12,000 of 30,000 records are in effect, 18,000 remain.", ImportProgress.Of(file, since: 0, within: TimeSpan.Zero));
    }

    private Task<TestDatabase> OpenAsync(DatabaseKind kind, string environment) =>
        databases.OpenAsync(kind, services =>
        {
            services.AddSingleton<IHostEnvironment>(new TestEnvironment(environment));
            if (environment == Environments.Development)
                services.AddSimulatedBillingAndBank();
        });

    private static async Task<string> OkAsync(TestDatabase database, params string[] args)
    {
        var (code, output, errors) = await RunAsync(database, args);
        Assert.Equal(("", 0), (errors, code));
        return output;
    }

    private static async Task AssertRefusedAsync(TestDatabase database, string reason, params string[] args)
    {
        var (code, output, errors) = await RunAsync(database, args);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains(reason, errors, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(TestDatabase database, params string[] args)
    {
        await using var scope = database.NewScope();
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await OperatorCommands.RunAsync(args, scope.ServiceProvider, output, errors);
        return (code, output.ToString(), errors.ToString());
    }

    private sealed class TestEnvironment(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "FletsCollect.Server";

        public string ContentRootPath { get; set; } = AppContext.BaseDirectory;

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
