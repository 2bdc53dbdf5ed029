using System.Globalization;
using FletsCollect.Server.Database;

namespace FletsCollect.Benchmarks;

/// <summary>Run on demand, never by the tests: <c>dotnet run -c Release --project tests/FletsCollect.Benchmarks -- charges [PostgreSql|Sqlite|all] [scale]</c>.</summary>
internal static class CommandLine
{
    public static async Task<int> Main(string[] args)
    {
        if (args is not ["charges", ..])
        {
            await Console.Error.WriteLineAsync("Usage: charges [PostgreSql|Sqlite|all] [scale]   scale 1 takes a few minutes; a larger one measures longer.");
            return 2;
        }
        // The test host looks for the server's content by a file beside this program.
        Environment.CurrentDirectory = AppContext.BaseDirectory;
        var scale = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 1;
        var kind = args.Length > 1 && args[1] != "all" ? Enum.Parse<DatabaseKind>(args[1], ignoreCase: true) : (DatabaseKind?)null;
        var figures = new List<Figure>();
        foreach (var setup in Setup.All.Where(setup => kind is null || setup.Kind == kind))
            figures.AddRange(await ChargeBenchmark.RunAsync(setup, scale, Console.Out));
        await Goals.WriteAsync(figures, Console.Out);
        return 0;
    }
}
