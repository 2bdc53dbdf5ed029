using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace FletsCollect.Tests.Architecture;

/// <summary>Which project may refer to which (src/FletsCollect/README.md): what merchants install stands alone, and samples have only that.</summary>
public sealed class ProjectReferenceTests
{
    public static TheoryData<string> Projects => [.. Directory.GetFiles(Root(), "*.csproj", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Root(), file))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_refers_only_to_the_projects_below_it(string project) =>
        Assert.Empty(Offences(project, XDocument.Load(Path.Combine(Root(), project))));

    [Theory]
    [InlineData("src/FletsCollect.Merchant/FletsCollect.Merchant.csproj", "../FletsCollect/FletsCollect.csproj")]
    [InlineData("src/FletsCollect.Migrations.Sqlite/FletsCollect.Migrations.Sqlite.csproj", "../FletsCollect.Server/FletsCollect.Server.csproj")]
    [InlineData("samples/BlogHost/BlogHost.csproj", "../../src/FletsCollect/FletsCollect.csproj")]
    [InlineData("src/FletsCollect/FletsCollect.csproj", "..\\FletsCollect.Server\\FletsCollect.Server.csproj")]
    public void Reference_upwards_is_found(string project, string reference) =>
        Assert.NotEmpty(Offences(project, new XDocument(new XElement("Project", new XElement("ItemGroup", new XElement("ProjectReference", new XAttribute("Include", reference)))))));

    private static IEnumerable<string> Offences(string project, XDocument content)
    {
        var allowed = AllowedBy(project.Replace('\\', '/'));
        return content.Descendants("ProjectReference")
            // Such a reference has the other project built first and knows nothing of it.
            .Where(reference => reference.Attribute("ReferenceOutputAssembly")?.Value != "false")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))
            .Where(name => allowed is not null && !allowed.Any(prefix => prefix.EndsWith('.') ? name.StartsWith(prefix, StringComparison.Ordinal) : name == prefix));
    }

    /// <summary>The projects that one may refer to, or null for all: a name, or the beginning of one when it ends with a dot.</summary>
    private static string[]? AllowedBy(string project) => project.Split('/') switch
    {
        ["src", "FletsCollect" or "FletsCollect.Merchant", ..] => [],
        ["src", "FletsCollect.Server", ..] => ["FletsCollect", "FletsCollect.Migrations."],
        ["src", _, ..] => ["FletsCollect"],
        ["samples", ..] => ["FletsCollect.Merchant"],
        _ => null,
    };

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
