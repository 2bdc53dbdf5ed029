using System.Globalization;
using System.Text.Json;
using FletsCollect.Lines;

namespace FletsCollect.Server.Network;

/// <summary>
/// Reads an accounting record in the JSON of FreeRADIUS' <c>rlm_rest</c>: each attribute an object whose <c>value</c> is an array,
/// enumerations by name (RFC 2866, RFC 3162, RFC 4818).
/// </summary>
public static class RadiusAccounting
{
    private const int LongestAccessServer = 64;
    private const int LongestSessionId = 128;

    /// <summary>
    /// The record, or the reason why it can never be used. A record without a time is taken to be of now, and so is one from the future:
    /// an access server whose clock is ahead must not hold its addresses against all that come after.
    /// </summary>
    public static (AccountingRecord? Record, string? Ignored) Read(JsonElement attributes, DateTime now)
    {
        if (attributes.ValueKind != JsonValueKind.Object)
            return (null, "The body is not an object of attributes.");
        var accessServer = First(attributes, "NAS-IP-Address") ?? First(attributes, "NAS-IPv6-Address") ?? First(attributes, "NAS-Identifier");
        if (accessServer is not { Length: > 0 and <= LongestAccessServer })
            return (null, "None of NAS-IP-Address, NAS-IPv6-Address and NAS-Identifier says which access server this is.");
        var at = EventTime(attributes, now);
        return First(attributes, "Acct-Status-Type") switch
        {
            "Accounting-On" or "Accounting-Off" => (new AccessServerRestarted(accessServer, at), null),
            // An update names how old the session is, so that the first that is heard of it does not make it young.
            "Start" => ReadSession(attributes, accessServer, at, stopped: false),
            "Interim-Update" or "Alive" => ReadSession(attributes, accessServer, at - SecondsOf(attributes, "Acct-Session-Time"), stopped: false),
            "Stop" => ReadSession(attributes, accessServer, at, stopped: true),
            null => (null, "Acct-Status-Type is missing."),
            _ => (null, "Acct-Status-Type is none of Start, Interim-Update, Stop, Accounting-On and Accounting-Off."),
        };
    }

    private static (AccountingRecord?, string?) ReadSession(JsonElement attributes, string accessServer, DateTime at, bool stopped)
    {
        if (First(attributes, "Acct-Session-Id") is not { Length: > 0 and <= LongestSessionId } sessionId)
            return (null, "Acct-Session-Id is missing, too long or no text.");
        var name = First(attributes, "Calling-Station-Id") ?? First(attributes, "User-Name");
        if (!LineNumber.TryParse(name, out var line))
            return (null, "Neither Calling-Station-Id nor User-Name is a line number such as CAF0000000001.");
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

    /// <summary>Event-Timestamp (RFC 2869 §5.3), or now less what the record waited to be sent (Acct-Delay-Time, RFC 2866 §5.2).</summary>
    private static DateTime EventTime(JsonElement attributes, DateTime now) =>
        DateTime.TryParseExact(
            First(attributes, "Event-Timestamp"),
            ["MMM d yyyy HH:mm:ss 'UTC'", "MMM dd yyyy HH:mm:ss 'UTC'", "yyyy-MM-dd'T'HH:mm:ssK"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var at)
            ? at < now ? at : now
            : now - SecondsOf(attributes, "Acct-Delay-Time");

    private static TimeSpan SecondsOf(JsonElement attributes, string name) =>
        int.TryParse(First(attributes, name), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;

    private static string? First(JsonElement attributes, string name) => All(attributes, name).FirstOrDefault();

    private static IEnumerable<string> All(JsonElement attributes, string name)
    {
        if (!attributes.TryGetProperty(name, out var attribute) || attribute.ValueKind != JsonValueKind.Object
            || !attribute.TryGetProperty("value", out var values) || values.ValueKind != JsonValueKind.Array)
            yield break;
        foreach (var value in values.EnumerateArray())
        {
            if (TextOf(value) is { } text)
                yield return text;
        }
    }

    /// <summary>
    /// What is no text, or holds what not every database keeps as text (half a surrogate pair, NUL and its kind), is as good as absent. What
    /// is not ASCII comes as one character for each byte, and is taken so.
    /// </summary>
    private static string? TextOf(JsonElement value)
    {
        if (value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
            return null;
        try
        {
            return value.ToString() is var text && text.Any(character => character < ' ') ? null : value.ToString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
