using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect;

/// <summary>
/// Gives every table and column a lower-case name with underscores, so that set-based SQL reads the same on every database and needs no
/// quotes on PostgreSQL, which folds unquoted names to lower case.
/// </summary>
internal static partial class SnakeCaseNames
{
    public static void Apply(ModelBuilder builder)
    {
        foreach (var entity in builder.Model.GetEntityTypes())
        {
            if (entity.IsMappedToJson())
                continue;
            if (entity.GetTableName() is { } table)
                entity.SetTableName(Convert(table));
            foreach (var property in entity.GetProperties().Concat(entity.GetComplexProperties().SelectMany(complex => complex.ComplexType.GetProperties())))
                property.SetColumnName(Convert(property.GetColumnName()));
        }
    }

    private static string Convert(string name) => WordStart().Replace(name, "_$0").ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z0-9])[A-Z]|(?<=[A-Z])[A-Z](?=[a-z])", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WordStart();
}
