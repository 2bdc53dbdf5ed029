using FletsCollect.Database.Tests;
using FletsCollect.Server.Database;
using FletsCollect.Server.Tests;
using FletsCollect.Server.Tests.Api;
using FletsCollect.Server.Tests.Provider;
using Microsoft.EntityFrameworkCore;
using Npgsql;

[assembly: AssemblyFixture(typeof(TwoServersOnPostgreSql))]

namespace FletsCollect.Server.Tests;

/// <summary>
/// Two servers on one PostgreSQL database with requests alternating between them, as an operator runs them. The classes below run the
/// provider's and the charge's tests on it once more: what one server did, the other one must know by the next request.
/// </summary>
public sealed class TwoServersOnPostgreSql() : TwoServers(TimeProvider.System)
{
    private PostgreSqlCluster? cluster;
    private string? database;

    public override async ValueTask InitializeAsync()
    {
        cluster = await PostgreSqlCluster.StartAsync();
        database = new NpgsqlConnectionStringBuilder(cluster.ConnectionString) { Database = $"servers_{Guid.CreateVersion7():N}", Timeout = 60 }.ConnectionString;
        Share("Database:Kind", nameof(DatabaseKind.PostgreSql));
        Share("Database:ConnectionString", database);
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (database is not null)
        {
            var options = new DbContextOptionsBuilder<FletsCollectDbContext>();
            DatabaseSetup.Use(options, DatabaseKind.PostgreSql, database);
            await using var db = new FletsCollectDbContext(options.Options);
            await db.Database.EnsureDeletedAsync();
            NpgsqlConnection.ClearAllPools();
        }
        if (cluster is not null)
            await cluster.DisposeAsync();
    }
}

public sealed class ChargeTestsOnTwoServers(TwoServersOnPostgreSql servers) : ChargeTests(servers);

public sealed class ClientAssertionTestsOnTwoServers(TwoServersOnPostgreSql servers) : ClientAssertionTests(servers);

public sealed class DeviceTestsOnTwoServers(TwoServersOnPostgreSql servers) : DeviceTests(servers);

public sealed class DiscoveryTestsOnTwoServers(TwoServersOnPostgreSql servers) : DiscoveryTests(servers);

public sealed class DpopTestsOnTwoServers(TwoServersOnPostgreSql servers) : DpopTests(servers);

public sealed class GrantManagementTestsOnTwoServers(TwoServersOnPostgreSql servers) : GrantManagementTests(servers);

public sealed class MerchantTokenTestsOnTwoServers(TwoServersOnPostgreSql servers) : MerchantTokenTests(servers);

public sealed class EndSessionTestsOnTwoServers(TwoServersOnPostgreSql servers) : EndSessionTests(servers);

public sealed class OtherClientTestsOnTwoServers(TwoServersOnPostgreSql servers) : OtherClientTests(servers);

public sealed class MutualTlsTestsOnTwoServers(TwoServersOnPostgreSql servers) : MutualTlsTests(servers);

public sealed class ProfileTestsOnTwoServers(TwoServersOnPostgreSql servers) : ProfileTests(servers);

public sealed class PurchaseTestsOnTwoServers(TwoServersOnPostgreSql servers) : PurchaseTests(servers);

public sealed class PushedRequestTestsOnTwoServers(TwoServersOnPostgreSql servers) : PushedRequestTests(servers);

public sealed class RefreshTokenTestsOnTwoServers(TwoServersOnPostgreSql servers) : RefreshTokenTests(servers);

public sealed class SubscriptionTestsOnTwoServers(TwoServersOnPostgreSql servers) : SubscriptionTests(servers);

public sealed class TokenTestsOnTwoServers(TwoServersOnPostgreSql servers) : TokenTests(servers);
