using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FletsCollect.Charges;
using static FletsCollect.Server.Hosting.WireJson;

namespace FletsCollect.Server.Provider;

/// <summary>
/// The members of <c>authorization_details</c> that a monthly purchase has of its own: <c>amount</c>, <c>schedule</c> and, if it is one
/// of the merchant's plans, <c>plan</c>.
/// </summary>
internal static partial class RecurringDetailsWire
{
    public static readonly IReadOnlyList<string> OwnMembers = ["amount", "schedule", "plan"];

    private const string TimeZone = "Asia/Tokyo";

    /// <summary>Bounds what a subscriber signs to what a person can oversee, and keeps the reckoning of dates far from its end.</summary>
    private const int LongestTermYears = 20;

    public static (ChargeDetails?, string) Read(JsonElement purchase, string reference, string description)
    {
        if (ChargeDetailsReader.Amount(purchase, "fixed") is not { } amount)
            return (null, "amount must be {\"currency\":\"JPY\",\"value\":\"<1 to 999999999>\",\"mode\":\"fixed\"}, with the tax-included value of one period as a string.");
        if (purchase.TryGetProperty("plan", out _) && (Text(purchase, "plan") is not { } named || !PlanCode().IsMatch(named)))
            return (null, "plan must be the code of one of your plans, or be left out.");
        var (schedule, problem) = ReadSchedule(purchase);
        return schedule is null ? (null, problem) : (new RecurringDetails(reference, description, amount, schedule, Text(purchase, "plan")), "");
    }

    public static void Write(JsonObject purchase, RecurringDetails details)
    {
        purchase["amount"] = GrantedDetails.Amount(details.Amount, "fixed");
        purchase["schedule"] = new JsonObject
        {
            ["interval"] = "month",
            ["count"] = details.Schedule.Months,
            ["align"] = NameOf(details.Schedule.Align),
            ["tz"] = TimeZone,
            ["start"] = Day(details.Schedule.Start),
            ["end"] = details.Schedule.End is { } end ? Day(end) : null,
        };
        if (details.Plan is not null)
            purchase["plan"] = details.Plan;
    }

    private static (RecurringSchedule? Schedule, string Problem) ReadSchedule(JsonElement purchase)
    {
        if (!purchase.TryGetProperty("schedule", out var schedule) || schedule.ValueKind != JsonValueKind.Object)
            return (null, "schedule must be an object with interval, count, align, tz, start and end.");
        if (Unknown(schedule, "interval", "count", "align", "tz", "start", "end") is { } unknown)
            return (null, $"schedule has an unknown member '{unknown}'.");
        if (Text(schedule, "interval") is not "month")
            return (null, "schedule.interval must be \"month\".");
        if (!schedule.TryGetProperty("count", out var count) || count.ValueKind != JsonValueKind.Number || !count.TryGetInt32(out var months) || !RecurringSchedule.Lengths.Contains(months))
            return (null, $"schedule.count must be one of {string.Join(", ", RecurringSchedule.Lengths)}.");
        if (AlignmentOf(Text(schedule, "align")) is not { } align)
            return (null, "schedule.align must be \"calendar\" or \"anniversary\".");
        if (Text(schedule, "tz") is not TimeZone)
            return (null, $"schedule.tz must be \"{TimeZone}\".");
        if (ReadDay(schedule, "start") is not { } start)
            return (null, "schedule.start must be a day in Japan, yyyy-MM-dd.");
        if (!schedule.TryGetProperty("end", out var last) || (last.ValueKind != JsonValueKind.Null && ReadDay(schedule, "end") is null))
            return (null, "schedule.end must be the last day of the last period, yyyy-MM-dd, or null.");
        var read = new RecurringSchedule(months, align, start, ReadDay(schedule, "end"));
        if (read.End > start.AddYears(LongestTermYears))
            return (null, $"schedule.end must lie at most {LongestTermYears} years after schedule.start.");
        return read.EndsWithAPeriod
            ? (read, "")
            : (null, $"schedule.end must be the last day of a period, such as {Day(read.At(0).LastDay)} or {Day(read.At(1).LastDay)}.");
    }

    private static CycleAlignment? AlignmentOf(string? name) => name switch
    {
        "calendar" => CycleAlignment.Calendar,
        "anniversary" => CycleAlignment.Anniversary,
        _ => null,
    };

    private static string NameOf(CycleAlignment align) => align switch
    {
        CycleAlignment.Calendar => "calendar",
        CycleAlignment.Anniversary => "anniversary",
        _ => throw new ArgumentOutOfRangeException(nameof(align), align, "Unknown alignment."),
    };

    /// <summary>A day from 2000 to 2199: what lies outside is a slip of the pen.</summary>
    private static DateOnly? ReadDay(JsonElement parent, string name) =>
        DateOnly.TryParseExact(Text(parent, name), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 2000 and < 2200 ? day : null;

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]{0,63}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PlanCode();
}
