using FletsCollect.Merchants;
using FletsCollect.Server.Database;
using FletsCollect.Server.Database.Sets;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Database.Tests;

/// <summary>Whichever way a database is handed many rows, they read back as Entity Framework would have written them.</summary>
public sealed class SetWriterTests(Databases databases)
{
    [Theory, EveryDatabaseWith(false), EveryDatabaseWith(true)]
    public async Task Rows_read_back_as_they_were_written(DatabaseKind kind, bool byEntities)
    {
        await using var database = await databases.OpenAsync(kind, byEntities ? ByEntities : null);
        var lines = Enumerable.Range(900_000, 3).Select(number => Household.LineOf(number)).ToList();
        var credentials = lines.ConvertAll(line => Household.CredentialOf(line, database.Now));
        var merchant = Household.MerchantOf(900_000, MerchantStatus.Suspended);
        var set = new WriteSet();
        set.Insert(lines);
        set.Insert(credentials);
        set.Insert(merchant);

        await WriteAsync(database, set);

        var read = await database.ReadAsync(db => db.Users.AsNoTracking().OrderBy(credential => credential.UserName).ToListAsync());
        Assert.Equal(credentials.Select(Text), read.Select(Text));
        Assert.Equal(lines.Select(line => (line.Number, line.ServiceType, line.ContractorBornOn)), (await database.ReadAsync(db => db.Lines.AsNoTracking().OrderBy(line => line.Number).ToListAsync())).Select(line => (line.Number, line.ServiceType, line.ContractorBornOn)));
        var found = await database.ReadAsync(db => db.Merchants.AsNoTracking().SingleAsync(row => row.Status == MerchantStatus.Suspended));
        Assert.Equal((merchant.Id, merchant.LegalName, merchant.LargestCharge, merchant.OfferedSince), (found.Id, found.LegalName, found.LargestCharge, found.OfferedSince));
    }

    [Theory, EveryDatabase]
    public async Task Change_of_a_row_that_is_not_as_it_was_read_is_refused(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var line = Household.LineOf(900_001);
        await database.AddAsync(line, new LineLimit(line.Number, new Calendars.BillingMonth(2026, 11), new Yen(1_000)));

        await WriteAsync(database, Spend(line.Number.Value, 700));
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => WriteAsync(database, Spend(line.Number.Value, 400)));

        Assert.Equal(new Yen(700), await database.ReadAsync(db => db.LineLimits.Select(limit => limit.Posted).SingleAsync()));
    }

    [Theory, EveryDatabase]
    public async Task Keys_that_the_database_makes_are_like_those_of_the_program(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        await database.AddAsync([.. Enumerable.Range(900_000, 50).Select(number => Household.LineOf(number))]);
        var key = await database.RunAsync<ISetWriter, string>(writer => Task.FromResult(writer.NewKey(database.Now)));

#pragma warning disable EF1002 // The text is the product's own.
        var keys = await database.ReadAsync(db => db.Database.SqlQueryRaw<Guid>($"SELECT {key} AS \"Value\" FROM line").ToListAsync());
#pragma warning restore EF1002

        Assert.Equal(50, keys.Distinct().Count());
        Assert.All(keys, made => Assert.Equal((7, Guid.CreateVersion7(new DateTimeOffset(database.Now)).ToString()[..13]), (made.Version, made.ToString()[..13])));
        Assert.All(keys, made => Assert.InRange(made.Variant, 0x8, 0xB));
    }

    private static WriteSet Spend(string line, long amount)
    {
        var set = new WriteSet();
        set.Change(new ConditionalChange(typeof(LineLimit), "posted = t.posted + v.c1", "t.line = v.c0 AND t.posted + v.c1 <= t.\"limit\"", [[line, amount]]));
        return set;
    }

    private static string Text(Credential credential) =>
        $"{credential.Id} {credential.UserName} {credential.Line.Value} {credential.Status} {credential.IssuedAt:O} {credential.LockoutEnabled} {credential.LockoutEnd} {credential.PasswordHash} {credential.AccessFailedCount}";

    private static void ByEntities(IServiceCollection services) => services.AddSingleton<ISetWriter, SqlServerSetWriter>();

    private static Task<bool> WriteAsync(TestDatabase database, WriteSet set) => database.RunAsync<FletsCollectDbContext, bool>(async db =>
    {
        await using var scope = database.NewScope();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await scope.ServiceProvider.GetRequiredService<ISetWriter>().WriteAsync(db, set, CancellationToken.None);
        await transaction.CommitAsync();
        return true;
    });
}
