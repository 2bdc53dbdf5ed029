using System.Reflection;
using System.Runtime.CompilerServices;
using FletsCollect.Tests.Architecture.Planted;

namespace FletsCollect.Tests.Architecture;

/// <summary>Rules that every type follows.</summary>
public sealed class ShapeTests
{
    private static readonly Assembly[] Product = [typeof(Yen).Assembly, typeof(Program).Assembly, typeof(FletsCollect.Merchant.FletsPayOptions).Assembly];

    [Fact]
    public void Public_types_are_sealed_unless_they_are_made_to_be_derived_from() => Assert.Empty(Unsealed(Product.SelectMany(assembly => assembly.GetExportedTypes())));

    [Fact]
    public void Public_type_that_is_not_sealed_is_found() => Assert.NotEmpty(Unsealed([typeof(UnsealedOffender)]));

    [Fact]
    public void No_method_is_async_void() => Assert.Empty(AsyncVoid(Product.SelectMany(assembly => assembly.GetTypes())));

    [Fact]
    public void Method_that_is_async_void_is_found() => Assert.NotEmpty(AsyncVoid([typeof(UnsealedOffender)]));

    private static IEnumerable<string?> Unsealed(IEnumerable<Type> types) =>
        types.Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false }).Select(type => type.FullName);

    /// <summary>Nobody can await such a method, so its exception ends the process.</summary>
    private static IEnumerable<string> AsyncVoid(IEnumerable<Type> types) =>
        types
            .SelectMany(type => type.GetMethods(BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(method => method.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute)))
            .Select(method => $"{method.DeclaringType}.{method.Name}");
}
