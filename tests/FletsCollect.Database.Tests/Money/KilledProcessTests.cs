using System.Diagnostics;
using System.Globalization;
using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Database.Tests.Money.Economy;
using FletsCollect.Merchants;
using FletsCollect.Server.Commands;
using FletsCollect.Server.Database;
using FletsCollect.Settlement;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Database.Tests.Money.BackOffice;

namespace FletsCollect.Database.Tests.Money;

/// <summary>
/// The server's own program closes a month, takes in what was collected and pays out, and takes SIGKILL somewhere on the way; whoever comes
/// next goes on where it stopped. FLETSCOLLECT_KILLS says how many are killed, three of each month; three unless it is set.
/// FLETSCOLLECT_KILL_SEED draws the same points again.
/// </summary>
public sealed class KilledProcessTests(Databases databases)
{
    /// <summary>Enough for several chunks of a collection file.</summary>
    private const int Homes = 240;

    private const int Merchants = 4;

    private const long Price = 100;

    private static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("FLETSCOLLECT_KILLS"), CultureInfo.InvariantCulture, out var kills) ? kills : 3;

    private static readonly uint Seed = uint.TryParse(Environment.GetEnvironmentVariable("FLETSCOLLECT_KILL_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : (uint)Environment.ProcessId;

    [Theory, EveryDatabase]
    public async Task Whatever_was_killed_is_finished_by_the_next_and_loses_and_doubles_nothing(DatabaseKind kind)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"FLETSCOLLECT_KILL_SEED={Seed}");
        await using var office = await OpenAsync(databases, kind);
        var market = await Market.OpenAsync(office.Database);
        var homes = await SettleDownAsync(office);
        var dice = new Dice(Seed);
        var file = Path.Combine(Directory.CreateTempSubdirectory("fletscollect-killed-").FullName, "results.txt");
        var (month, collected) = (November, 0L);
        for (var left = Kills; left > 0; left -= 3, month = month.Next)
        {
            await market.BuyAsync([.. homes.Select(home => (home, home.Merchant, Price))]);
            office.EndOf(month);

            await KillAsync(office, dice, 5, db => ClosedAsync(db, month), "close-month", $"{month}", "--early");
            Done(await office.CloseAsync(month));
            await office.AssertSoundAsync();

            Done(await office.IssueAsync(month));
            await File.WriteAllBytesAsync(file, await TelcoOffice.CollectAsync(office, month));
            await KillAsync(office, dice, 4, db => ImportedAsync(db, month), "import-collection", file, "--by", Maker);
            Assert.True((await office.ImportCollectionAsync(await File.ReadAllBytesAsync(file))).Accepted);
            await office.AssertSoundAsync();

            Done(await office.SettleAsync(month));
            await PayOutAsync(office, dice, month);

            collected += Homes * Price;
            Assert.Equal(Homes, await office.Database.ReadAsync(db => db.LineInvoiceItems.CountAsync(item => item.Month == month)));
            Assert.All(await office.InvoicesAsync(month), invoice => Assert.Equal((LineInvoiceStatus.Paid, Price), (invoice.Status, invoice.Paid.Amount)));
            Assert.Equal(Merchants, (await office.PayoutsAsync(month)).Count(payout => payout.Status == PayoutStatus.Settled));
            Assert.Equal(collected, (await office.BalancesAsync())["collection-clearing"]);
            await office.AssertSoundAsync();
        }
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Theory, EveryDatabase]
    public async Task Of_two_processes_that_race_one_closes_and_the_other_says_so(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var market = await Market.OpenAsync(office.Database);
        await market.BuyAsync([.. (await SettleDownAsync(office)).Select(home => (home, home.Merchant, Price))]);

        var codes = await Task.WhenAll(CloseAsync(office), CloseAsync(office));

        // The slower one was refused, or came when all was done.
        Assert.Contains(0, codes);
        Assert.Equal(Homes, await office.Database.ReadAsync(db => db.LineInvoiceItems.CountAsync()));
        Assert.False(Done(await office.CloseAsync(November, early: true)).Changed);
        await office.AssertSoundAsync();
    }

    private static async Task<IReadOnlyList<Household>> SettleDownAsync(BackOffice office)
    {
        var merchants = Enumerable.Range(6_000_000, Merchants).Select(number => Household.MerchantOf(number)).ToList();
        foreach (var merchant in merchants)
            await office.Database.AddAsync(merchant, new MerchantBankAccount(merchant, Household.AccountOf(1), office.Database.Now));
        return await Household.AddManyAsync(office.Database, Homes, merchants);
    }

    /// <summary>Pays the month's merchants; one of the steps, drawn, is killed before it is done again.</summary>
    private static async Task PayOutAsync(BackOffice office, Dice dice, BillingMonth month)
    {
        var killed = dice.Below(4);
        if (killed == 0)
            await KillAsync(office, dice, 1, db => db.PayoutBatches.CountAsync(batch => batch.Status == PayoutBatchStatus.Proposed), "propose-payouts", $"{month}", "--by", Maker);
        Done(await office.ProposeAsync(month));
        var number = await office.Database.ReadAsync(db => db.PayoutBatches.Where(batch => batch.Status == PayoutBatchStatus.Proposed).Select(batch => batch.Number).SingleAsync());
        if (killed == 1)
            await KillAsync(office, dice, 1, db => db.PayoutBatches.CountAsync(batch => batch.Number == number && batch.Status == PayoutBatchStatus.Approved), "approve-payouts", $"{number}", "--by", Checker);
        if (await office.Database.ReadAsync(db => db.PayoutBatches.AnyAsync(batch => batch.Number == number && batch.Status == PayoutBatchStatus.Proposed)))
            Done(await office.ApproveAsync(number));
        if (killed == 2)
            await KillAsync(office, dice, 1 + Merchants, db => PaidAsync(db, month), "pay-out", $"{month}");
        Done(await office.SubmitAsync(number));
        if (killed == 3)
            await KillAsync(office, dice, 1 + Merchants, db => PaidAsync(db, month), "pay-out", $"{month}");
        foreach (var payout in await office.PayoutsAsync(month))
            Done(await office.ConfirmAsync(payout, $"simulated-{payout.PublicId}"));
    }

    /// <summary>How far a close is: frozen, begun, every line invoiced, billed, closed.</summary>
    private static async Task<int> ClosedAsync(FletsCollectDbContext db, BillingMonth month) =>
        await db.BillingCycles.Where(cycle => cycle.Month == month).Select(cycle => (int?)cycle.Version + 1).SingleOrDefaultAsync() ?? 0;

    /// <summary>How far an import is: accepted, and its chunks.</summary>
    private static async Task<int> ImportedAsync(FletsCollectDbContext db, BillingMonth month) =>
        await db.BillingFiles.Where(file => file.Kind == BillingFileKind.CollectionResults && file.Month == month).Select(file => (int?)(file.Applied + 199) / 100).SingleOrDefaultAsync() ?? 0;

    /// <summary>How far the bank's part is: handed over, and its answers.</summary>
    private static async Task<int> PaidAsync(FletsCollectDbContext db, BillingMonth month)
    {
        var payouts = await db.Payouts.Where(payout => payout.Month == month).Select(payout => payout.Status).ToListAsync();
        return payouts.Exists(status => status is PayoutStatus.Submitted or PayoutStatus.Settled) ? 1 + payouts.Count(status => status == PayoutStatus.Settled) : 0;
    }

    /// <summary>Kills a command a little after it has come to a point that is drawn from its way, or lets it end when it is done before.</summary>
    private static async Task KillAsync(BackOffice office, Dice dice, int points, Func<FletsCollectDbContext, Task<int>> progress, params string[] command)
    {
        var (at, later) = (1 + dice.Below(points), dice.Below(41));
        using var process = Start(office, command);
        while (!process.HasExited && await office.Database.ReadAsync(progress) < at)
            await Task.Delay(5);
        await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(later));
        process.Kill();
        await process.WaitForExitAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"{string.Join(' ', command)}: {(process.ExitCode == 0 ? "ended" : "killed")} {later} ms after point {at} of {points}, at {await office.Database.ReadAsync(progress)}");
        // 137 is SIGKILL; anything else would be a command that failed by itself.
        Assert.True(process.ExitCode is 0 or 137, $"It ended with {process.ExitCode}.");
    }

    private static async Task<int> CloseAsync(BackOffice office)
    {
        using var process = Start(office, ["close-month", $"{November}", "--early"]);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private static Process Start(BackOffice office, string[] command)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(OperatorCommands).Assembly.Location, .. command]) { WorkingDirectory = AppContext.BaseDirectory, UseShellExecute = false };
        // Development, because only there a month may be closed whatever day it is where the test runs.
        start.Environment["DOTNET_ENVIRONMENT"] = start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["Database__Kind"] = office.Database.Kind.ToString();
        start.Environment["Database__ConnectionString"] = office.Database.ConnectionString;
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        var process = Process.Start(start) ?? throw new InvalidOperationException("The server's program did not start.");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
