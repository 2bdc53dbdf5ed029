using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace FletsCollect.Server.Database.Sets;

/// <summary>A statement for SQLite that is parsed once and run many times, with the parameters <c>$p0</c>, <c>$p1</c> … .</summary>
internal static class SqliteSets
{
    public static SqliteCommand Prepare(FletsCollectDbContext db, string text, int parameters)
    {
        var command = (SqliteCommand)db.Database.GetDbConnection().CreateCommand();
        command.Transaction = (SqliteTransaction?)db.Database.CurrentTransaction?.GetDbTransaction();
#pragma warning disable CA2100 // Tables and columns come from the model, conditions from the product's own code.
        command.CommandText = text;
#pragma warning restore CA2100
        for (var i = 0; i < parameters; i++)
            command.Parameters.Add(new SqliteParameter(Name(i), null));
        return command;
    }

    public static void Bind(SqliteCommand command, object[] values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
    }

    public static string Name(int parameter) => string.Create(CultureInfo.InvariantCulture, $"$p{parameter}");

    /// <summary>All parameters as the columns <c>c0</c>, <c>c1</c> … .</summary>
    public static string Values(int width) => string.Join(", ", Enumerable.Range(0, width).Select(i => string.Create(CultureInfo.InvariantCulture, $"{Name(i)} AS c{i}")));
}
