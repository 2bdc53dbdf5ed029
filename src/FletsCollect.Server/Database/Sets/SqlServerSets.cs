using System.Text.Json;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace FletsCollect.Server.Database.Sets;

/// <summary>Many value sets as one JSON text, which SQL Server reads as a table.</summary>
internal static class SqlServerSets
{
    public const string Parameter = "@sets";

    /// <summary>A command over the sets, in the context's transaction. The text holds nothing that came from outside.</summary>
    public static SqlCommand Command(FletsCollectDbContext db, string text, IEnumerable<object[]> sets)
    {
        var command = (SqlCommand)db.Database.GetDbConnection().CreateCommand();
        command.Transaction = (SqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction();
#pragma warning disable CA2100 // Tables and columns come from the model, conditions from the product's own code.
        command.CommandText = text;
#pragma warning restore CA2100
        command.Parameters.Add(new SqlParameter(Parameter, JsonSerializer.Serialize(sets)));
        return command;
    }

    /// <summary>The sets as a table.</summary>
    /// <param name="columns">Its columns, each with a value that has its type.</param>
    public static string Source(IEnumerable<(string Name, object Sample)> columns) =>
        $"OPENJSON({Parameter}) WITH ({string.Join(", ", columns.Select((column, i) => FormattableString.Invariant($"{column.Name} {TypeOf(column.Sample)} '$[{i}]'")))})";

    private static string TypeOf(object value) => value switch
    {
        Guid => "uniqueidentifier",
        // The longest of a key that is indexed.
        string => "nvarchar(450)",
        long => "bigint",
        int => "int",
        _ => throw new NotSupportedException($"A value of {value.GetType().Name} has no type here yet; add it."),
    };
}
