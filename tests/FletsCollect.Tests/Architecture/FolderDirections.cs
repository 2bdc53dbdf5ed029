using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Assembly = System.Reflection.Assembly;

namespace FletsCollect.Tests.Architecture;

/// <summary>Which folder of an assembly may use which other, read from its compiled code; a folder is the first name after the root namespace.</summary>
internal sealed class FolderDirections
{
    private readonly List<(string From, string To, string Use)> uses;

    public FolderDirections(Assembly assembly, string rootNamespace)
    {
        var architecture = new ArchLoader().LoadAssembly(assembly).Build();
        uses = [.. architecture.Types
            .SelectMany(type => type.Dependencies, (type, dependency) => (Type: type, dependency.Target))
            // A type of the framework that is made of a type parameter is one type to the loader, in the folder in which it was met first.
            .Where(use => use.Target.FullName.StartsWith(rootNamespace, StringComparison.Ordinal))
            .Select(use => (From: FolderOf(use.Type, rootNamespace), To: FolderOf(use.Target, rootNamespace), Use: $"{use.Type.FullName} -> {use.Target.FullName}"))
            .Where(use => use.From is not null && use.To is not null && use.From != use.To)
            .Select(use => (use.From!, use.To!, use.Use))
            .Distinct()];
        Folders = [.. architecture.Types.Select(type => FolderOf(type, rootNamespace)).OfType<string>().Distinct(StringComparer.Ordinal)];
    }

    public IReadOnlyCollection<string> Folders { get; }

    /// <summary>The uses of one folder by another that the rule does not allow.</summary>
    public IReadOnlyList<string> Offences(Func<string, string, bool> allowed) => [.. uses.Where(use => !allowed(use.From, use.To)).Select(use => use.Use).Order(StringComparer.Ordinal)];

    private static string? FolderOf(IType type, string rootNamespace) =>
        type.Namespace?.FullName is { } name && name.StartsWith(rootNamespace + ".", StringComparison.Ordinal)
            ? name[(rootNamespace.Length + 1)..].Split('.')[0]
            : null;
}
