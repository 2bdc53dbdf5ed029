using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace FletsCollect.Server.Database.SetWriters;

/// <summary>One table as the model maps it: its name, its columns, and how to read their values from an entity. A new column needs no change here.</summary>
internal sealed class SetTable
{
    private static readonly ConcurrentDictionary<IEntityType, SetTable> Known = new();

    private SetTable(IEntityType entity)
    {
        Name = entity.GetTableName() ?? throw new InvalidOperationException($"{entity.Name} has no table.");
        var table = StoreObjectIdentifier.Table(Name, entity.GetSchema());
        Columns = [.. entity.GetProperties().Select(property => new SetColumn(property, property.GetColumnName(table)!))];
    }

    public string Name { get; }

    public IReadOnlyList<SetColumn> Columns { get; }

    public static SetTable Of(FletsCollectDbContext db, Type type) =>
        Known.GetOrAdd(
            db.Model.FindEntityType(type) ?? throw new InvalidOperationException($"{type.Name} is not in the model."),
            static entity => new SetTable(entity));
}

/// <summary>One column of a table.</summary>
internal sealed class SetColumn
{
    private readonly IClrPropertyGetter getter;
    private readonly ValueConverter? converter;

    public SetColumn(IProperty property, string name)
    {
        Name = name;
        getter = property.GetGetter();
        converter = property.GetTypeMapping().Converter;
        var type = converter?.ProviderClrType ?? property.ClrType;
        Type = Nullable.GetUnderlyingType(type) ?? type;
        IsNullable = property.IsNullable;
    }

    public string Name { get; }

    /// <summary>What the database's driver is handed, without its nullability.</summary>
    public Type Type { get; }

    public bool IsNullable { get; }

    /// <summary>The column's value in an entity, as the driver takes it; null where there is none.</summary>
    public object? ValueIn(object entity)
    {
        var value = getter.GetClrValueUsingContainingEntity(entity);
        return value is null || converter is null ? value : converter.ConvertToProvider(value);
    }
}
