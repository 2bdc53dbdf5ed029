using FletsCollect.Server.Database;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Database.Tests.Subscribers;

/// <summary>Who gives which ID up.</summary>
public sealed class RevokeCredentialTests(Databases databases)
{
    [Theory, EveryDatabase]
    public async Task ID_that_is_given_up_is_signed_out_and_its_merchants_are_told(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var session = new SubscriberSession(Guid.CreateVersion7(), home.Credential.Id, new SignInPlace("?", "", false), database.Now);
        await database.AddAsync(session, new MerchantSession(session.Id, home.Merchant.Code, home.Credential.Id, database.Now));

        Assert.Null(await RevokeAsync(database, RevokeCredentialCommand.ByOperator(home.Credential.UserName!, "tanaka", "given up by phone")));

        Assert.Equal(CredentialStatus.Revoked, (await database.ReadAsync(db => db.Users.SingleAsync())).Status);
        Assert.NotNull((await database.ReadAsync(db => db.SubscriberSessions.SingleAsync())).EndedAt);
        Assert.NotNull((await database.ReadAsync(db => db.MerchantSessions.SingleAsync())).TellAt);
        Assert.Equal(RevokeCredentialRefusal.NotFound, await RevokeAsync(database, RevokeCredentialCommand.ByOperator(home.Credential.UserName!, "tanaka", "once more")));
    }

    [Theory, EveryDatabase]
    public async Task Contractor_gives_up_members_of_the_line_and_not_the_own_ID(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var neighbour = await Household.AddAsync(database);
        var member = Household.CredentialOf(home.Line, database.Now);
        await database.AddAsync(member);

        Assert.Equal(RevokeCredentialRefusal.NotFound, await RevokeAsync(database, By(home.Credential, member)));
        Assert.Equal(RevokeCredentialRefusal.NotFound, await RevokeAsync(database, By(member, neighbour.Credential)));
        Assert.Equal(RevokeCredentialRefusal.ContractorsOwn, await RevokeAsync(database, By(home.Credential, home.Credential)));
        Assert.Null(await RevokeAsync(database, By(member, home.Credential)));
    }

    private static RevokeCredentialCommand By(Credential credential, Credential asker) => RevokeCredentialCommand.ByContractor(credential.UserName!, asker.Id, asker.UserName!);

    private static async Task<RevokeCredentialRefusal?> RevokeAsync(TestDatabase database, RevokeCredentialCommand command) =>
        (await database.RunAsync<RevokeCredential, Result<Credential, RevokeCredentialRefusal>>(revoke => revoke.ExecuteAsync(command, CancellationToken.None))).Succeeded(out _, out var refusal) ? null : refusal;
}
