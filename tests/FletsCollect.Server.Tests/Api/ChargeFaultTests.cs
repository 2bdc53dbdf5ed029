using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using FletsCollect.Benchmarks;
using FletsCollect.Browser.Tests.Surroundings;
using FletsCollect.Database.Tests;
using FletsCollect.Server.Database;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Tests.Api;

/// <summary>
/// What becomes of charges when the server or its database ends in the middle of them (operations.md, "Fault tests"): whoever was told that
/// it is charged is charged once, and whoever was told nothing may ask again under the same key.
/// </summary>
public sealed class ChargeFaultTests : IAsyncLifetime
{
    /// <summary>A few in the suite; <c>FLETSCOLLECT_CRASH_ROUNDS=200</c> for a night.</summary>
    private static readonly int Rounds = int.Parse(Environment.GetEnvironmentVariable("FLETSCOLLECT_CRASH_ROUNDS") ?? "2", CultureInfo.InvariantCulture);

    private const int Clients = 8;

    private readonly int port = LoopbackPort.Free();
    private readonly List<IAsyncDisposable> opened = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var one in Enumerable.Reverse(opened))
            await one.DisposeAsync();
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Killed_server_keeps_what_it_acknowledged_and_charges_nothing_twice(DatabaseKind kind)
    {
        var survivor = await OpenAsync(kind);
        var shop = await OpenShopAsync(survivor);
        var all = new List<Shop.Purchase>();
        var acknowledged = new ConcurrentDictionary<Guid, bool>();
        for (var round = 0; round < Rounds; round++)
        {
            var purchases = await shop.ApproveAsync(300, 4);
            await using var server = await RunningProgram.StartAsync("src", "FletsCollect.Server", survivor.Issuer, survivor.Settings);
            // At another place of the work each time: whatever it is doing when so many were acknowledged.
            var last = RandomNumberGenerator.GetInt32(1, 200);
            await ChargeAsync(new IPEndPoint(IPAddress.Loopback, port), purchases, acknowledged, count =>
            {
                if (count == last)
                    server.Kill();
            });
            all.AddRange(purchases);
        }

        await AssertNothingIsLostOrDoubledAsync(survivor, all, acknowledged);
    }

    [Fact]
    public async Task Database_that_stops_under_load_loses_and_doubles_nothing()
    {
        Assert.SkipUnless(PostgreSqlCluster.IsOwn, "The given PostgreSQL server is not ours to stop.");
        var server = await OpenAsync(DatabaseKind.PostgreSql, durable: true);
        var shop = await OpenShopAsync(server);
        var purchases = await shop.ApproveAsync(300, 4);
        var acknowledged = new ConcurrentDictionary<Guid, bool>();
        var stopped = Task.CompletedTask;

        await ChargeAsync(server.EndPoint, purchases, acknowledged, count =>
        {
            if (count == 60)
                stopped = Task.Run(server.Cluster!.StopAtOnce);
        });
        await stopped;
        await server.Cluster!.StartAgainAsync();
        server.ForgetConnections();

        Assert.InRange(acknowledged.Count, 60, purchases.Count - 1);
        await AssertNothingIsLostOrDoubledAsync(server, purchases, acknowledged);
    }

    /// <summary>Charges on persistent connections until all is charged or the other side is gone.</summary>
    private static async Task ChargeAsync(IPEndPoint endPoint, IReadOnlyList<Shop.Purchase> purchases, ConcurrentDictionary<Guid, bool> acknowledged, Action<int> onAcknowledged)
    {
        var (next, count) = (-1, 0);
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            try
            {
                using var connection = await KeptConnection.OpenAsync(endPoint);
                for (var i = Interlocked.Increment(ref next); i < purchases.Count; i = Interlocked.Increment(ref next))
                {
                    if (await connection.SendAsync(purchases[i].NewRequest()) != 201)
                        continue;
                    Assert.True(acknowledged.TryAdd(purchases[i].Grant.Id, true));
                    onAcknowledged(Interlocked.Increment(ref count));
                }
            }
            catch (IOException)
            {
                // The server was killed: what it did with the last request is what the test is about.
            }
        })));
    }

    private static async Task AssertNothingIsLostOrDoubledAsync(FaultServer server, IReadOnlyList<Shop.Purchase> purchases, ConcurrentDictionary<Guid, bool> acknowledged)
    {
        var charged = (await server.ReadAsync(db => db.Charges.Select(charge => charge.GrantId).ToListAsync())).ToHashSet();
        Assert.NotEmpty(acknowledged);
        Assert.All(acknowledged.Keys, grant => Assert.Contains(grant, charged));

        // What nobody was told of is asked for again, as merchants do.
        using var connection = await KeptConnection.OpenAsync(server.EndPoint);
        foreach (var purchase in purchases.Where(purchase => !acknowledged.ContainsKey(purchase.Grant.Id)))
            Assert.Equal(201, await connection.SendAsync(purchase.NewRequest()));
        Assert.Equal(purchases.Count, await server.ReadAsync(db => db.Charges.CountAsync()));
        Assert.Equal(purchases.Count, await server.ReadAsync(db => db.Transfers.CountAsync()));
        Assert.Empty(await server.VerifyAsync());
    }

    private async Task<FaultServer> OpenAsync(DatabaseKind kind, bool durable = false)
    {
        var server = await FaultServer.OpenAsync(kind, new Uri($"http://localhost:{port}/"), durable);
        opened.Add(server);
        return server;
    }

    private static async Task<Shop> OpenShopAsync(FaultServer server)
    {
        var shop = new Shop(server.Services, server.Issuer);
        await shop.OpenAsync(merchantCount: 4, lineCount: 50);
        return shop;
    }
}
