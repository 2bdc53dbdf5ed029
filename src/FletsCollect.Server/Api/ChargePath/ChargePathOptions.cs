using System.ComponentModel.DataAnnotations;

namespace FletsCollect.Server.Api.ChargePath;

/// <summary>How charges are gathered into commits.</summary>
public sealed class ChargePathOptions
{
    public const string Section = "ChargePath";

    /// <summary>How many charges may wait; the next is answered 503. 1 to 100,000, default 2,000: a fraction of a second's work.</summary>
    [Range(1, 100_000)]
    public int Capacity { get; set; } = 2_000;

    /// <summary>The most charges of one commit. 1 to 1,000, default 256: beyond that a commit grows slower and saves little.</summary>
    [Range(1, 1_000)]
    public int LargestBatch { get; set; } = 256;

    /// <summary>
    /// Commits that may be under way at once. 1 to 16, default 2: one reads while the other writes. SQLite has one writer, so one is used
    /// there whatever is set.
    /// </summary>
    [Range(1, 16)]
    public int Committers { get; set; } = 2;
}
