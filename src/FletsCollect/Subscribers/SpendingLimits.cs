using FletsCollect.Calendars;
using FletsCollect.Lines;

namespace FletsCollect.Subscribers;

/// <summary>
/// What a line may spend in one month: by the contractor's age and the line's tenure, capped on lines that cannot be proved at a purchase
/// (domain.md §4).
/// </summary>
public sealed class SpendingLimits
{
    public Yen Under13 { get; init; } = new(1_500);

    public Yen From13To17 { get; init; } = new(10_000);

    public Yen From18To19 { get; init; } = new(50_000);

    /// <summary>Adults during the first three months of the contract.</summary>
    public Yen AdultNew { get; init; } = new(10_000);

    /// <summary>Adults in the fourth and fifth month.</summary>
    public Yen AdultRecent { get; init; } = new(30_000);

    /// <summary>Adults from the sixth month on.</summary>
    public Yen Adult { get; init; } = new(100_000);

    /// <summary>Cap on lines whose type cannot be proved at a purchase.</summary>
    public Yen UnprovedLine { get; init; } = new(10_000);

    /// <summary>Caps of a household are multiples of this (domain.md §4).</summary>
    public const long CapStep = 1_000;

    /// <summary>True for no cap, and for one that a household may set on a line that is allowed so much.</summary>
    public static bool IsCap(Yen? cap, Yen allowed) => cap is not { } yen || (yen >= Yen.Zero && yen <= allowed && yen.Amount % CapStep == 0);

    /// <summary>The limit of a line for one month, judged on the month's first day so that it cannot change while it is being used.</summary>
    public Yen For(Line line, BillingMonth month)
    {
        var byHolder = line.ContractorAgeOn(month.FirstDay) switch
        {
            < 13 => Under13,
            < 18 => From13To17,
            < 20 => From18To19,
            _ => line.TenureMonthOn(month.FirstDay) switch
            {
                <= 3 => AdultNew,
                <= 5 => AdultRecent,
                _ => Adult,
            },
        };
        return line.ServiceType.ProvesLineAtPurchase() || byHolder < UnprovedLine ? byHolder : UnprovedLine;
    }
}
