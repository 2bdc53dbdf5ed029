using System.Globalization;
using FletsCollect.Server.Database;

namespace FletsCollect.Benchmarks;

/// <summary>Run on demand, never by the tests: <c>dotnet run -c Release --project tests/FletsCollect.Benchmarks -- charges|close|verify|sessions|lines|pages [PostgreSql|Sqlite|all] [size]</c>.</summary>
internal static class CommandLine
{
    public static async Task<int> Main(string[] args)
    {
        if (args is not [("charges" or "close" or "verify" or "sessions" or "lines" or "pages") and var what, ..])
        {
            await Console.Error.WriteLineAsync(
                """
                Usage: charges [PostgreSql|Sqlite|all] [scale]   scale 1 takes a few minutes; a larger one measures longer.
                       close [PostgreSql|Sqlite|all] [charges]   a tenth of the charges first, then all; 1000000 unless given.
                       verify [PostgreSql|Sqlite|all] [charges]  the same for the proof of the books; 1000000 unless given.
                       sessions [PostgreSql|Sqlite|all] [scale]  look-ups of an address among 10 thousand, 100 thousand and 1 million sessions.
                       lines [PostgreSql|Sqlite|all] [scale]     imports of a register of 10 thousand x scale and 100 thousand x scale lines.
                       pages [PostgreSql|Sqlite|all] [charges]   lists over HTTP over two hundred charges and over so many; 1000000 unless given.
                """);
            return 2;
        }
        // The test host looks for the server's content by a file beside this program.
        Environment.CurrentDirectory = AppContext.BaseDirectory;
        var size = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : (int?)null;
        DatabaseKind[] kinds = args.Length > 1 && args[1] != "all" ? [Enum.Parse<DatabaseKind>(args[1], ignoreCase: true)] : [DatabaseKind.PostgreSql, DatabaseKind.Sqlite];
        if (what == "charges")
        {
            await ChargesAsync(kinds, size ?? 1);
            return 0;
        }
        foreach (var kind in kinds)
        {
            await (what switch
            {
                "close" => CloseBenchmark.RunAsync(kind, size ?? 1_000_000, Console.Out),
                "verify" => VerifyBenchmark.RunAsync(kind, size ?? 1_000_000, Console.Out),
                "sessions" => SessionBenchmark.RunAsync(kind, size ?? 1, Console.Out),
                "pages" => PageBenchmark.RunAsync(kind, size ?? 1_000_000, Console.Out),
                _ => LineBenchmark.RunAsync(kind, size ?? 1, Console.Out),
            });
        }
        return 0;
    }

    private static async Task ChargesAsync(IReadOnlyCollection<DatabaseKind> kinds, int scale)
    {
        var figures = new List<Figure>();
        foreach (var setup in Setup.All.Where(setup => kinds.Contains(setup.Kind)))
            figures.AddRange(await ChargeBenchmark.RunAsync(setup, scale, Console.Out));
        await Goals.WriteAsync(figures, Console.Out);
    }
}
