using System.Data.Common;
using FletsCollect.Charges;
using FletsCollect.Server.Api;
using FletsCollect.Server.Database;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace FletsCollect.Database.Tests;

/// <summary>
/// A page from the middle of a list costs what the first one does: PostgreSQL's own plan goes by the index to where it begins. SQLite does so
/// however the place is said; PostgreSQL reads all that comes before when it is said by an "or".
/// </summary>
public sealed class PagePlanTests(Databases databases)
{
    [Fact]
    public async Task Page_after_another_begins_at_its_place_in_the_index()
    {
        var seen = new LastCommand();
        await using var database = await databases.OpenAsync(DatabaseKind.PostgreSql, services => services.ConfigureDbContext<FletsCollectDbContext>(context => context.AddInterceptors(seen)));
        var (merchant, cursor) = (Guid.CreateVersion7(), new Cursor(database.Now, Guid.CreateVersion7()));
        var http = new DefaultHttpContext { Request = { QueryString = QueryString.Create("cursor", cursor.ToString()) } };

        await database.ReadAsync(db => ListQuery.Read(http).PageAsync(
            db.Charges.AsNoTracking().Where(charge => charge.MerchantId == merchant), nameof(Charge.CreatedAt), charge => new Cursor(charge.CreatedAt, charge.Id), charge => charge.PublicId, CancellationToken.None));

        Assert.Contains(await PlanAsync(database, seen), step => step.Contains("Index Cond", StringComparison.Ordinal) && step.Contains("created_at <=", StringComparison.Ordinal));
    }

    private static async Task<List<string>> PlanAsync(TestDatabase database, LastCommand seen)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var explain = connection.CreateCommand();
        // Of a table without rows every plan is as good as another.
        explain.CommandText = "SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off";
        await explain.ExecuteNonQueryAsync();
#pragma warning disable CA2100 // The text is the product's own query, as it was sent a moment ago.
        explain.CommandText = "EXPLAIN " + seen.Text;
#pragma warning restore CA2100
        explain.Parameters.AddRange(seen.Parameters.ToArray());
        var steps = new List<string>();
        await using var reader = await explain.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            steps.Add(reader.GetString(0));
        return steps;
    }

    private sealed class LastCommand : DbCommandInterceptor
    {
        public string Text { get; private set; } = "";

        public IReadOnlyList<NpgsqlParameter> Parameters { get; private set; } = [];

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            (Text, Parameters) = (command.CommandText, [.. command.Parameters.Cast<NpgsqlParameter>().Select(parameter => parameter.Clone())]);
            return base.ReaderExecutingAsync(command, eventData, result, cancellationToken);
        }
    }
}
