namespace FletsCollect.Server.Sites.Merchants;

/// <summary>A chart of bars, one beside the other, above a table that has the same figures.</summary>
/// <param name="Heading">The id of the heading that it stands under.</param>
/// <param name="Label">What it shows, for whoever does not see it.</param>
/// <param name="Values">How high each bar is, beside <paramref name="Most"/>; none is negative.</param>
/// <param name="Most">The highest, 1 at least.</param>
public sealed record Bars(string Heading, string Label, IReadOnlyList<long> Values, long Most);
