using FletsCollect.Server.Database;

namespace FletsCollect.Benchmarks;

/// <summary>Run on demand, never by the tests: <c>dotnet run -c Release --project tests/FletsCollect.Benchmarks -- charges [PostgreSql|Sqlite] [scale]</c>.</summary>
internal static class CommandLine
{
    public static async Task<int> Main(string[] args)
    {
        if (args is not ["charges", ..])
        {
            await Console.Error.WriteLineAsync("Usage: charges [PostgreSql|Sqlite] [scale]   scale 1 takes about a minute; a larger one measures longer.");
            return 2;
        }
        // The test host looks for the server's content by a file beside this program.
        Environment.CurrentDirectory = AppContext.BaseDirectory;
        var scale = args.Length > 2 ? int.Parse(args[2]) : 1;
        DatabaseKind[] kinds = args.Length > 1 ? [Enum.Parse<DatabaseKind>(args[1], ignoreCase: true)] : [DatabaseKind.PostgreSql, DatabaseKind.Sqlite];
        foreach (var kind in kinds)
            await ChargeBenchmark.RunAsync(kind, scale, Console.Out);
        return 0;
    }
}
