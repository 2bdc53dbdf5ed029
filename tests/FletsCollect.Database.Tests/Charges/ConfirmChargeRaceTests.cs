using FletsCollect.Charges;
using FletsCollect.Ledger;
using FletsCollect.Server.Database;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Database.Tests.Charges;

/// <summary>Many merchants' requests at once against what a line's subscriber agreed to and may spend.</summary>
public sealed class ConfirmChargeRaceTests(Databases databases)
{
    [Theory, EveryDatabase]
    public async Task One_consent_makes_one_charge_however_many_requests_ask_at_once(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var grant = await home.GrantAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => home.ConfirmAsync(home.Charge(grant)))));

        Assert.Single(answers, answer => answer.Answer.Status == 201);
        Assert.Equal(49, answers.Count(answer => answer.Answer.Body == nameof(ChargeRefusal.GrantConsumed)));
        Assert.Equal(1, await database.ReadAsync(db => db.Charges.CountAsync()));
    }
}
