using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FletsCollect.Merchant.Protocol;

/// <summary>The purchase as <c>authorization_details</c> (RFC 9396), written for the request and compared with what was granted.</summary>
internal static class ChargeDetails
{
    public const string Parameter = "authorization_details";
    public const string InvalidDetails = "invalid_authorization_details";

    // Readable Japanese in the provider's logs and on the wire; the value is only ever sent in a form body.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(Purchase purchase, Uri chargeEndpoint) =>
        new JsonArray(Element(purchase, chargeEndpoint)).ToJsonString(Plain);

    /// <summary>
    /// Every member that was asked for must come back unchanged. The provider adds members of its own (grant, payee, dates), but inside
    /// what was asked nothing may be added either: a second action or a higher maximum would be another purchase.
    /// </summary>
    /// <returns>The grant's id, or null with the reason.</returns>
    public static string? ReadGrantId(JsonElement? granted, Purchase purchase, Uri chargeEndpoint, out string? difference)
    {
        difference = null;
        if (granted is not { ValueKind: JsonValueKind.Array } array || array.GetArrayLength() is not 1
            || array[0] is not { ValueKind: JsonValueKind.Object } element)
        {
            difference = "authorization_details is not an array of one object";
            return null;
        }

        foreach (var (name, asked) in Element(purchase, chargeEndpoint))
        {
            if (!element.TryGetProperty(name, out var value) || !JsonNode.DeepEquals(asked, JsonSerializer.SerializeToNode(value)))
            {
                difference = $"{name} differs from the request";
                return null;
            }
        }

        if (element.TryGetProperty("grant_id", out var id) && id is { ValueKind: JsonValueKind.String } && id.GetString() is { Length: > 0 } grant)
            return grant;
        difference = "grant_id is missing";
        return null;
    }

    private static JsonObject Element(Purchase purchase, Uri chargeEndpoint)
    {
        var element = new JsonObject
        {
            ["type"] = purchase.Monthly is null ? "urn:fletscollect:charge-once:v1" : "urn:fletscollect:charge-recurring:v1",
            ["actions"] = new JsonArray("charge"),
            ["locations"] = new JsonArray(chargeEndpoint.AbsoluteUri),
            ["merchant_reference"] = purchase.MerchantReference,
            ["description"] = purchase.Description,
            ["amount"] = new JsonObject
            {
                ["currency"] = "JPY",
                ["value"] = purchase.AmountInYen.ToString(CultureInfo.InvariantCulture),
                ["mode"] = purchase.Monthly is null ? "exact" : "fixed",
            },
        };
        if (purchase.Monthly is { } monthly)
        {
            element["schedule"] = new JsonObject
            {
                ["interval"] = "month",
                ["count"] = 1,
                ["align"] = "calendar",
                ["tz"] = "Asia/Tokyo",
                ["start"] = monthly.Start.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                ["end"] = null,
            };
        }
        else
        {
            element["capture"] = new JsonObject { ["mode"] = "immediate" };
        }
        return element;
    }
}
