using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using FletsCollect.Calendars;

namespace FletsCollect.Server.Tests;

/// <summary>A merchant's monthly purchase, correct but for what a test changes.</summary>
internal static class MonthlyPurchase
{
    /// <summary>A price a month from today on, in calendar months, until it is cancelled.</summary>
    public static JsonObject Monthly(this MerchantClient merchant, string value = "990", Action<JsonObject>? change = null)
    {
        var details = merchant.Details(value);
        details.Remove("capture");
        details["type"] = "urn:fletscollect:charge-recurring:v1";
        details["description"] = "動画プラン";
        details["amount"]!["mode"] = "fixed";
        details["schedule"] = new JsonObject
        {
            ["interval"] = "month",
            ["count"] = 1,
            ["align"] = "calendar",
            ["tz"] = "Asia/Tokyo",
            ["start"] = Day(merchant.Today()),
            ["end"] = null,
        };
        change?.Invoke(details);
        return details;
    }

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static Task<Answer> PushMonthlyAsync(this MerchantClient merchant, Action<JsonObject>? change = null) =>
        merchant.PushAsync(merchant.PushedRequest(merchant.Monthly(change: change)));

    public static async Task<Uri> StartMonthlyAsync(this MerchantClient merchant, Action<JsonObject>? change = null)
    {
        var pushed = await merchant.PushMonthlyAsync(change);
        Assert.True(pushed.Status == HttpStatusCode.Created, pushed.Body);
        return merchant.AuthorizationAddress(pushed.Text("request_uri")!);
    }

    public static Dictionary<string, string> RefreshRequest(this MerchantClient merchant, Tokens tokens)
    {
        var request = merchant.TokenRequest("");
        request["grant_type"] = "refresh_token";
        request["refresh_token"] = tokens.Response["refresh_token"]!.GetValue<string>();
        foreach (var unused in (string[])["code", "code_verifier", "redirect_uri"])
            request.Remove(unused);
        return request;
    }

    public static Task<Answer> RefreshAsync(this MerchantClient merchant, Tokens tokens) => merchant.RedeemAsync(merchant.RefreshRequest(tokens));

    private static DateOnly Today(this MerchantClient merchant) => BusinessDate.At(merchant.Now.UtcDateTime);
}
