namespace FletsCollect.Charges;

/// <summary>On which days the periods of a recurring charge begin (domain.md §4).</summary>
public enum CycleAlignment
{
    /// <summary>On the first of a month, after a first period that begins on the day of the sign-up and is charged in full.</summary>
    Calendar,

    /// <summary>On the day of the month of the sign-up, or on the month's last day where a month is too short.</summary>
    Anniversary,
}

/// <summary>
/// When a recurring charge falls due. Every date is reckoned from the start, never from the date before it, so a start on the 31st is
/// charged on 28 February and on 31 March: the anchor is clamped and does not drift.
/// </summary>
/// <param name="Months">Length of a period: 1, 3, 6 or 12 months.</param>
/// <param name="Align">How periods lie in the calendar.</param>
/// <param name="Start">First day of the first period, in Japan.</param>
/// <param name="End">Last day of the last period, in Japan; null when only a cancellation ends it.</param>
public sealed record RecurringSchedule(int Months, CycleAlignment Align, DateOnly Start, DateOnly? End)
{
    /// <summary>The lengths of a period that may be asked for.</summary>
    public static readonly IReadOnlyList<int> Lengths = [1, 3, 6, 12];

    /// <summary>True when the end, if there is one, is the last day of a period: no part of a period is ever sold at the price of a whole one.</summary>
    public bool EndsWithAPeriod => End is not { } end || (end >= Start && At(NumberOn(end)).LastDay == end);

    /// <summary>How many charges there will be; null without an end.</summary>
    public int? Count => End is { } end ? NumberOn(end) + 1 : null;

    /// <summary>The period of a number, counted from 0. Whether it is still within the schedule's end is not asked.</summary>
    public Cycle At(int number) => new(number, FirstDayOf(number), FirstDayOf(number + 1).AddDays(-1));

    /// <summary>The period that a day lies in; null before the start and after the end.</summary>
    public Cycle? On(DateOnly day) => day < Start || day > End ? null : At(NumberOn(day));

    /// <summary>The period after another one; null when that was the last.</summary>
    public Cycle? After(Cycle cycle) => cycle.LastDay >= End ? null : At(cycle.Number + 1);

    private DateOnly FirstDayOf(int number)
    {
        if (number == 0)
            return Start;
        return Align switch
        {
            CycleAlignment.Calendar => new DateOnly(Start.Year, Start.Month, 1).AddMonths(Months * number),
            CycleAlignment.Anniversary => Start.AddMonths(Months * number),
            _ => throw new InvalidOperationException($"Alignment {Align} has no rule."),
        };
    }

    private int NumberOn(DateOnly day)
    {
        var months = ((day.Year - Start.Year) * 12) + day.Month - Start.Month;
        var number = months / Months;
        // In the month of an anniversary the days before it still belong to the period before.
        return FirstDayOf(number) > day ? number - 1 : number;
    }
}

/// <summary>One period of a recurring charge: what is charged once.</summary>
/// <param name="Number">Counted from 0.</param>
/// <param name="FirstDay">The day on which the charge falls due, at 00:00 in Japan.</param>
/// <param name="LastDay">The last day that was paid for.</param>
public readonly record struct Cycle(int Number, DateOnly FirstDay, DateOnly LastDay);
