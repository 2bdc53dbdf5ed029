using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FletsCollect.Charges;
using static FletsCollect.Server.Hosting.WireJson;

namespace FletsCollect.Server.Provider;

/// <summary>The members of <c>authorization_details</c> that a one-time purchase has of its own: <c>amount</c> and <c>capture</c>.</summary>
internal static class OnceDetailsWire
{
    private const string CaptureRule =
        "capture must be {\"mode\":\"immediate\"} or {\"mode\":\"deferred\",\"capture_by\":\"<RFC 3339 instant>\"}.";

    public static readonly IReadOnlyList<string> OwnMembers = ["amount", "capture"];

    public static (ChargeDetails?, string) Read(JsonElement purchase, string reference, string description)
    {
        var (mode, amount) = ChargeDetailsReader.Amount(purchase, "exact") is { } price
            ? (AmountMode.Exact, price)
            : (AmountMode.Maximum, ChargeDetailsReader.Amount(purchase, "maximum"));
        if (amount is not { } yen)
            return (null, "amount must be {\"currency\":\"JPY\",\"value\":\"<1 to 999999999>\",\"mode\":\"exact\"}, or with the mode \"maximum\", with the tax-included value as a string.");
        return ReadCapture(purchase, out var captureBy) ? (new OnceDetails(reference, description, yen, mode, captureBy), "") : (null, CaptureRule);
    }

    /// <summary>Why a deferred purchase cannot be asked for now; null when it can. Looked at when it is pushed: a page that waits makes nothing wrong.</summary>
    public static string? Untimely(OnceDetails details, DateTime now) =>
        details.CaptureBy is { } by && (by < now + OnceDetails.ShortestDeferral || by > now + OnceDetails.LongestDeferral)
            ? $"capture.capture_by must be {OnceDetails.ShortestDeferral.TotalMinutes} minutes to {OnceDetails.LongestDeferral.TotalDays} days from now."
            : null;

    public static void Write(JsonObject purchase, OnceDetails details)
    {
        purchase["amount"] = GrantedDetails.Amount(details.Amount, details.Mode == AmountMode.Maximum ? "maximum" : "exact");
        purchase["capture"] = details.CaptureBy is { } by
            ? new JsonObject { ["mode"] = "deferred", ["capture_by"] = by.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) }
            : new JsonObject { ["mode"] = "immediate" };
    }

    private static bool ReadCapture(JsonElement purchase, out DateTime? captureBy)
    {
        captureBy = null;
        if (!purchase.TryGetProperty("capture", out var capture) || capture.ValueKind != JsonValueKind.Object)
            return false;
        if (Text(capture, "mode") is "immediate")
            return Unknown(capture, "mode") is null;
        if (Text(capture, "mode") is not "deferred" || Unknown(capture, "mode", "capture_by") is not null)
            return false;
        string[] forms = ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:sszzz"];
        if (!DateTimeOffset.TryParseExact(Text(capture, "capture_by"), forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
            return false;
        captureBy = instant.UtcDateTime;
        return true;
    }
}
