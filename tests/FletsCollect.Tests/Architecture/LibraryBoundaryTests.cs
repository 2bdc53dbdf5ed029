using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace FletsCollect.Tests.Architecture;

/// <summary>The money knows no HTTP and no UI: what it refers to of ASP.NET Core is Identity's user and the store of the protection keys.</summary>
public sealed class LibraryBoundaryTests
{
    private static readonly string[] Allowed = ["Microsoft.AspNetCore.Identity", "Microsoft.AspNetCore.DataProtection"];

    [Fact]
    public void Library_refers_to_nothing_of_HTTP_and_UI() => Assert.Empty(Offences(typeof(Yen).Assembly));

    [Fact]
    public void Assembly_that_serves_HTTP_is_found() =>
        Assert.Contains(Offences(typeof(Program).Assembly), name => name.StartsWith("Microsoft.AspNetCore.Http", StringComparison.Ordinal));

    /// <summary>The references that the compiler wrote down are complete: whatever a method body uses stands there.</summary>
    private static List<string> Offences(Assembly assembly)
    {
        using var file = File.OpenRead(assembly.Location);
        using var executable = new PEReader(file);
        var metadata = executable.GetMetadataReader();
        return [.. metadata.TypeReferences
            .Select(metadata.GetTypeReference)
            .Select(type => (Namespace: metadata.GetString(type.Namespace), Name: metadata.GetString(type.Name)))
            .Where(type => type.Namespace.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal))
            .Where(type => !Allowed.Any(allowed => type.Namespace == allowed || type.Namespace.StartsWith(allowed + ".", StringComparison.Ordinal)))
            .Select(type => $"{type.Namespace}.{type.Name}")];
    }
}
