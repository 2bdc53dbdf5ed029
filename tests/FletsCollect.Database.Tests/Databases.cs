using System.Reflection;
using FletsCollect.Database.Tests;
using FletsCollect.Server.Database;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit.Sdk;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(Databases))]

namespace FletsCollect.Database.Tests;

/// <summary>
/// Gives every test an empty database of its own. A test class asks for it in its constructor, a test names itself
/// <c>[Theory, EveryDatabase]</c> and opens one of the kind it is given:
/// <code>
/// public sealed class CreateChargeTests(Databases databases)
/// {
///     [Theory, EveryDatabase]
///     public async Task Confirmed_charge_is_in_the_ledger(DatabaseKind kind)
///     {
///         await using var database = await databases.OpenAsync(kind);
/// </code>
/// The real migrations run once for each kind; each test gets a copy of what they made.
/// </summary>
public sealed class Databases : IAsyncLifetime
{
    private readonly Lazy<Task<string>> sqliteTemplate;
    private readonly Lazy<Task<PostgreSqlCluster>> cluster = new(() => PostgreSqlCluster.StartAsync());
    private readonly Lazy<Task<string>> postgreSqlTemplate;
    private readonly string folder = Directory.CreateTempSubdirectory("fletscollect-sqlite-").FullName;

    public Databases()
    {
        sqliteTemplate = new Lazy<Task<string>>(MakeSqliteTemplateAsync);
        postgreSqlTemplate = new Lazy<Task<string>>(MakePostgreSqlTemplateAsync);
    }

    /// <summary>Opens an empty, migrated database; disposing it drops it.</summary>
    /// <param name="kind">Which database; SQL Server cannot run here and is checked by its migration script.</param>
    /// <param name="configure">Adds or replaces services after the product's own.</param>
    public async Task<TestDatabase> OpenAsync(DatabaseKind kind, Action<IServiceCollection>? configure = null)
    {
        var name = $"test_{Guid.CreateVersion7():N}";
        switch (kind)
        {
            case DatabaseKind.Sqlite:
                var file = Path.Combine(folder, name + ".db");
                File.Copy(await sqliteTemplate.Value, file);
                return new TestDatabase(kind, $"Data Source={file}", () => DropSqlite(file), configure);
            case DatabaseKind.PostgreSql:
                var template = await postgreSqlTemplate.Value;
                await ExecuteOnServerAsync($"CREATE DATABASE {name} TEMPLATE {template}");
                return new TestDatabase(kind, await ConnectionStringAsync(name), () => DropPostgreSqlAsync(name), configure);
            case DatabaseKind.SqlServer:
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "No server of this kind runs in tests.");
        }
    }

    /// <summary>Opens a copy of a database that nobody uses while it is copied, with all that is in it and at the same time of its clock.</summary>
    public async Task<TestDatabase> CopyAsync(TestDatabase original, Action<IServiceCollection>? configure = null)
    {
        var name = $"test_{Guid.CreateVersion7():N}";
        TestDatabase copy;
        if (original.Kind == DatabaseKind.Sqlite)
        {
            // The last connection that is closed brings the write-ahead log into the file.
            await using (var connection = new SqliteConnection(DatabaseSetup.SqliteConnectionString(original.ConnectionString)))
                SqliteConnection.ClearPool(connection);
            var file = Path.Combine(folder, name + ".db");
            File.Copy(new SqliteConnectionStringBuilder(original.ConnectionString).DataSource, file);
            copy = new TestDatabase(original.Kind, $"Data Source={file}", () => DropSqlite(file), configure);
        }
        else
        {
            await using (var connection = new NpgsqlConnection(original.ConnectionString))
                NpgsqlConnection.ClearPool(connection);
            await ExecuteOnServerAsync($"CREATE DATABASE {name} TEMPLATE {new NpgsqlConnectionStringBuilder(original.ConnectionString).Database}");
            copy = new TestDatabase(original.Kind, await ConnectionStringAsync(name), () => DropPostgreSqlAsync(name), configure);
        }
        copy.Clock.SetUtcNow(original.Clock.GetUtcNow());
        return copy;
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (cluster.IsValueCreated && cluster.Value.IsCompletedSuccessfully)
        {
            var server = await cluster.Value;
            if (postgreSqlTemplate.IsValueCreated && postgreSqlTemplate.Value.IsCompletedSuccessfully)
                await DropPostgreSqlAsync(await postgreSqlTemplate.Value);
            NpgsqlConnection.ClearAllPools();
            await server.DisposeAsync();
        }
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<string> MakeSqliteTemplateAsync()
    {
        var file = Path.Combine(folder, "template.db");
        await MigrateAsync(DatabaseKind.Sqlite, $"Data Source={file};Pooling=False");
        return file;
    }

    private async Task<string> MakePostgreSqlTemplateAsync()
    {
        var name = $"template_{Guid.CreateVersion7():N}";
        await ExecuteOnServerAsync($"CREATE DATABASE {name}");
        await MigrateAsync(DatabaseKind.PostgreSql, await ConnectionStringAsync(name));
        await ClearPoolAsync(name);
        return name;
    }

    private static async Task MigrateAsync(DatabaseKind kind, string connectionString)
    {
        var options = new DbContextOptionsBuilder<FletsCollectDbContext>();
        DatabaseSetup.Use(options, kind, connectionString);
        await using var db = new FletsCollectDbContext(options.Options);
        await DatabaseSetup.MigrateAsync(db, CancellationToken.None);
    }

    /// <summary>Room for the widest test, and for two tests at once within what the server accepts.</summary>
    private async Task<string> ConnectionStringAsync(string database) =>
        DatabaseSetup.PostgreSqlConnectionString(new NpgsqlConnectionStringBuilder((await cluster.Value).ConnectionString) { Database = database, MaxPoolSize = 50, Timeout = 60 }.ConnectionString);

    private async Task ExecuteOnServerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection((await cluster.Value).ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The names in it were made here.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private async Task ClearPoolAsync(string database)
    {
        await using var connection = new NpgsqlConnection(await ConnectionStringAsync(database));
        NpgsqlConnection.ClearPool(connection);
    }

    private async Task DropPostgreSqlAsync(string name)
    {
        await ClearPoolAsync(name);
        await ExecuteOnServerAsync($"DROP DATABASE {name} WITH (FORCE)");
    }

    private static Task DropSqlite(string file)
    {
        using var connection = new SqliteConnection(DatabaseSetup.SqliteConnectionString($"Data Source={file}"));
        SqliteConnection.ClearPool(connection);
        File.Delete(file);
        return Task.CompletedTask;
    }
}

/// <summary>Runs a theory once on each database that can run here.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class EveryDatabaseAttribute : DataAttribute
{
    /// <summary>The arguments after the database.</summary>
    protected virtual IReadOnlyList<object> Rest => [];

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([new TheoryDataRow([DatabaseKind.Sqlite, .. Rest]), new TheoryDataRow([DatabaseKind.PostgreSql, .. Rest])]);

    public override bool SupportsDiscoveryEnumeration() => true;
}

/// <summary>Runs one case of a theory on each database: the test takes the database first and then the case.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class EveryDatabaseWithAttribute(params object[] rest) : EveryDatabaseAttribute
{
    protected override IReadOnlyList<object> Rest => rest;
}
