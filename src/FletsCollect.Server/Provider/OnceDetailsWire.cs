using System.Text.Json;
using System.Text.Json.Nodes;
using FletsCollect.Charges;
using static FletsCollect.Server.Hosting.WireJson;

namespace FletsCollect.Server.Provider;

/// <summary>The members of <c>authorization_details</c> that a one-time purchase has of its own: <c>amount</c> and <c>capture</c>.</summary>
internal static class OnceDetailsWire
{
    public static readonly IReadOnlyList<string> OwnMembers = ["amount", "capture"];

    public static (ChargeDetails?, string) Read(JsonElement purchase, string reference, string description)
    {
        if (ChargeDetailsReader.Amount(purchase, "exact") is not { } amount)
            return (null, "amount must be {\"currency\":\"JPY\",\"value\":\"<1 to 999999999>\",\"mode\":\"exact\"}, with the tax-included value as a string.");
        if (!IsImmediate(purchase))
            return (null, "capture must be {\"mode\":\"immediate\"}.");
        return (new OnceDetails(reference, description, amount), "");
    }

    public static void Write(JsonObject purchase, OnceDetails details)
    {
        purchase["amount"] = GrantedDetails.Amount(details.Amount, "exact");
        purchase["capture"] = new JsonObject { ["mode"] = "immediate" };
    }

    private static bool IsImmediate(JsonElement purchase) =>
        purchase.TryGetProperty("capture", out var capture) && capture.ValueKind == JsonValueKind.Object
        && Unknown(capture, "mode") is null && Text(capture, "mode") is "immediate";
}
