using System.Data.Common;
using FletsCollect.Server.Database;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Database.Tests;

/// <summary>What was posted stays as it was written: the database itself refuses, even to somebody with a console.</summary>
public sealed class AppendOnlyTests(Databases databases)
{
    /// <summary>The tables that one purchase writes to, each with a column of its key.</summary>
    private static readonly (string Table, string Key)[] WrittenByAPurchase = [("transfer", "id"), ("ledger_batch", "number"), ("charge_event", "id")];

    [Theory, EveryDatabase]
    public async Task What_was_posted_cannot_be_changed(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        await (await Household.AddAsync(database)).BuyAsync();

        foreach (var (table, key) in WrittenByAPurchase)
            await RefusesAsync(database, table, $"UPDATE {table} SET {key} = {key}");
    }

    [Theory, EveryDatabase]
    public async Task What_was_posted_cannot_be_removed(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        await (await Household.AddAsync(database)).BuyAsync();

        foreach (var (table, _) in WrittenByAPurchase)
            await RefusesAsync(database, table, $"DELETE FROM {table}");
    }

    [Theory, EveryDatabase]
    public async Task Every_table_that_the_model_marks_as_append_only_has_its_trigger(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var marked = await database.ReadAsync(db => Task.FromResult(db.Model.GetEntityTypes().SelectMany(entity => entity.GetDeclaredTriggers()).Select(trigger => trigger.ModelName).ToList()));
        var catalogue = kind == DatabaseKind.Sqlite ? "SELECT name AS Value FROM sqlite_master WHERE type = 'trigger'" : "SELECT tgname AS \"Value\" FROM pg_trigger";

        var made = await database.ReadAsync(db => db.Database.SqlQueryRaw<string>(catalogue).ToListAsync());

        Assert.NotEmpty(marked);
        Assert.Empty(marked.Except(made, StringComparer.Ordinal));
    }

    private static async Task RefusesAsync(TestDatabase database, string table, string sql)
    {
        var refused = await Assert.ThrowsAnyAsync<DbException>(() => database.RunAsync<FletsCollectDbContext>(db => db.Database.ExecuteSqlRawAsync(sql)));
        Assert.Contains($"{table} is append only", refused.Message, StringComparison.Ordinal);
    }
}
