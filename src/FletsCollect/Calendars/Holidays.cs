using System.Globalization;

namespace FletsCollect.Calendars;

/// <summary>
/// Japan's public holidays, as data with an end: which days they are is decided by law, and moved for single years (2019 to 2021), so no
/// rule reckons them. Asking for a day outside of what is known throws; a guess would pay somebody on a closed day.
/// </summary>
public sealed class Holidays
{
    private const string Resource = "FletsCollect.Calendars.holidays.txt";
    private const string ThroughMark = "# through ";

    private static readonly Lazy<Holidays> FromResource = new(ReadResource);

    private readonly Dictionary<DateOnly, string> names;

    private Holidays(Dictionary<DateOnly, string> names, DateOnly through)
    {
        this.names = names;
        First = names.Keys.Min();
        Through = through;
    }

    /// <summary>The holidays that this version of the product knows.</summary>
    public static Holidays Known => FromResource.Value;

    /// <summary>The first day that is known.</summary>
    public DateOnly First { get; }

    /// <summary>The last day that is known.</summary>
    public DateOnly Through { get; }

    /// <summary>Reads the data: a mark that says through which day it holds, then a day and its name on each line.</summary>
    public static Holidays Read(TextReader lines)
    {
        var read = new Dictionary<DateOnly, string>();
        DateOnly? through = null;
        while (lines.ReadLine() is { } line)
        {
            if (line.StartsWith(ThroughMark, StringComparison.Ordinal))
                through = Day(line[ThroughMark.Length..]);
            else if (line.Length > 0 && line[0] != '#')
                read.Add(Day(line[..10]), line[11..]);
        }
        return through is { } end && read.Count > 0 && read.Keys.Max() <= end
            ? new Holidays(read, end)
            : throw new FormatException("The holidays do not say through which day they are known, or go on after it.");
    }

    /// <summary>The holiday's name, or null on any other day.</summary>
    public string? NameOf(DateOnly day) =>
        day >= First && day <= Through
            ? names.GetValueOrDefault(day)
            : throw new InvalidOperationException($"Whether {day:yyyy-MM-dd} is a holiday is not known: the holidays of this version go from {First:yyyy-MM-dd} to {Through:yyyy-MM-dd}. Install a version with later ones.");

    private static Holidays ReadResource()
    {
        using var stream = typeof(Holidays).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"{Resource} is not in the assembly.");
        using var reader = new StreamReader(stream);
        return Read(reader);
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
