using System.Collections.Concurrent;
using System.Data.Common;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace FletsCollect.Server.Database.Sets;

/// <summary>
/// One table as the model maps it: its name, its columns, and how an entity is read from them and written to them. A new column needs no
/// change here.
/// </summary>
internal sealed class SetTable
{
    private static readonly ConcurrentDictionary<IEntityType, SetTable> Known = new();

    private readonly IEntityType entity;
    private Func<DbDataReader, int, object>? read;

    private SetTable(IEntityType entity)
    {
        this.entity = entity;
        Name = entity.GetTableName() ?? throw new InvalidOperationException($"{entity.Name} has no table.");
        var table = StoreObjectIdentifier.Table(Name, entity.GetSchema());
        Columns = [.. entity.GetProperties().Select(property => new SetColumn(property, property.GetColumnName(table)!))];
        KeyColumn = entity.FindPrimaryKey()!.Properties[0].GetColumnName(table)!;
    }

    public string Name { get; }

    public IReadOnlyList<SetColumn> Columns { get; }

    /// <summary>All columns, as a statement lists them.</summary>
    public string ColumnNames => field ??= string.Join(", ", Columns.Select(column => $"\"{column.Name}\""));

    /// <summary>A column that no row leaves empty.</summary>
    public string KeyColumn { get; }

    public static SetTable Of(FletsCollectDbContext db, Type type) =>
        Known.GetOrAdd(
            db.Model.FindEntityType(type) ?? throw new InvalidOperationException($"{type.Name} is not in the model."),
            static entity => new SetTable(entity));

    /// <summary>The entity whose columns begin at a position of the present row.</summary>
    public object Read(DbDataReader row, int first) => (read ??= CompileRead(Columns))(row, first);

    /// <summary>The columns but for those of some members.</summary>
    /// <exception cref="ArgumentException">There is no such member.</exception>
    public IReadOnlyList<SetColumn> ColumnsWithout(IReadOnlyList<string> members) =>
        members.FirstOrDefault(member => entity.FindProperty(member) is null) is { } unknown
            ? throw new ArgumentException($"{entity.ClrType.Name} has no {unknown}.", nameof(members))
            : [.. Columns.Where(column => !members.Contains(column.Member, StringComparer.Ordinal))];

    /// <summary>
    /// Compiles the way from columns of a row, given the position of the first, to an entity. As Entity Framework makes one: without a
    /// context behind it, and without running what a caller's constructor would.
    /// </summary>
    public Func<DbDataReader, int, object> CompileRead(IReadOnlyList<SetColumn> columns)
    {
        var row = Expression.Parameter(typeof(DbDataReader), "row");
        var first = Expression.Parameter(typeof(int), "first");
        var made = Expression.Variable(entity.ClrType, "entity");
        var constructor = entity.ClrType.GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, [])
            ?? throw new InvalidOperationException($"{entity.ClrType.Name} has no constructor without parameters.");
        IEnumerable<Expression> steps =
        [
            Expression.Assign(made, Expression.New(constructor)),
            .. columns.Select((column, i) => column.Assignment(made, row, Expression.Add(first, Expression.Constant(i)))),
            Expression.Convert(made, typeof(object)),
        ];
        return Expression.Lambda<Func<DbDataReader, int, object>>(Expression.Block([made], steps), row, first).Compile();
    }
}
