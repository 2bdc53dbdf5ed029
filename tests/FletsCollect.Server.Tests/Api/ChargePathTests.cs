using System.Net;
using FletsCollect.Charges;
using FletsCollect.Idempotency;
using FletsCollect.Keys;
using FletsCollect.Server.Api.ChargePath;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Server.Tests.Api;

/// <summary>What becomes of charges when more come than can be committed at once, and when the server ends.</summary>
public sealed class ChargePathTests : IAsyncLifetime
{
    private static int proofs;

    private readonly RunningServer server = new(
        TimeProvider.System, settings: new Dictionary<string, string>(StringComparer.Ordinal) { ["ChargePath:Capacity"] = "1", ["ChargePath:LargestBatch"] = "1" });

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Charge_that_finds_no_room_is_told_to_come_back_and_loses_nothing()
    {
        var orders = new List<(MerchantClient Merchant, Tokens Tokens)>();
        for (var order = 0; order < 4; order++)
        {
            var merchant = server.NewMerchant();
            using var person = await server.NewSubscriberAsync();
            orders.Add((merchant, await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()))));
        }

        // One is being committed and one waits at the most; with the database held, the others find no room.
        List<Task<Answer>> answers;
        await using (await HoldDatabaseAsync())
        {
            answers = [.. orders.Select(order => order.Merchant.ChargeAsync(order.Tokens, order.Merchant.Key(1)))];
            var refused = await await Task.WhenAny(answers);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "busy", "1"), (refused.Status, refused.Text("code"), refused.Headers["Retry-After"]));
        }

        // Those that had room are through before the others try again, one after another.
        var first = await Task.WhenAll(answers);
        foreach (var ((merchant, tokens), answer) in orders.Zip(first))
        {
            var last = answer.Status == HttpStatusCode.ServiceUnavailable ? await merchant.ChargeAsync(tokens, merchant.Key(1)) : answer;
            Assert.Equal(HttpStatusCode.Created, last.Status);
            merchant.Dispose();
        }
        Assert.Equal(4, await server.DatabaseAsync(db => db.Charges.CountAsync()));
    }

    [Fact]
    public async Task Charges_that_wait_when_the_server_ends_are_still_answered()
    {
        var committer = server.Services.GetRequiredService<ChargeCommitter>();
        Task ended;
        Task<Result<IdempotentAnswer, TokenRefusal>> waiting;
        await using (await HoldDatabaseAsync())
        {
            Assert.True(committer.TryHandIn(Unknown(), out waiting));
            ended = committer.StopAsync(CancellationToken.None);
            Assert.False(committer.TryHandIn(Unknown(), out _));
            Assert.False(waiting.IsCompleted);
        }

        await ended;
        Assert.True(waiting.IsCompletedSuccessfully);
        Assert.False((await waiting).Succeeded(out _, out var refusal));
        Assert.Equal(TokenRefusal.TokenEnded, refusal);
    }

    /// <summary>A charge with a token that nobody issued.</summary>
    private static PendingCharge Unknown() => new(
        new CreateChargeCommand("hatena-demo", Guid.CreateVersion7(), Guid.CreateVersion7(), new Yen(315), "order", new IdempotencyKey("key", CreateCharge.Operation, "hash")),
        Guid.CreateVersion7(),
        new UsedTokenId("dpop:key", $"proof-{Interlocked.Increment(ref proofs)}", DateTime.UnixEpoch),
        _ => throw new InvalidOperationException("A charge with an unknown token has no outcome."));

    /// <summary>Keeps every other writer of the database waiting until it is disposed.</summary>
    private async Task<SqliteConnection> HoldDatabaseAsync()
    {
        var connection = new SqliteConnection(server.ConnectionString + ";Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        await command.ExecuteNonQueryAsync();
        return connection;
    }
}
