using FletsCollect.Charges;
using FletsCollect.Server.Database;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Database.Tests.Charges;

/// <summary>Consents that are taken back, by whoever may.</summary>
public sealed class RevokeGrantTests(Databases databases)
{
    [Theory, EveryDatabase]
    public async Task Revoked_consent_makes_no_charge_and_gives_its_order_back(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var grant = await home.GrantAsync(reference: "order-A");

        var revoked = await RevokeAsync(database, RevokeGrantCommand.ByMerchant(grant.Id, home.Merchant.Code));
        var charged = await home.ConfirmAsync(home.Charge(grant));
        var again = await home.ApproveAsync(Household.Order(reference: "order-A"));

        Assert.Null(revoked);
        Assert.Equal(nameof(ChargeRefusal.GrantEnded), charged.Answer.Body);
        Assert.True(again.Succeeded(out var second, out _) && second.Id != grant.Id);
    }

    [Theory, EveryDatabase]
    public async Task Revoking_twice_is_revoking_once_and_told_once(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var grant = await home.GrantAsync();
        var revoke = RevokeGrantCommand.BySubscriber(grant.Id, home.Credential.Id, home.Credential.UserName!);

        var first = await RevokeAsync(database, revoke);
        var second = await RevokeAsync(database, revoke);

        Assert.Equal((null, null), (first, second));
        var told = await database.ReadAsync(db => db.OutboxMessages.SingleAsync(message => message.Type == "grant.revoked"));
        Assert.Equal((home.Merchant.Id, grant.PublicId), (told.MerchantId, told.Subject));
        Assert.Contains("\"revoked_by\":\"subscriber\"", told.Data, StringComparison.Ordinal);
        Assert.Equal(1, await database.ReadAsync(db => db.AuditEntries.CountAsync(entry => entry.Action == "grant.revoked" && entry.Subject == grant.PublicId)));
    }

    [Theory, EveryDatabase]
    public async Task Consent_that_was_charged_is_not_revoked(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var grant = await home.GrantAsync();
        await home.ConfirmAsync(home.Charge(grant));

        var refusal = await RevokeAsync(database, RevokeGrantCommand.ByOperator(grant.Id, "tanaka", "asked by phone"));

        Assert.Equal(GrantRevocationRefusal.Consumed, refusal);
        Assert.False(await database.ReadAsync(db => db.OutboxMessages.AnyAsync(message => message.Type == "grant.revoked")));
    }

    [Theory, EveryDatabase]
    public async Task Consent_of_somebody_else_is_not_found_and_stays(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var neighbour = await Household.AddAsync(database);
        var grant = await home.GrantAsync();

        var merchant = await RevokeAsync(database, RevokeGrantCommand.ByMerchant(grant.Id, neighbour.Merchant.Code));
        var subscriber = await RevokeAsync(database, RevokeGrantCommand.BySubscriber(grant.Id, neighbour.Credential.Id, neighbour.Credential.UserName!));
        var charged = await home.ConfirmAsync(home.Charge(grant));

        Assert.Equal((GrantRevocationRefusal.NotFound, GrantRevocationRefusal.NotFound), (merchant, subscriber));
        Assert.Equal(201, charged.Answer.Status);
    }

    [Theory, EveryDatabase]
    public async Task Charge_that_races_a_revocation_either_came_first_or_does_not_come(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        for (var round = 0; round < 20; round++)
        {
            var grant = await home.GrantAsync();

            var revoking = Task.Run(() => RevokeAsync(database, RevokeGrantCommand.ByMerchant(grant.Id, home.Merchant.Code)));
            var charging = Task.Run(() => home.ConfirmAsync(home.Charge(grant)));
            var afterwards = await revoking.ContinueWith(_ => home.ConfirmAsync(home.Charge(grant)), TaskScheduler.Default).Unwrap();

            var charged = (await charging).Answer.Status == 201;
            Assert.Equal(charged ? GrantRevocationRefusal.Consumed : null, await revoking);
            Assert.Equal(charged ? nameof(ChargeRefusal.GrantConsumed) : nameof(ChargeRefusal.GrantEnded), afterwards.Answer.Body);
            Assert.Equal(charged, await database.ReadAsync(db => db.Charges.AnyAsync(charge => charge.GrantId == grant.Id)));
        }
    }

    /// <summary>Null when it was revoked.</summary>
    private static async Task<GrantRevocationRefusal?> RevokeAsync(TestDatabase database, RevokeGrantCommand command)
    {
        var outcome = await database.RunAsync<RevokeGrant, Result<ChargeGrant, GrantRevocationRefusal>>(revoke => revoke.ExecuteAsync(command, CancellationToken.None));
        return outcome.Succeeded(out _, out var refusal) ? null : refusal;
    }
}
