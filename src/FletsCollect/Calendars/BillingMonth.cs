using System.Globalization;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace FletsCollect.Calendars;

/// <summary>A month of the Japanese calendar, the period of a line invoice and of a fee statement; written <c>2026-11</c>.</summary>
public readonly record struct BillingMonth(int Year, int Month) : IComparable<BillingMonth>
{
    /// <summary>The month in which a UTC instant falls in Japan.</summary>
    public static BillingMonth At(DateTime utc) => Of(BusinessDate.At(utc));

    public static BillingMonth Of(DateOnly day) => new(day.Year, day.Month);

    /// <summary>Reads <c>yyyy-MM</c>; anything else is false.</summary>
    public static bool TryParse(string? text, out BillingMonth month)
    {
        var read = DateOnly.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day);
        month = read ? Of(day) : default;
        return read;
    }

    /// <summary>Reads <c>yyyy-MM</c>, or throws: for text that this product wrote itself.</summary>
    public static BillingMonth Parse(string text) =>
        TryParse(text, out var month) ? month : throw new FormatException($"'{text}' is not a month of the form yyyy-MM.");

    public DateOnly FirstDay => new(Year, Month, 1);

    public DateOnly LastDay => Next.FirstDay.AddDays(-1);

    public BillingMonth Next => Of(FirstDay.AddMonths(1));

    public BillingMonth Previous => Of(FirstDay.AddMonths(-1));

    /// <summary>True when the month is over in Japan at the given UTC instant.</summary>
    public bool IsOverAt(DateTime utc) => utc >= BusinessDate.StartOf(Next.FirstDay);

    public static bool operator <(BillingMonth left, BillingMonth right) => left.CompareTo(right) < 0;

    public static bool operator >(BillingMonth left, BillingMonth right) => left.CompareTo(right) > 0;

    public static bool operator <=(BillingMonth left, BillingMonth right) => left.CompareTo(right) <= 0;

    public static bool operator >=(BillingMonth left, BillingMonth right) => left.CompareTo(right) >= 0;

    public int CompareTo(BillingMonth other) => (Year, Month).CompareTo((other.Year, other.Month));

    public override string ToString() => FirstDay.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}

/// <summary>Stores a month as its text, which sorts as the months do on every database.</summary>
public sealed class BillingMonthConverter() : ValueConverter<BillingMonth, string>(month => month.ToString(), text => BillingMonth.Parse(text));
