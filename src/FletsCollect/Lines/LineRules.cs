using System.ComponentModel.DataAnnotations;

namespace FletsCollect.Lines;

/// <summary>How the telco's register is followed; configuration section <c>Lines</c>.</summary>
public sealed class LineRules
{
    public const string Section = "Lines";

    /// <summary>
    /// For how many days after a line moved or changed its type what was agreed before goes on without a new proof of the line (domain.md
    /// §4). Default 30, from 0 to 366.
    /// </summary>
    [Range(0, 366, ErrorMessage = "Lines:ReproofDays must lie between 0 and 366.")]
    public int ReproofDays { get; init; } = 30;

    /// <summary>
    /// The share of the lines under contract, in percent, that one file may end without being told that it may: a file that was cut off, or
    /// of another region, must not end everybody's contract. Default 1, from 0 to 100.
    /// </summary>
    [Range(0.0, 100.0, ErrorMessage = "Lines:MostEndedPercent must lie between 0 and 100.")]
    public double MostEndedPercent { get; init; } = 1;
}
