using System.Data.Common;
using FletsCollect.Benchmarks;
using FletsCollect.Charges;
using FletsCollect.Idempotency;
using FletsCollect.Keys;
using FletsCollect.Server.Api.ChargePath;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Server.Tests.Api;

/// <summary>What becomes of a group of charges when it cannot be committed as it is, or when nobody heard whether it was.</summary>
public sealed class ChargeGroupTests : IAsyncLifetime
{
    private static int proofs;

    private readonly LostAnswers answers = new();
    private readonly RunningServer server;

    public ChargeGroupTests()
    {
        server = new RunningServer(
            TimeProvider.System, configure: services => services.ConfigureDbContext<FletsCollectDbContext>(context => context.AddInterceptors(answers)));
    }

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Charge_that_cannot_be_committed_does_not_take_its_group_with_it()
    {
        var purchases = await ApproveAsync(5);
        var committer = server.Services.GetRequiredService<ChargeCommitter>();
        Task<Result<IdempotentAnswer, TokenRefusal>>[] waiting;
        await using (await HoldDatabaseAsync())
        {
            // The first keeps the committer waiting for the database, so the others are a group.
            waiting = [.. purchases.Select((purchase, i) => HandIn(committer, purchase, i == 2 ? _ => throw new InvalidOperationException("defect") : Render))];
        }

        await Task.WhenAny(Task.WhenAll(waiting));
        Assert.Equal("defect", (await Assert.ThrowsAsync<InvalidOperationException>(() => waiting[2])).Message);
        foreach (var charged in waiting.Where((_, i) => i != 2))
            Assert.Equal(201, StatusOf(await charged));
        Assert.Equal(4, await server.DatabaseAsync(db => db.Charges.CountAsync()));
        Assert.Equal(4, await server.DatabaseAsync(db => db.IdempotencyRecords.CountAsync()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Charges_whose_commit_was_not_heard_of_are_answered_with_what_was_committed(int count)
    {
        var purchases = await ApproveAsync(count);
        var committer = server.Services.GetRequiredService<ChargeCommitter>();
        Task<Result<IdempotentAnswer, TokenRefusal>>[] waiting;
        await using (await HoldDatabaseAsync())
        {
            answers.ConnectionString = server.ConnectionString;
            waiting = [.. purchases.Select(purchase => HandIn(committer, purchase, Render))];
        }

        Assert.All(await Task.WhenAll(waiting), answer => Assert.Equal(201, StatusOf(answer)));
        Assert.True(answers.Lost > 0);
        Assert.Equal(count, await server.DatabaseAsync(db => db.Charges.CountAsync()));
        Assert.Equal(count, await server.DatabaseAsync(db => db.Transfers.CountAsync()));
    }

    private async Task<IReadOnlyList<Shop.Purchase>> ApproveAsync(int count)
    {
        var shop = new Shop(server.Services, server.Issuer);
        await shop.OpenAsync(merchantCount: 2, lineCount: 5);
        return await shop.ApproveAsync(count, merchantCount: 2);
    }

    private static Task<Result<IdempotentAnswer, TokenRefusal>> HandIn(ChargeCommitter committer, Shop.Purchase purchase, Func<Result<Charge, ChargeRefusal>, StoredAnswer> render)
    {
        var grant = purchase.Grant;
        var command = new CreateChargeCommand(
            purchase.MerchantCode, grant.Id, grant.Id, grant.Amount, grant.MerchantReference, new IdempotencyKey(grant.PublicId, CreateCharge.Operation, "hash"));
        var proof = new UsedTokenId("dpop:group", $"proof-{Interlocked.Increment(ref proofs)}", DateTime.UnixEpoch);
        Assert.True(committer.TryHandIn(new PendingCharge(command, grant.Id, proof, render), out var answer));
        return answer;
    }

    private static StoredAnswer Render(Result<Charge, ChargeRefusal> outcome) => new(outcome.Succeeded(out _, out _) ? 201 : 409, "{}");

    private static int StatusOf(Result<IdempotentAnswer, TokenRefusal> answer) => answer.Succeeded(out var given, out var refusal) ? given.Answer.Status : -(int)refusal - 1;

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

    /// <summary>Breaks after every commit of new charges, as a connection does whose answer gets lost.</summary>
    private sealed class LostAnswers : DbTransactionInterceptor
    {
        private long known;

        /// <summary>The database that is looked into; null while every answer is heard.</summary>
        public string? ConnectionString { get; set; }

        public int Lost { get; private set; }

        public override async Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            if (ConnectionString is null)
                return;
            await using var connection = new SqliteConnection(ConnectionString + ";Pooling=False");
            await connection.OpenAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT count(*) FROM charge";
            var charges = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
            if (charges == known)
                return;
            known = charges;
            Lost++;
            throw new IOException("The connection broke after the commit.");
        }
    }
}
