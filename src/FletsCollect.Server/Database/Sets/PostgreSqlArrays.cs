using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace FletsCollect.Server.Database.Sets;

/// <summary>Many values of one column as one parameter.</summary>
internal static class PostgreSqlArrays
{
    /// <summary><c>$1, $2</c> and so on.</summary>
    public static string Parameters(int count) => string.Join(", ", Enumerable.Range(1, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"${i}")));

    public static NpgsqlParameter Of(IEnumerable<int> values) => Parameter(NpgsqlDbType.Integer, values.ToArray());

    /// <summary>One part of each value set.</summary>
    public static NpgsqlParameter OfPart(IReadOnlyList<object[]> sets, int part) => sets[0][part] switch
    {
        Guid => Part<Guid>(NpgsqlDbType.Uuid, sets, part),
        string => Part<string>(NpgsqlDbType.Text, sets, part),
        long => Part<long>(NpgsqlDbType.Bigint, sets, part),
        int => Part<int>(NpgsqlDbType.Integer, sets, part),
        var other => throw new NotSupportedException($"A value of {other.GetType().Name} has no array here yet; add it."),
    };

    /// <summary>Compiles the way from entities to the array of one of their columns.</summary>
    public static Func<IReadOnlyList<object>, NpgsqlParameter> Of(SetColumn column)
    {
        if (column.Type == typeof(Guid))
            return Values<Guid>(NpgsqlDbType.Uuid, column);
        if (column.Type == typeof(string))
            return Column<string?>(NpgsqlDbType.Text, column);
        if (column.Type == typeof(long))
            return Values<long>(NpgsqlDbType.Bigint, column);
        if (column.Type == typeof(int))
            return Values<int>(NpgsqlDbType.Integer, column);
        if (column.Type == typeof(bool))
            return Values<bool>(NpgsqlDbType.Boolean, column);
        if (column.Type == typeof(DateTime))
            return Values<DateTime>(NpgsqlDbType.TimestampTz, column);
        if (column.Type == typeof(DateTimeOffset))
            return Values<DateTimeOffset>(NpgsqlDbType.TimestampTz, column);
        if (column.Type == typeof(DateOnly))
            return Values<DateOnly>(NpgsqlDbType.Date, column);
        throw new NotSupportedException($"A column of {column.Type.Name} has no array here yet; add it.");
    }

    private static Func<IReadOnlyList<object>, NpgsqlParameter> Values<T>(NpgsqlDbType element, SetColumn column)
        where T : struct =>
        column.IsNullable ? Column<T?>(element, column) : Column<T>(element, column);

    private static Func<IReadOnlyList<object>, NpgsqlParameter> Column<T>(NpgsqlDbType element, SetColumn column)
    {
        var get = column.Getter<T>();
        return rows =>
        {
            var values = new T[rows.Count];
            for (var i = 0; i < values.Length; i++)
                values[i] = get(rows[i]);
            return Parameter(element, values);
        };
    }

    private static NpgsqlParameter<T[]> Part<T>(NpgsqlDbType element, IReadOnlyList<object[]> sets, int part)
    {
        var values = new T[sets.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = (T)sets[i][part];
        return Parameter(element, values);
    }

    private static NpgsqlParameter<T[]> Parameter<T>(NpgsqlDbType element, T[] values) => new() { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | element };
}
