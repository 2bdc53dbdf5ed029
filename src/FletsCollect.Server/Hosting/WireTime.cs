using System.Globalization;
using System.Text.Json;

namespace FletsCollect.Server.Hosting;

/// <summary>Instants as the API takes them: RFC 3339 with a zone, so that nobody has to guess which.</summary>
public static class WireTime
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    public static bool TryParse(string? text, out DateTime instant)
    {
        instant = default;
        if (text is null || !(text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 10))
            return false;
        if (!DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read))
            return false;
        instant = read.UtcDateTime;
        return true;
    }
}

/// <summary>Words of the product's enums as they stand in JSON.</summary>
public static class WireWord
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
