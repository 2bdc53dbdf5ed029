using System.Diagnostics;
using FletsCollect.Server.Database;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Database.Tests.Money.Economy;

/// <summary>
/// People buy, give back, pay in part, late or never, move and send money back, for years: every month closes with every invariant holding,
/// and every yen can be followed from its charge to the bank.
/// </summary>
public sealed class EconomyTests(Databases databases)
{
    [Theory, EveryDatabase]
    public async Task Every_yen_of_years_is_traced_from_its_charge_to_the_bank(DatabaseKind kind)
    {
        await using var office = await BackOffice.OpenAsync(databases, kind);
        var town = await Town.FoundAsync(office, EconomySize.Configured, seed: 20110720);

        foreach (var month in town.Months)
        {
            var started = Stopwatch.GetTimestamp();
            await town.LiveAsync(month);
            var lived = Stopwatch.GetElapsedTime(started);
            await town.CloseAsync(month);
            var closed = Stopwatch.GetElapsedTime(started) - lived;
            var findings = await office.VerifyAsync();
            Assert.True(findings.Count == 0, $"After {month}: {string.Join("; ", findings.Take(10))}");
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{kind} {month}: lived {lived.TotalSeconds:0.0} s, closed {closed.TotalSeconds:0.0} s, proved {(Stopwatch.GetElapsedTime(started) - lived - closed).TotalSeconds:0.0} s, {Environment.WorkingSet >> 20} MB");
        }

        var trail = await office.Database.ReadAsync(MoneyTrail.ReadAsync);
        trail.AssertEveryYenIsTraced();
        TestContext.Current.TestOutputHelper?.WriteLine($"{town.Told} {trail.Told}");
        // However small the town is, somebody in it never pays.
        Assert.True(await office.Database.ReadAsync(db => db.LineInvoices.AnyAsync(invoice => (long)invoice.GivenUp > 0)));
    }
}
