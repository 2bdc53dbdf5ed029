using System.Globalization;
using FletsCollect.Server.Database;

namespace FletsCollect.Benchmarks;

/// <summary>A database, and for SQLite how surely it commits.</summary>
/// <param name="Kind">The database.</param>
/// <param name="Synchronous">SQLite's <c>synchronous</c>; the product itself runs on FULL alone.</param>
internal sealed record Setup(DatabaseKind Kind, string Synchronous = "FULL")
{
    public static readonly IReadOnlyList<Setup> All = [new(DatabaseKind.PostgreSql), new(DatabaseKind.Sqlite), new(DatabaseKind.Sqlite, "NORMAL")];

    public override string ToString() => Kind == DatabaseKind.Sqlite ? $"{Kind}, synchronous {Synchronous}" : $"{Kind}, fsync and synchronous_commit on";
}

/// <summary>What is measured.</summary>
internal enum FigureKind
{
    /// <summary>Charges at 256 connections by echoes.</summary>
    BesideEcho,

    /// <summary>Milliseconds at 256 connections.</summary>
    Percentile99,

    /// <summary>Charges of one merchant by charges of many.</summary>
    HotMerchant,

    /// <summary>Charges at 64 connections by charges with Entity Framework.</summary>
    BesideEntities,

    /// <summary>Charges at 64 connections by hand-written SQL with a commit each.</summary>
    BesideRawInserts,
}

/// <summary>One measured figure.</summary>
internal sealed record Figure(Setup Setup, FigureKind Kind, double Value);

/// <summary>What the figures should be at least, or at most.</summary>
internal static class Goals
{
    private static readonly IReadOnlyList<Goal> All =
    [
        new(new(DatabaseKind.PostgreSql), FigureKind.BesideEcho, "charges / echo, 256 connections", 0.20, 0.28),
        new(new(DatabaseKind.PostgreSql), FigureKind.Percentile99, "p99 at 256 connections, ms, at most", 50, 50),
        new(new(DatabaseKind.PostgreSql), FigureKind.BesideRawInserts, "charges at 64 connections / hand-written SQL, one commit each, 8 clients", 1.2, 2),
        new(new(DatabaseKind.PostgreSql), FigureKind.BesideEntities, "charges / Entity Framework for each request, 64 connections", 8, 15),
        new(new(DatabaseKind.PostgreSql), FigureKind.HotMerchant, "one hot merchant / spread", 0.90, 0.97),
        new(new(DatabaseKind.Sqlite), FigureKind.BesideEcho, "charges / echo, 256 connections", 0.15, 0.23),
    ];

    public static async Task WriteAsync(IReadOnlyList<Figure> figures, TextWriter output)
    {
        await output.WriteLineAsync("measured    must  ambitious  goal");
        foreach (var goal in All)
        {
            if (figures.FirstOrDefault(figure => figure.Setup == goal.Setup && figure.Kind == goal.Kind) is { } figure)
            {
                await output.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture, $"{figure.Value,8:0.00} {goal.Must,7:0.00} {goal.Ambitious,10:0.00}  {(goal.IsMetBy(figure.Value) ? "met   " : "missed")} {goal.Setup}: {goal.Text}"));
            }
        }
    }

    private sealed record Goal(Setup Setup, FigureKind Kind, string Text, double Must, double Ambitious)
    {
        public bool IsMetBy(double value) => Kind == FigureKind.Percentile99 ? value <= Must : value >= Must;
    }
}
