using System.Globalization;

namespace FletsCollect.Lines;

/// <summary>The fields of a row of the register, and what each may be.</summary>
internal static class LineFields
{
    public static readonly IReadOnlyList<string> Names =
        ["line_number", "service_type", "status", "customer_number", "contracted_on", "contractor_born_on", "site", "effective_on"];

    private const int LongestSite = 40;

    /// <summary>No line is known to be older, and no change is known further ahead than this.</summary>
    private static readonly DateOnly Oldest = new(1985, 1, 1);
    private static readonly DateOnly OldestBirthday = new(1900, 1, 1);
    private const int MostDaysAhead = 731;

    private static readonly IReadOnlyDictionary<string, LineServiceType> ServiceTypes = new Dictionary<string, LineServiceType>(StringComparer.Ordinal)
    {
        ["hikari_next"] = LineServiceType.HikariNext,
        ["hikari_premium"] = LineServiceType.HikariPremium,
        ["b_flets"] = LineServiceType.BFlets,
        ["flets_adsl"] = LineServiceType.FletsAdsl,
        ["other"] = LineServiceType.Other,
    };

    private static readonly IReadOnlyDictionary<string, LineStatus> Statuses = new Dictionary<string, LineStatus>(StringComparer.Ordinal)
    {
        ["active"] = LineStatus.Active,
        ["suspended"] = LineStatus.Suspended,
        ["in_arrears"] = LineStatus.InArrears,
        ["terminated"] = LineStatus.Terminated,
    };

    /// <summary>A record and its day, or the first thing that is wrong.</summary>
    public static (LineRecord? Record, DateOnly EffectiveOn, LineFileProblem? Problem) Read(Dictionary<string, string> fields, long row, DateOnly asOf)
    {
        if (fields.Keys.FirstOrDefault(name => !Names.Contains(name)) is { } stranger)
            return Wrong(stranger, $"There is no such field. The fields are: {string.Join(", ", Names)}.");
        if (!LineNumber.TryParse(Of("line_number"), out var number))
            return Wrong("line_number", "A line number is CAF and ten digits, such as CAF0000000001.");
        if (!ServiceTypes.TryGetValue(Of("service_type"), out var type))
            return Wrong("service_type", $"This must be one of: {string.Join(", ", ServiceTypes.Keys)}.");
        if (!Statuses.TryGetValue(Of("status"), out var status))
            return Wrong("status", $"This must be one of: {string.Join(", ", Statuses.Keys)}.");
        if (Of("customer_number") is not { Length: >= 6 and <= 20 } customer || !customer.All(char.IsAsciiDigit))
            return Wrong("customer_number", "A customer number is 6 to 20 digits.");
        if (!TryReadDay(Of("effective_on"), out var effectiveOn) || effectiveOn < Oldest || effectiveOn > asOf.AddDays(MostDaysAhead))
            return Wrong("effective_on", $"This must be a day as yyyy-MM-dd, from {Oldest:yyyy-MM-dd} to two years after the file's own day.");
        if (!TryReadDay(Of("contracted_on"), out var contractedOn) || contractedOn < Oldest || contractedOn > effectiveOn)
            return Wrong("contracted_on", $"This must be a day as yyyy-MM-dd, from {Oldest:yyyy-MM-dd} to effective_on.");
        if (!TryReadDay(Of("contractor_born_on"), out var bornOn) || bornOn < OldestBirthday || bornOn > asOf)
            return Wrong("contractor_born_on", $"This must be a day as yyyy-MM-dd, from {OldestBirthday:yyyy-MM-dd} to the file's own day.");
        if (Of("site") is not { Length: <= LongestSite } site || site.Any(char.IsControl))
            return Wrong("site", $"A site's code has at most {LongestSite} characters; leave it empty where there is none.");
        return (new LineRecord(number, type, status, customer, contractedOn, bornOn, site.Length == 0 ? null : site), effectiveOn, null);

        string Of(string name) => fields.GetValueOrDefault(name, "");

        (LineRecord?, DateOnly, LineFileProblem?) Wrong(string field, string remedy) => (null, default, new LineFileProblem(row, field, remedy));
    }

    public static bool TryReadDay(string text, out DateOnly day) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}
