using System.Globalization;
using FletsCollect.Server.Database;

namespace FletsCollect.Benchmarks;

/// <summary>
/// Run on demand, never by the tests: <c>dotnet run -c Release --project tests/FletsCollect.Benchmarks -- charges [PostgreSql|Sqlite|all] [scale]</c>, or
/// <c>close [PostgreSql|Sqlite|all] [charges]</c>.
/// </summary>
internal static class CommandLine
{
    public static async Task<int> Main(string[] args)
    {
        if (args is not [("charges" or "close") and var what, ..])
        {
            await Console.Error.WriteLineAsync("Usage: charges [PostgreSql|Sqlite|all] [scale]   scale 1 takes a few minutes; a larger one measures longer.");
            await Console.Error.WriteLineAsync("       close [PostgreSql|Sqlite|all] [charges]   a tenth of the charges first, then all; 1000000 unless given.");
            return 2;
        }
        // The test host looks for the server's content by a file beside this program.
        Environment.CurrentDirectory = AppContext.BaseDirectory;
        var size = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : (int?)null;
        var kind = args.Length > 1 && args[1] != "all" ? Enum.Parse<DatabaseKind>(args[1], ignoreCase: true) : (DatabaseKind?)null;
        if (what == "close")
            await CloseAsync(kind, size ?? 1_000_000);
        else
            await ChargesAsync(kind, size ?? 1);
        return 0;
    }

    private static async Task CloseAsync(DatabaseKind? only, int charges)
    {
        foreach (var kind in new[] { DatabaseKind.PostgreSql, DatabaseKind.Sqlite }.Where(kind => only is null || kind == only))
            await CloseBenchmark.RunAsync(kind, charges, Console.Out);
    }

    private static async Task ChargesAsync(DatabaseKind? only, int scale)
    {
        var figures = new List<Figure>();
        foreach (var setup in Setup.All.Where(setup => only is null || setup.Kind == only))
            figures.AddRange(await ChargeBenchmark.RunAsync(setup, scale, Console.Out));
        await Goals.WriteAsync(figures, Console.Out);
    }
}
