using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using FletsCollect.Server.Hosting;

namespace FletsCollect.Server.Tests.Api.Camara;

/// <summary>A merchant that calls CAMARA's Carrier Billing, with an order of its own and everything else shared.</summary>
internal sealed class CamaraShop(RunningServer server) : IDisposable
{
    public const string Payments = "carrier-billing/v0.5/payments";

    private string? own;

    public MerchantClient Merchant { get; init; } = server.NewMerchant();

    /// <summary>The token of a purchase that a subscriber approves now.</summary>
    public async Task<Tokens> BuyAsync(string value = "315", bool deferred = false)
    {
        using var person = await server.NewSubscriberAsync();
        var details = Merchant.Details(value);
        if (deferred)
            details["capture"] = new JsonObject { ["mode"] = "deferred", ["capture_by"] = Merchant.Now.AddDays(7).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) };
        return await BuyAsync(person, details);
    }

    public async Task<Tokens> BuyAsync(Person person, JsonObject details)
    {
        var pushed = await Merchant.PushAsync(Merchant.PushedRequest(details));
        Assert.True(pushed.Status == HttpStatusCode.Created, pushed.Body);
        return await Merchant.RedeemAsync(await person.ApproveAsync(Merchant.AuthorizationAddress(pushed.Text("request_uri")!)));
    }

    /// <summary>A token in the merchant's own name for everything.</summary>
    public async Task<string> OwnTokenAsync() => own ??= await Merchant.GetApiTokenAsync(ApiScopes.All);

    /// <summary>A correct request for the order, to be changed by a test.</summary>
    public JsonObject Body(decimal amount = 315, string? correlator = null, Action<JsonObject>? change = null)
    {
        var body = new JsonObject
        {
            ["amountTransaction"] = new JsonObject
            {
                ["paymentAmount"] = new JsonObject
                {
                    ["chargingInformation"] = new JsonObject { ["amount"] = amount, ["currency"] = "JPY", ["description"] = "有料オプション 30日", ["isTaxIncluded"] = true },
                },
                ["referenceCode"] = Merchant.Reference,
            },
        };
        if (correlator is not null)
            body["amountTransaction"]!["clientCorrelator"] = correlator;
        change?.Invoke(body);
        return body;
    }

    public Task<Answer> CreateAsync(Tokens tokens, JsonObject? body = null) => PostAsync(Payments, tokens.AccessToken, body ?? Body());

    public Task<Answer> PrepareAsync(Tokens tokens, JsonObject? body = null) => PostAsync($"{Payments}/prepare", tokens.AccessToken, body ?? Body());

    /// <summary>Confirms, cancels or validates.</summary>
    public Task<Answer> FinishAsync(Answer payment, string what, string token, JsonObject? body = null) =>
        PostAsync($"{Payments}/{payment.Text("paymentId")}/{what}", token, body ?? new JsonObject());

    public async Task<Answer> GetAsync(string path) => await Merchant.CallAsync(HttpMethod.Get, path, await OwnTokenAsync());

    public static string RefundsOf(Answer payment) => $"carrier-billing-refund/v0.3/payments/{payment.Text("paymentId")}/refunds";

    public async Task<Answer> RefundAsync(Answer payment, JsonObject body) => await PostAsync(RefundsOf(payment), await OwnTokenAsync(), body);

    /// <summary>A refund of a part, or of all that is left when there is no amount.</summary>
    public JsonObject RefundBody(decimal? amount, string reference, Action<JsonObject>? change = null)
    {
        var refund = new JsonObject();
        if (amount is { } part)
            refund["chargingInformation"] = new JsonObject { ["amount"] = part, ["currency"] = "JPY", ["description"] = "返金", ["isTaxIncluded"] = true };
        var body = new JsonObject { ["type"] = amount is null ? "total" : "partial", ["amountTransaction"] = new JsonObject { ["refundAmount"] = refund, ["referenceCode"] = $"{reference}-{Merchant.Reference}" } };
        change?.Invoke(body);
        return body;
    }

    public Task<Answer> PostAsync(string path, string? token, JsonObject body) => Merchant.CallAsync(HttpMethod.Post, path, token, body);

    /// <summary>Sends a body that no writer of JSON would make.</summary>
    public async Task<Answer> PostAsync(string path, string token, string json)
    {
        using var http = new HttpClient { BaseAddress = server.Issuer };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("DPoP", token);
        request.Headers.TryAddWithoutValidation("DPoP", Merchant.Proof("POST", path, token));
        return await Answer.ReadAsync(await http.SendAsync(request));
    }

    public void Dispose() => Merchant.Dispose();
}
