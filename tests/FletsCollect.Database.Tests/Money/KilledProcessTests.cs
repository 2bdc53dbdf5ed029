using System.Diagnostics;
using System.Security.Cryptography;
using FletsCollect.Billing;
using FletsCollect.Server.Commands;
using FletsCollect.Server.Database;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Database.Tests.Money.BackOffice;

namespace FletsCollect.Database.Tests.Money;

/// <summary>
/// The server's own program closes a month and takes SIGKILL somewhere on the way; the next one goes on at once where it stopped.
/// FLETSCOLLECT_KILLS says how many are killed; two unless it is set.
/// </summary>
public sealed class KilledProcessTests(Databases databases)
{
    private const int Charges = 150;

    private static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("FLETSCOLLECT_KILLS"), out var kills) ? kills : 2;

    [Theory, EveryDatabase]
    public async Task Close_that_was_killed_is_finished_by_the_next_and_bills_each_charge_once(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var homes = new List<Household>();
        for (var i = 0; i < 10; i++)
            homes.Add(await Household.AddAsync(office.Database));
        var month = November;
        for (var left = Kills; left > 0; month = month.Next)
        {
            for (var i = 0; i < Charges; i++)
                await homes[i % homes.Count].BuyAsync(10);
            // Two processes are killed in every month, and the third one lives.
            for (var killed = 0; killed < 2 && left > 0; killed++, left--)
                await KillAsync(office, month, RandomNumberGenerator.GetInt32(Charges));
            Assert.Equal(0, await CloseAsync(office, month));

            Assert.Equal(Charges, await office.Database.ReadAsync(db => db.LineInvoiceItems.CountAsync(item => item.Month == month)));
            office.EndOf(month);
            await office.AssertSoundAsync();
        }
    }

    [Theory, EveryDatabase]
    public async Task Of_two_processes_that_race_one_closes_and_the_other_says_so(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        for (var i = 0; i < 40; i++)
            await home.BuyAsync(10);

        var codes = await Task.WhenAll(CloseAsync(office, November), CloseAsync(office, November));

        // The slower one was refused, or came when all was done.
        Assert.Contains(0, codes);
        Assert.Equal(40, await office.Database.ReadAsync(db => db.LineInvoiceItems.CountAsync()));
        Assert.Equal(0, await CloseAsync(office, November));
        await office.AssertSoundAsync();
    }

    /// <summary>Kills a close once it has billed so many charges, or has frozen the month.</summary>
    private static async Task KillAsync(BackOffice office, Calendars.BillingMonth month, int afterItems)
    {
        using var process = Start(office, month);
        while (!process.HasExited)
        {
            var cycle = await office.Database.ReadAsync(db => db.BillingCycles.AsNoTracking().SingleOrDefaultAsync(row => row.Month == month));
            if (cycle is not null && (cycle.ItemCount >= afterItems || cycle.Status == BillingCycleStatus.Closed))
                break;
        }
        process.Kill();
        await process.WaitForExitAsync();
    }

    private static async Task<int> CloseAsync(BackOffice office, Calendars.BillingMonth month)
    {
        using var process = Start(office, month);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private static Process Start(BackOffice office, Calendars.BillingMonth month)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(OperatorCommands).Assembly.Location, "close-month", month.ToString(), "--early"]) { WorkingDirectory = AppContext.BaseDirectory, UseShellExecute = false };
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
