using FletsCollect.Server.Database;

namespace FletsCollect.Database.Tests.Money.Economy;

/// <summary>
/// People buy, give back, pay late or never, move and send money back, for years: every month closes with every invariant holding, and
/// every yen can be followed from its charge to the bank.
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
            await town.LiveAsync(month);
            await town.CloseAsync(month);
            var findings = await office.VerifyAsync();
            Assert.True(findings.Count == 0, $"After {month}: {string.Join("; ", findings.Take(10))}");
        }

        var trail = await office.Database.ReadAsync(MoneyTrail.ReadAsync);
        trail.AssertEveryYenIsTraced();
        TestContext.Current.TestOutputHelper?.WriteLine($"{town.Told} {trail.Told}");
    }
}
