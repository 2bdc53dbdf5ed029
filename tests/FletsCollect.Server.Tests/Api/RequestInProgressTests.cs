using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace FletsCollect.Server.Tests.Api;

/// <summary>
/// A request that meets one in flight waits for it, but not for ever: then it is told to come back, and under the same key it gets the
/// answer that there is by then. In flight is here a transaction that the test holds open.
/// </summary>
public sealed class RequestInProgressTests(TwoServersOnPostgreSql cluster)
{
    private static readonly Dictionary<string, string> s_hasty = new(StringComparer.Ordinal) { ["Idempotency:LongestWait"] = "00:00:00.3" };

    [Fact]
    public async Task Charge_that_is_not_committed_in_time_is_done_once_and_answered_when_it_comes_again()
    {
        var database = $"Data Source={Path.Combine(Directory.CreateTempSubdirectory("fletscollect-progress-").FullName, "server.db")}";
        // A second is the least that SQLite's driver can be told to wait for another process's writer.
        await using var server = new RunningServer(
            TimeProvider.System, settings: new Dictionary<string, string>(s_hasty, StringComparer.Ordinal) { ["Database:ConnectionString"] = database + ";Default Timeout=1" });
        await server.InitializeAsync();
        using var merchant = server.NewMerchant();
        var tokens = await BuyAsync(server, merchant);
        Answer waited;
        await using (await HoldAsync(database))
            waited = await merchant.ChargeAsync(tokens, merchant.Key(1));

        // The first may still be on its way in when the database is free again; every attempt waits for it.
        Answer again;
        do
            again = await merchant.ChargeAsync(tokens, merchant.Key(1));
        while (again.Status == HttpStatusCode.Conflict && again.Headers.ContainsKey("Retry-After"));

        AssertInProgress(waited);
        Assert.Equal(HttpStatusCode.Created, again.Status);
        Assert.Equal(1, await server.DatabaseAsync(db => db.Charges.CountAsync()));
    }

    [Fact]
    public async Task Write_whose_key_another_request_is_using_is_not_done_until_it_comes_again()
    {
        var database = new NpgsqlConnectionStringBuilder(cluster.ClusterForOthers) { Database = $"progress_{Guid.CreateVersion7():N}" }.ConnectionString;
        await using var server = new RunningServer(
            TimeProvider.System,
            settings: new Dictionary<string, string>(s_hasty, StringComparer.Ordinal) { ["Database:Kind"] = "PostgreSql", ["Database:ConnectionString"] = database });
        await server.InitializeAsync();
        using var merchant = server.NewMerchant();
        var token = await merchant.GetApiTokenAsync("subscriptions:manage");
        Answer waited;
        await using (var connection = new NpgsqlConnection(database))
        {
            await connection.OpenAsync();
            await using var first = await connection.BeginTransactionAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "insert into idempotency (merchant_id, key, operation, request_hash, status, body, recorded_at) select id, @key, 'plan.create', 'hash', 201, '{}', now() from merchant where code = 'hatena-demo'";
            command.Parameters.AddWithValue("key", merchant.Key(1));
            Assert.Equal(1, await command.ExecuteNonQueryAsync());
            waited = await PlanAsync(merchant, token);
            await first.RollbackAsync();
        }

        AssertInProgress(waited);
        Assert.Equal(HttpStatusCode.Created, (await PlanAsync(merchant, token)).Status);
        await server.DatabaseAsync(db => db.Database.EnsureDeletedAsync());
    }

    private static void AssertInProgress(Answer answer)
    {
        Assert.Equal((HttpStatusCode.Conflict, "request_in_progress"), (answer.Status, answer.Text("code")));
        Assert.Equal("1", answer.Headers["Retry-After"]);
    }

    private static Task<Answer> PlanAsync(MerchantClient merchant, string token) => merchant.CallAsync(
        HttpMethod.Post,
        "v1/plans",
        token,
        new JsonObject { ["code"] = merchant.Reference.ToLowerInvariant(), ["name"] = "動画プラン", ["price"] = new JsonObject { ["currency"] = "JPY", ["value"] = "990" }, ["months"] = 1 },
        merchant.Key(1));

    private static async Task<Tokens> BuyAsync(RunningServer server, MerchantClient merchant)
    {
        using var person = await server.NewSubscriberAsync();
        return await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));
    }

    /// <summary>Keeps every other writer of a SQLite database waiting until it is disposed.</summary>
    private static async Task<SqliteConnection> HoldAsync(string connectionString)
    {
        var connection = new SqliteConnection(connectionString + ";Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        await command.ExecuteNonQueryAsync();
        return connection;
    }
}
