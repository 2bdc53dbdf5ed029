using FletsCollect.Calendars;
using FletsCollect.Usage;

namespace FletsCollect.Server.Sites.Merchants;

/// <summary>The time whose usage is shown: a month by its days, or a year by its months.</summary>
/// <param name="Month">The month, or any of the year.</param>
/// <param name="IsYear">True for the whole year.</param>
public readonly record struct UsagePeriod(BillingMonth Month, bool IsYear)
{
    /// <summary>What asks for the subscriptions without a plan; no plan's code begins with a hyphen.</summary>
    public const string WithoutPlan = "-";

    public DateOnly FirstDay => IsYear ? new DateOnly(Month.Year, 1, 1) : Month.FirstDay;

    public DateOnly LastDay => IsYear ? new DateOnly(Month.Year, 12, 31) : Month.LastDay;

    public UsagePeriod Previous => this with { Month = IsYear ? Month with { Year = Month.Year - 1 } : Month.Previous };

    public UsagePeriod Next => this with { Month = IsYear ? Month with { Year = Month.Year + 1 } : Month.Next };

    /// <summary>Reads what an address asks for; the present month by its days when it asks for nothing that there is.</summary>
    public static UsagePeriod Read(string? by, string? month, BillingMonth present) => new(
        BillingMonth.TryParse(month, out var asked) && asked.Year > 2000 && (asked <= present || (by == "month" && asked.Year == present.Year)) ? asked : present, by == "month");

    /// <summary>The last days of its days (each itself) or months, up to the last one that is counted.</summary>
    public IReadOnlyList<DateOnly> EndsUpTo(DateOnly counted)
    {
        var (first, last) = (FirstDay, LastDay < counted ? LastDay : counted);
        return IsYear
            ? [.. Enumerable.Range(0, last.Month).Select(month => BillingMonth.Of(first.AddMonths(month)).LastDay).Select(end => end < last ? end : last)]
            : [.. Enumerable.Range(0, last.Day).Select(first.AddDays)];
    }

    /// <summary>Those of one plan; all of them when none is asked for.</summary>
    public static IQueryable<PlanUsage> OfPlan(IQueryable<PlanUsage> rows, string? plan)
    {
        if (plan is null or "")
            return rows;
        var code = plan == WithoutPlan ? PlanUsage.NoPlan : plan;
        return rows.Where(row => row.Plan == code);
    }
}
