using FletsCollect.Server.Database;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Database.Tests.Money;

/// <summary>Harm that only somebody with a console can do: the table's trigger is taken away first.</summary>
internal static class Damage
{
    public static async Task DoAsync(BackOffice office, string table, string sql)
    {
        await DisarmAsync(office, table);
        Assert.NotEqual(0, await office.Database.RunAsync<FletsCollectDbContext, int>(db => db.Database.ExecuteSqlRawAsync(sql)));
    }

    private static async Task DisarmAsync(BackOffice office, string table)
    {
        var kind = office.Database.Kind;
        string[] triggers = kind == DatabaseKind.Sqlite ? [$"{table}_append_only", $"{table}_append_only_delete"] : [$"{table}_append_only"];
        var on = kind == DatabaseKind.Sqlite ? "" : $" ON {table}";
        foreach (var trigger in triggers)
        {
#pragma warning disable EF1002 // The names in it are this test's.
            await office.Database.RunAsync<FletsCollectDbContext>(db => db.Database.ExecuteSqlRawAsync($"DROP TRIGGER IF EXISTS {trigger}{on}"));
#pragma warning restore EF1002
        }
    }
}
