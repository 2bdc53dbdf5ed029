using FletsCollect.Database.Tests;
using FletsCollect.Server.Database;
using FletsCollect.Server.Tests;
using FletsCollect.Server.Tests.Api;
using FletsCollect.Server.Tests.Provider;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

[assembly: AssemblyFixture(typeof(TwoServersOnPostgreSql))]

namespace FletsCollect.Server.Tests;

/// <summary>
/// Two servers on one PostgreSQL database with requests alternating between them, as an operator runs them. The classes below run the
/// provider's and the charge's tests on it once more: what one server did, the other one must know by the next request.
/// </summary>
public abstract class TwoServersOnOneDatabase(TimeProvider clock) : TwoServers(clock)
{
    private string? database;

    /// <summary>Connects to the database server itself.</summary>
    protected abstract string Cluster { get; }

    public override async ValueTask InitializeAsync()
    {
        database = DatabaseSetup.PostgreSqlConnectionString(new NpgsqlConnectionStringBuilder(Cluster) { Database = $"servers_{Guid.CreateVersion7():N}", Timeout = 60 }.ConnectionString);
        Share("Database:Kind", nameof(DatabaseKind.PostgreSql));
        Share("Database:ConnectionString", database);
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (database is null)
            return;
        var options = new DbContextOptionsBuilder<FletsCollectDbContext>();
        DatabaseSetup.Use(options, DatabaseKind.PostgreSql, database);
        await using var db = new FletsCollectDbContext(options.Options);
        await db.Database.EnsureDeletedAsync();
        NpgsqlConnection.ClearPool(new NpgsqlConnection(database));
        GC.SuppressFinalize(this);
    }
}

/// <summary>The two servers that most tests share, on the system's clock.</summary>
public sealed class TwoServersOnPostgreSql() : TwoServersOnOneDatabase(TimeProvider.System)
{
    private PostgreSqlCluster? cluster;

    protected override string Cluster => cluster!.ConnectionString;

    internal string ClusterForOthers => Cluster;

    public override async ValueTask InitializeAsync()
    {
        cluster = await PostgreSqlCluster.StartAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        if (cluster is not null)
            await cluster.DisposeAsync();
    }
}

/// <summary>Two servers for one class whose tests move the clock.</summary>
public sealed class TwoClockedServersOnPostgreSql : TwoServersOnOneDatabase
{
    private readonly TwoServersOnPostgreSql others;

    public TwoClockedServersOnPostgreSql(TwoServersOnPostgreSql others)
        : this(others, new FakeTimeProvider(TimeProvider.System.GetUtcNow()))
    {
    }

    private TwoClockedServersOnPostgreSql(TwoServersOnPostgreSql others, FakeTimeProvider clock)
        : base(clock) => (this.others, Clock) = (others, clock);

    internal FakeTimeProvider Clock { get; }

    protected override string Cluster => others.ClusterForOthers;
}

public sealed class AuditTestsOnTwoServers(TwoServersOnPostgreSql servers) : AuditTests(servers);

public sealed class BackChannelLogoutTestsOnTwoServers(TwoClockedServersOnPostgreSql servers)
    : BackChannelLogoutTests(servers, servers.Clock), IClassFixture<TwoClockedServersOnPostgreSql>;

public sealed class ChargeTestsOnTwoServers(TwoServersOnPostgreSql servers) : ChargeTests(servers);

public sealed class ClientAssertionTestsOnTwoServers(TwoServersOnPostgreSql servers) : ClientAssertionTests(servers);

public sealed class ClockTestsOnTwoServers(TwoClockedServersOnPostgreSql servers) : ClockTests(servers, servers.Clock), IClassFixture<TwoClockedServersOnPostgreSql>;

public sealed class DeviceTestsOnTwoServers(TwoServersOnPostgreSql servers) : DeviceTests(servers);

public sealed class DiscoveryTestsOnTwoServers(TwoServersOnPostgreSql servers) : DiscoveryTests(servers);

public sealed class DpopTestsOnTwoServers(TwoServersOnPostgreSql servers) : DpopTests(servers);

public sealed class GrantManagementTestsOnTwoServers(TwoServersOnPostgreSql servers) : GrantManagementTests(servers);

public sealed class MerchantTokenTestsOnTwoServers(TwoServersOnPostgreSql servers) : MerchantTokenTests(servers);

public sealed class EndSessionTestsOnTwoServers(TwoServersOnPostgreSql servers) : EndSessionTests(servers);

public sealed class OtherClientTestsOnTwoServers(TwoServersOnPostgreSql servers) : OtherClientTests(servers);

public sealed class MonthlyConsentTestsOnTwoServers(TwoServersOnPostgreSql servers) : MonthlyConsentTests(servers);

public sealed class MutualTlsTestsOnTwoServers(TwoServersOnPostgreSql servers) : MutualTlsTests(servers);

public sealed class ProfileTestsOnTwoServers(TwoServersOnPostgreSql servers) : ProfileTests(servers);

public sealed class PurchaseTestsOnTwoServers(TwoServersOnPostgreSql servers) : PurchaseTests(servers);

public sealed class PushedRequestTestsOnTwoServers(TwoServersOnPostgreSql servers) : PushedRequestTests(servers);

public sealed class RefreshTokenTestsOnTwoServers(TwoServersOnPostgreSql servers) : RefreshTokenTests(servers);

public sealed class StepUpTestsOnTwoServers(TwoServersOnPostgreSql servers) : Provider.StepUpTests(servers);

public sealed class SubscriptionTestsOnTwoServers(TwoServersOnPostgreSql servers) : SubscriptionTests(servers);

public sealed class TokenTestsOnTwoServers(TwoServersOnPostgreSql servers) : TokenTests(servers);
