using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using FletsCollect.Lines;

namespace FletsCollect.Server.Network;

/// <summary>
/// Reads an accounting record in the JSON of FreeRADIUS' <c>rlm_rest</c>: each attribute an object whose <c>value</c> is an array,
/// enumerations by name (RFC 2866, RFC 3162, RFC 4818).
/// </summary>
public static partial class RadiusAccounting
{
    /// <summary>The record, or the reason why it can never be used. A record without a time is taken to be of now.</summary>
    public static (AccountingRecord? Record, string? Ignored) Read(JsonElement attributes, DateTime now)
    {
        if (attributes.ValueKind != JsonValueKind.Object)
            return (null, "The body is not an object of attributes.");
        var accessServer = First(attributes, "NAS-IP-Address") ?? First(attributes, "NAS-IPv6-Address") ?? First(attributes, "NAS-Identifier");
        if (accessServer is null or { Length: > 64 })
            return (null, "None of NAS-IP-Address, NAS-IPv6-Address and NAS-Identifier says which access server this is.");
        var at = EventTime(attributes, now);
        return First(attributes, "Acct-Status-Type") switch
        {
            "Accounting-On" or "Accounting-Off" => (new AccessServerRestarted(accessServer, at), null),
            "Start" or "Interim-Update" or "Alive" => ReadSession(attributes, accessServer, at, stopped: false),
            "Stop" => ReadSession(attributes, accessServer, at, stopped: true),
            null => (null, "Acct-Status-Type is missing."),
            _ => (null, "Acct-Status-Type is none of Start, Interim-Update, Stop, Accounting-On and Accounting-Off."),
        };
    }

    private static (AccountingRecord?, string?) ReadSession(JsonElement attributes, string accessServer, DateTime at, bool stopped)
    {
        if (First(attributes, "Acct-Session-Id") is not { Length: > 0 and <= 128 } sessionId)
            return (null, "Acct-Session-Id is missing.");
        var name = First(attributes, "Calling-Station-Id") ?? First(attributes, "User-Name");
        if (name is null || !LineId().IsMatch(name))
            return (null, "Neither Calling-Station-Id nor User-Name is a line number such as CAF0000000001.");
        var line = new LineNumber(name.ToUpperInvariant());
        if (stopped)
            return (new SessionStopped(accessServer, sessionId, line, at), null);

        List<AddressPrefix> addresses = [];
        foreach (var attribute in (ReadOnlySpan<string>)["Framed-IP-Address", "Framed-IPv6-Address", "Framed-IPv6-Prefix", "Delegated-IPv6-Prefix"])
        {
            foreach (var text in All(attributes, attribute))
            {
                if (!AddressPrefix.TryParse(text, out var prefix))
                    return (null, $"{attribute} is not an address or prefix of a length that is handed out.");
                addresses.Add(prefix);
            }
        }
        return addresses.Count == 0
            ? (null, "The session has no address.")
            : (new SessionSeen(accessServer, sessionId, line, addresses, at), null);
    }

    private static DateTime EventTime(JsonElement attributes, DateTime now) =>
        DateTime.TryParseExact(
            First(attributes, "Event-Timestamp"),
            ["MMM d yyyy HH:mm:ss 'UTC'", "MMM dd yyyy HH:mm:ss 'UTC'", "yyyy-MM-dd'T'HH:mm:ssK"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var at)
            ? at
            : now;

    private static string? First(JsonElement attributes, string name) => All(attributes, name).FirstOrDefault();

    private static IEnumerable<string> All(JsonElement attributes, string name)
    {
        if (!attributes.TryGetProperty(name, out var attribute) || attribute.ValueKind != JsonValueKind.Object
            || !attribute.TryGetProperty("value", out var values) || values.ValueKind != JsonValueKind.Array)
            yield break;
        foreach (var value in values.EnumerateArray())
        {
            if (value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                yield return value.ToString();
        }
    }

    [GeneratedRegex(@"\ACAF[0-9]{10}\z", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LineId();
}
