using System.Data.Common;
using FletsCollect.Notifications;
using FletsCollect.Server.Database.Sets;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace FletsCollect.Server.Database;

/// <summary>Connects the product to the database that the configuration names.</summary>
public static class DatabaseSetup
{
    public static IServiceCollection AddFletsCollectDatabase(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DatabaseOptions>().Bind(configuration.GetSection(DatabaseOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        var options = configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions();
        // The factory is for units of work, which own their context; the scoped context is for reading and for the frameworks' stores.
        services.AddDbContextFactory<FletsCollectDbContext>(context => Use(context, options.Kind, options.ConnectionString));
        services.AddSingleton(ConflictsOf(options.Kind));
        services.AddSingleton(SetReaderOf(options.Kind));
        services.AddSingleton(SetWriterOf(options.Kind));
        return services;
    }

    /// <summary>Points a context at a database, with the migrations that belong to it.</summary>
    public static DbContextOptionsBuilder Use(DbContextOptionsBuilder context, DatabaseKind kind, string connectionString) =>
        Connect(context, kind, connectionString).AddInterceptors(NotificationsFollowAudit.Instance);

    private static DbContextOptionsBuilder Connect(DbContextOptionsBuilder context, DatabaseKind kind, string connectionString) => kind switch
    {
        DatabaseKind.Sqlite => context
            .UseSqlite(SqliteConnectionString(connectionString), database => database.MigrationsAssembly("FletsCollect.Migrations.Sqlite"))
            .AddInterceptors(SqlitePragmas.Instance),
        DatabaseKind.PostgreSql => context.UseNpgsql(PostgreSqlConnectionString(connectionString), database => database.MigrationsAssembly("FletsCollect.Migrations.PostgreSql")),
        DatabaseKind.SqlServer => context.UseSqlServer(connectionString, database => database.MigrationsAssembly("FletsCollect.Migrations.SqlServer")),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown database kind."),
    };

    /// <summary>
    /// Lets a connection keep the plans of what it runs often, and spares it the reset between two users, who leave nothing behind: no
    /// setting, no temporary table, no lock outside a transaction. Unless the operator says otherwise (a proxy that shares connections
    /// among clients may not know of plans). What it gives names a pool of connections of its own.
    /// </summary>
    public static string PostgreSqlConnectionString(string connectionString)
    {
        var given = new DbConnectionStringBuilder { ConnectionString = connectionString };
        var ours = new NpgsqlConnectionStringBuilder(connectionString);
        if (!given.ContainsKey("Max Auto Prepare") && !given.ContainsKey("MaxAutoPrepare"))
            ours.MaxAutoPrepare = 100;
        if (!given.ContainsKey("No Reset On Close") && !given.ContainsKey("NoResetOnClose"))
            ours.NoResetOnClose = true;
        return ours.ConnectionString;
    }

    /// <summary>
    /// Waits ten seconds for another process's writer instead of the driver's thirty, unless the operator says otherwise. What it gives names a
    /// pool of connections of its own.
    /// </summary>
    public static string SqliteConnectionString(string connectionString)
    {
        var given = new DbConnectionStringBuilder { ConnectionString = connectionString };
        if (given.ContainsKey("Default Timeout") || given.ContainsKey("Command Timeout"))
            return connectionString;
        return new SqliteConnectionStringBuilder(connectionString) { DefaultTimeout = 10 }.ConnectionString;
    }

    /// <summary>How a database says that another writer came first.</summary>
    public static IDatabaseConflicts ConflictsOf(DatabaseKind kind) => kind switch
    {
        DatabaseKind.Sqlite => new SqliteConflicts(),
        DatabaseKind.PostgreSql => new PostgreSqlConflicts(),
        DatabaseKind.SqlServer => new SqlServerConflicts(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown database kind."),
    };

    /// <summary>How a database is asked for many rows at once.</summary>
    public static ISetReader SetReaderOf(DatabaseKind kind) => kind switch
    {
        DatabaseKind.Sqlite => new SqliteSetReader(),
        DatabaseKind.PostgreSql => new PostgreSqlSetReader(),
        DatabaseKind.SqlServer => new SqlServerSetReader(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown database kind."),
    };

    /// <summary>How a database is handed many rows at once.</summary>
    public static ISetWriter SetWriterOf(DatabaseKind kind) => kind switch
    {
        DatabaseKind.Sqlite => new SqliteSetWriter(),
        DatabaseKind.PostgreSql => new PostgreSqlSetWriter(),
        DatabaseKind.SqlServer => new SqlServerSetWriter(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown database kind."),
    };

    /// <summary>Creates or upgrades the tables, and the folder of an embedded database.</summary>
    public static async Task MigrateAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        if (db.Database.GetDbConnection() is SqliteConnection { DataSource: { Length: > 0 } file } && Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder)
            Directory.CreateDirectory(folder);
        await db.Database.MigrateAsync(cancellationToken);
    }

    private static DbException? Cause(Exception exception) =>
        exception as DbException ?? (exception is DbUpdateException or InvalidOperationException && exception.InnerException is DbException inner ? inner : null);

    private sealed class SqliteConflicts : IDatabaseConflicts
    {
        // SQLITE_BUSY, SQLITE_LOCKED, and the two SQLITE_CONSTRAINT codes of a duplicate key.
        public bool IsConflict(Exception exception) =>
            Cause(exception) is SqliteException { SqliteErrorCode: 5 or 6 } or SqliteException { SqliteExtendedErrorCode: 1555 or 2067 };

        // SQLITE_BUSY: another process wrote for longer than anybody waits.
        public bool IsOutage(Exception exception) => Cause(exception) is SqliteException { SqliteErrorCode: 5 };
    }

    private sealed class PostgreSqlConflicts : IDatabaseConflicts
    {
        // unique_violation, serialization_failure, deadlock_detected.
        public bool IsConflict(Exception exception) => Cause(exception)?.SqlState is "23505" or "40001" or "40P01";

        // lock_not_available and query_canceled are waits that a time-out of the operator's ended.
        public bool IsOutage(Exception exception) => Cause(exception) is { } cause && (cause.IsTransient || cause.SqlState is "55P03" or "57014");
    }

    private sealed class SqlServerConflicts : IDatabaseConflicts
    {
        // Duplicate key in an index or a constraint, deadlock victim, snapshot update conflict.
        public bool IsConflict(Exception exception) =>
            Cause(exception) is Microsoft.Data.SqlClient.SqlException { Number: 2601 or 2627 or 1205 or 3960 };

        // Time-out of a command and of a lock.
        public bool IsOutage(Exception exception) =>
            Cause(exception) is { } cause && (cause.IsTransient || cause is Microsoft.Data.SqlClient.SqlException { Number: -2 or 1222 });
    }
}
