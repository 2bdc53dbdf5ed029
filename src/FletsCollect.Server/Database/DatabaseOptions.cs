using System.ComponentModel.DataAnnotations;

namespace FletsCollect.Server.Database;

/// <summary>Which database holds everything; configuration section <c>Database</c>.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";

    /// <summary>The kind of database. Default: SQLite, a file beside the server.</summary>
    [EnumDataType(typeof(DatabaseKind), ErrorMessage = "Database:Kind must be Sqlite, PostgreSql or SqlServer.")]
    public DatabaseKind Kind { get; init; } = DatabaseKind.Sqlite;

    /// <summary>The ADO.NET connection string. Default: the file <c>data/fletscollect.db</c> under the content root.</summary>
    [Required(ErrorMessage = "Database:ConnectionString is empty; give the database's connection string.")]
    public string ConnectionString { get; init; } = "Data Source=data/fletscollect.db";
}

/// <summary>The databases that the product runs on.</summary>
public enum DatabaseKind
{
    /// <summary>Embedded: one server, no set-up.</summary>
    Sqlite,
    PostgreSql,
    SqlServer,
}
