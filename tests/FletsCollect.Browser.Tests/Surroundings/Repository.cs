namespace FletsCollect.Browser.Tests.Surroundings;

/// <summary>Where the sources stand, for what is not built: samples' settings and clients of other languages.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "FletsCollect.sln"))
            ? folder
            : Find(Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The tests do not stand below the folder of FletsCollect.sln."));
}
