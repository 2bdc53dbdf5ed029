using System.Net;
using FletsCollect.Charges;
using FletsCollect.Lines;
using FletsCollect.Server.Database;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Database.Tests.Subscribers;

/// <summary>What stands in for the proof of a Premium line (domain.md §3).</summary>
public sealed class PurchasePinTests(Databases databases)
{
    private const string Pin = "407291";

    [Theory, EveryDatabase]
    public async Task PIN_is_set_from_the_own_line_alone(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database, LineServiceType.HikariPremium);
        var neighbour = await Household.AddAsync(database);

        Assert.Equal(SecondFactorRefusal.NotOnOwnLine, await SetAsync(database, home, IPAddress.Parse("203.0.113.9")));
        Assert.Equal(SecondFactorRefusal.NotOnOwnLine, await SetAsync(database, home, neighbour.Address));
        Assert.Null(await SetAsync(database, home, home.Address));
        Assert.Null(await CheckAsync(database, home, Pin));
    }

    [Theory, EveryDatabase]
    public async Task Wrong_PINs_in_a_row_lock_it_until_it_is_set_anew(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database, LineServiceType.HikariPremium);
        await SetAsync(database, home, home.Address);
        for (var guess = 1; guess < PurchasePin.MostFailures; guess++)
            Assert.Equal(SecondFactorRefusal.Wrong, await CheckAsync(database, home, "000111"));

        Assert.Equal(SecondFactorRefusal.Locked, await CheckAsync(database, home, "000111"));
        Assert.Equal(SecondFactorRefusal.Locked, await CheckAsync(database, home, Pin));
        database.Clock.Advance(TimeSpan.FromDays(365));
        Assert.Equal(SecondFactorRefusal.Locked, await CheckAsync(database, home, Pin));
        await SetAsync(database, home, home.Address);
        Assert.Null(await CheckAsync(database, home, Pin));
    }

    [Theory, EveryDatabase]
    public async Task Right_PIN_forgives_the_wrong_ones_before(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database, LineServiceType.HikariPremium);
        await SetAsync(database, home, home.Address);

        for (var round = 0; round < 3; round++)
        {
            for (var guess = 1; guess < PurchasePin.MostFailures; guess++)
                await CheckAsync(database, home, "000111");
            Assert.Null(await CheckAsync(database, home, Pin));
        }
    }

    [Theory, EveryDatabase]
    public async Task Many_guesses_at_once_are_not_more_than_few_one_by_one(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database, LineServiceType.HikariPremium);
        await SetAsync(database, home, home.Address);

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => CheckAsync(database, home, "000111"))));

        Assert.Equal(PurchasePin.MostFailures - 1, answers.Count(answer => answer == SecondFactorRefusal.Wrong));
        Assert.Equal(SecondFactorRefusal.Locked, await CheckAsync(database, home, Pin));
    }

    [Theory, EveryDatabase]
    public async Task Purchase_from_a_Premium_line_needs_a_second_factor_and_then_rests_on_it(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database, LineServiceType.HikariPremium);

        Assert.Equal(ApprovalRefusal.SecondFactorRequired, Refusal(await ApproveAsync(home, null)));
        await SetAsync(database, home, home.Address);
        Assert.Equal(ApprovalRefusal.SecondFactorMissing, Refusal(await ApproveAsync(home, null)));
        Assert.True((await ApproveAsync(home, SecondFactor.Pin)).Succeeded(out var grant, out _));

        Assert.Equal((null, SecondFactor.Pin), (grant.LineProofId, grant.SecondFactor));
    }

    [Theory, EveryDatabase]
    public async Task Second_factor_does_not_stand_in_for_the_proof_of_a_line_that_can_give_one(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var order = Household.Order();
        var consent = home.ConsentTo(order);

        var away = await home.ApproveAsync(new ApproveChargeCommand(home.Merchant.Code, home.Credential.Id, IPAddress.Parse("203.0.113.9"), order, consent, consent.Hash(), SecondFactor: SecondFactor.Passkey));

        Assert.Equal(ApprovalRefusal.LineNotRecognised, Refusal(away));
    }

    private static ApprovalRefusal? Refusal(Result<ChargeGrant, ApprovalRefusal> outcome) => outcome.Succeeded(out _, out var refusal) ? null : refusal;

    private static Task<Result<ChargeGrant, ApprovalRefusal>> ApproveAsync(Household home, SecondFactor? factor)
    {
        var order = Household.Order();
        var consent = home.ConsentTo(order);
        return home.ApproveAsync(new ApproveChargeCommand(home.Merchant.Code, home.Credential.Id, home.Address, order, consent, consent.Hash(), SecondFactor: factor));
    }

    private static Task<SecondFactorRefusal?> SetAsync(TestDatabase database, Household home, IPAddress from) =>
        database.RunAsync<KeepPurchasePin, SecondFactorRefusal?>(pins => pins.SetAsync(home.Credential.Id, from, Pin, CancellationToken.None));

    private static Task<SecondFactorRefusal?> CheckAsync(TestDatabase database, Household home, string typed) =>
        database.RunAsync<KeepPurchasePin, SecondFactorRefusal?>(pins => pins.CheckAsync(home.Credential.Id, home.Credential.UserName!, typed, CancellationToken.None));
}
