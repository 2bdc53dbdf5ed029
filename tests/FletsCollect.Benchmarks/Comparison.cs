namespace FletsCollect.Benchmarks;

/// <summary>Two loads that were run in turn, because a machine's speed drifts; the medians of the turns, and of their ratios.</summary>
internal sealed record Comparison(Load One, Load Other, double Ratio)
{
    public static async Task<Comparison> InTurnAsync(int turns, Func<int, Task<Load>> one, Func<int, Task<Load>> other)
    {
        var (ones, others) = (new List<Load>(), new List<Load>());
        for (var turn = 0; turn < turns; turn++)
        {
            // What the preparation left is nobody's work.
            GC.Collect();
            ones.Add(await one(turn));
            others.Add(await other(turn));
        }
        return new Comparison(Median(ones), Median(others), Median(ones.Zip(others, (first, second) => first.PerSecond / second.PerSecond)));
    }

    private static Load Median(List<Load> loads) =>
        new(Median(loads.Select(load => load.PerSecond)), Median(loads.Select(load => load.Median)), Median(loads.Select(load => load.Percentile99)), loads[0].Statuses);

    private static double Median(IEnumerable<double> values)
    {
        var ordered = values.Order().ToList();
        return ordered[ordered.Count / 2];
    }
}
