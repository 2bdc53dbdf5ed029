using FletsCollect.Keys;
using FletsCollect.Merchants;
using FletsCollect.Server.Database;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Database.Tests;

/// <summary>Whichever way a database is asked for many rows, they are as Entity Framework would have read them.</summary>
public sealed class SetReaderTests(Databases databases)
{
    private static readonly LookUp LookUp = new LookUp()
        .Row<Credential>("c", "c.id = k.c0")
        .Row<Merchant>("m", "m.code = k.c1")
        .Presence<UsedTokenId>("u", "u.issued_by = k.c1 AND u.token_id = c.user_name");

    [Theory, EveryDatabase]
    public async Task Rows_are_found_by_their_keys_and_nothing_else_is(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var lines = Enumerable.Range(900_000, 2).Select(number => Household.LineOf(number)).ToList();
        var credentials = lines.ConvertAll(line => Household.CredentialOf(line, database.Now));
        credentials[1].LockoutEnd = new DateTimeOffset(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);
        var merchant = Household.MerchantOf(900_000, MerchantStatus.Suspended);
        await database.AddAsync([.. lines, .. credentials, merchant, new UsedTokenId(merchant.Code, credentials[1].UserName!, database.Now)]);

        var found = await ReadAsync(database, [credentials[0].Id, "nobody"], [Guid.Empty, merchant.Code], [credentials[1].Id, merchant.Code], [credentials[1].Id, merchant.Code]);

        var (first, second) = (credentials[0], credentials[1]);
        Assert.Equal(
            [(0, Text(first), "", false), (1, "", Text(merchant), false), (2, Text(second), Text(merchant), true), (3, Text(second), Text(merchant), true)],
            found.OrderBy(one => one.Position));
    }

    [Theory, EveryDatabase]
    public async Task Members_that_are_left_out_stay_as_a_new_entity_has_them_and_the_others_are_read(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var line = Household.LineOf(900_010);
        var credential = Household.CredentialOf(line, database.Now);
        await database.AddAsync(line, credential);
        Assert.NotNull(credential.SecurityStamp);

        var found = await database.RunAsync<FletsCollectDbContext, Credential?>(async db =>
        {
            await using var scope = database.NewScope();
            await using var transaction = await db.Database.BeginTransactionAsync();
            Credential? row = null;
            await scope.ServiceProvider.GetRequiredService<ISetReader>().ReadAsync(
                db, new LookUp().Row<Credential>("c", "c.id = k.c0", nameof(Credential.SecurityStamp)), [[credential.Id]], (_, rows) => row = rows.Row<Credential>(), CancellationToken.None);
            return row;
        });

        Assert.Equal(Text(credential), Text(found));
        Assert.Null(found!.SecurityStamp);
    }

    [Theory, EveryDatabase]
    public async Task Without_keys_nothing_is_asked(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);

        Assert.Empty(await ReadAsync(database));
    }

    private static Task<List<(int Position, string Credential, string Merchant, bool IsUsed)>> ReadAsync(TestDatabase database, params object[][] keys) =>
        database.RunAsync<FletsCollectDbContext, List<(int, string, string, bool)>>(async db =>
        {
            await using var scope = database.NewScope();
            await using var transaction = await db.Database.BeginTransactionAsync();
            var found = new List<(int, string, string, bool)>();
            await scope.ServiceProvider.GetRequiredService<ISetReader>().ReadAsync(
                db, LookUp, keys, (position, rows) => found.Add((position, Text(rows.Row<Credential>()), Text(rows.Row<Merchant>()), rows.Has<UsedTokenId>())), CancellationToken.None);
            return found;
        });

    private static string Text(Credential? credential) => credential is null
        ? ""
        : $"{credential.Id} {credential.UserName} {credential.Line.Value} {credential.Status} {credential.IssuedAt:O} {credential.IssuedAt.Kind} {credential.LockoutEnabled} {credential.LockoutEnd:O} {credential.PasswordHash} {credential.AccessFailedCount}";

    private static string Text(Merchant? merchant) => merchant is null ? "" : $"{merchant.Id} {merchant.Code} {merchant.Status} {merchant.LegalName} {merchant.LargestCharge} {merchant.OfferedSince:O}";
}
