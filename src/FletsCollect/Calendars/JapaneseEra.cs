using System.Globalization;

namespace FletsCollect.Calendars;

/// <summary>Dates as Japanese documents write them, by the emperor's era (domain.md §7): 平成23年7月20日. For display only; nothing is reckoned with them.</summary>
public static class JapaneseEra
{
    /// <summary>The eras since telephone lines are billed, latest first, by their first day.</summary>
    private static readonly IReadOnlyList<(DateOnly FirstDay, string Name)> Eras =
    [
        (new DateOnly(2019, 5, 1), "令和"),
        (new DateOnly(1989, 1, 8), "平成"),
        (new DateOnly(1926, 12, 25), "昭和"),
        (new DateOnly(1912, 7, 30), "大正"),
    ];

    /// <summary>The day in full.</summary>
    public static string Format(DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"{YearOf(day)}年{day.Month}月{day.Day}日");

    /// <summary>The era and the year in it; its first year is 元.</summary>
    public static string YearOf(DateOnly day)
    {
        foreach (var (firstDay, name) in Eras)
        {
            if (day < firstDay)
                continue;
            var year = day.Year - firstDay.Year + 1;
            return year == 1 ? $"{name}元" : string.Create(CultureInfo.InvariantCulture, $"{name}{year}");
        }
        throw new ArgumentOutOfRangeException(nameof(day), day, "No era is known for this day.");
    }
}
