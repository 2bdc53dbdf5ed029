using System.ComponentModel.DataAnnotations;

namespace FletsCollect.Subscribers;

/// <summary>What the operator may set about credentials and households; configuration section <c>Credentials</c>.</summary>
public sealed class CredentialRules
{
    public const string Section = "Credentials";

    /// <summary>How many credentials a line may have at once (domain.md §3). Default 5, from 1 to 20.</summary>
    [Range(1, 20, ErrorMessage = "Credentials:MostPerLine must lie between 1 and 20.")]
    public int MostPerLine { get; init; } = 5;

    /// <summary>How long a one-time code that the desk posts may be used. Default 10 days: a letter's way and a weekend.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "30.00:00:00", ErrorMessage = "Credentials:ResetCodeLifetime must lie between 1 and 30 days.")]
    public TimeSpan ResetCodeLifetime { get; init; } = TimeSpan.FromDays(10);

    /// <summary>How long a purchase waits for the contractor, and how long an approved one may then be completed. Default 10 minutes each, at most 12.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "00:12:00", ErrorMessage = "Credentials:ApprovalLifetime must lie between 1 and 12 minutes.")]
    public TimeSpan ApprovalLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How old a sign-in may be when the security of a credential is changed or a household's purchase decided. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "01:00:00", ErrorMessage = "Credentials:ChangeSignInAge must lie between 1 minute and one hour.")]
    public TimeSpan ChangeSignInAge { get; init; } = TimeSpan.FromMinutes(5);
}
