using System.Data.Common;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace FletsCollect.Server.Database.Sets;

/// <summary>One column of a table.</summary>
internal sealed class SetColumn
{
    private readonly IProperty property;
    private readonly ValueConverter? converter;
    private readonly Lazy<Func<object, object?>> get;

    public SetColumn(IProperty property, string name)
    {
        this.property = property;
        Name = name;
        converter = property.GetTypeMapping().Converter;
        var type = converter?.ProviderClrType ?? property.ClrType;
        Type = Nullable.GetUnderlyingType(type) ?? type;
        IsNullable = property.IsNullable;
        get = new(() => Getter<object?>());
    }

    public string Name { get; }

    /// <summary>The member of the entity that it holds.</summary>
    public string Member => property.Name;

    /// <summary>What the database's driver is handed, without its nullability.</summary>
    public Type Type { get; }

    public bool IsNullable { get; }

    /// <summary>The column's value in an entity, as the driver takes it; null where there is none.</summary>
    public object? ValueIn(object entity) => get.Value(entity);

    /// <summary>Compiles the way to the column's value in an entity, as the driver takes it.</summary>
    public Func<object, T> Getter<T>()
    {
        var entity = Expression.Parameter(typeof(object), "entity");
        var member = MemberOf(Expression.Convert(entity, property.DeclaringType.ClrType), forSet: false);
        return Expression.Lambda<Func<object, T>>(Converted(member, converter?.ConvertToProviderExpression, typeof(T)), entity).Compile();
    }

    /// <summary>Sets the entity's member to what a row holds at a position.</summary>
    public Expression Assignment(Expression entity, Expression row, Expression position)
    {
        var member = MemberOf(entity, forSet: true);
        var value = Expression.Call(row, nameof(DbDataReader.GetFieldValue), [Type], position);
        var assign = Expression.Assign(member, Converted(value, converter?.ConvertFromProviderExpression, member.Type));
        return IsNullable
            ? Expression.IfThen(Expression.Not(Expression.Call(row, nameof(DbDataReader.IsDBNull), [], position)), assign)
            : assign;
    }

    /// <summary>The value through the model's conversion, which knows nothing of null: null stays null.</summary>
    private static Expression Converted(Expression value, LambdaExpression? conversion, Type wanted)
    {
        if (conversion is null)
            return Expression.Convert(value, wanted);
        var taken = conversion.Parameters[0].Type;
        var converted = Expression.Convert(Expression.Invoke(conversion, Expression.Convert(value, taken)), wanted);
        var mayBeNull = !value.Type.IsValueType || Nullable.GetUnderlyingType(value.Type) is not null;
        return mayBeNull && (!wanted.IsValueType || Nullable.GetUnderlyingType(wanted) is not null)
            ? Expression.Condition(Expression.Equal(value, Expression.Constant(null, value.Type)), Expression.Default(wanted), converted)
            : converted;
    }

    private MemberExpression MemberOf(Expression entity, bool forSet) => property.GetMemberInfo(forMaterialization: forSet, forSet) switch
    {
        FieldInfo field => Expression.Field(entity, field),
        PropertyInfo member => Expression.Property(entity, member),
        var other => throw new NotSupportedException($"{property.Name} is kept in {other.MemberType}, which nothing is read from."),
    };
}
