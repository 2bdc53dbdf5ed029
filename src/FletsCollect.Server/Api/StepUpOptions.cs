using System.ComponentModel.DataAnnotations;

namespace FletsCollect.Server.Api;

/// <summary>How surely and how lately the subscriber must have been known for a charge; configuration section <c>StepUp</c>.</summary>
public sealed class StepUpOptions
{
    public const string Section = "StepUp";

    /// <summary>
    /// The largest charge, in yen, for which a password alone will do; above it the line must have been proved. Default 10,000, which is
    /// what a line that cannot be proved at a purchase may spend in a month (domain.md §4). 0 asks for the line every time.
    /// </summary>
    [Range(0, 999_999_999, ErrorMessage = "StepUp:LargestWithoutLine must lie between 0 and 999999999 yen.")]
    public long LargestWithoutLine { get; init; } = 10_000;

    /// <summary>
    /// How long ago the subscriber may have signed in when the merchant charges. Default 15 minutes: a sign-in of 5 minutes at the approval,
    /// the life of the code and of the access token, and a retry. From 1 minute to 1 day.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00", ErrorMessage = "StepUp:OldestSignIn must lie between one minute and one day.")]
    public TimeSpan OldestSignIn { get; init; } = TimeSpan.FromMinutes(15);
}
