using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using FletsCollect.Server.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Server.Tests.Api.Camara;

/// <summary>What every operation of the façade has in common: CAMARA's errors, <c>x-correlator</c>, its scope, and a document that a review reads.</summary>
public sealed class CamaraSurfaceTests(RunningServer server) : IDisposable
{
    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly HttpClient http = new() { BaseAddress = server.Address };

    [Fact]
    public async Task Every_operation_refuses_in_CAMARAs_form_whoever_has_no_token_or_the_wrong_one()
    {
        using var merchant = server.NewMerchant();
        var token = await merchant.GetApiTokenAsync(ApiScopes.ChargesRead);
        foreach (var (method, path) in Operations())
        {
            var nobody = await SendAsync(method, path);
            var wrong = await merchant.CallAsync(method, path.TrimStart('/'), token);
            var put = await SendAsync(HttpMethod.Put, path);

            AssertError(nobody, HttpStatusCode.Unauthorized, "UNAUTHENTICATED");
            Assert.StartsWith("DPoP ", nobody.Headers["WWW-Authenticate"], StringComparison.Ordinal);
            AssertError(wrong, HttpStatusCode.Forbidden, "PERMISSION_DENIED");
            Assert.Contains("insufficient_scope", wrong.Headers["WWW-Authenticate"], StringComparison.Ordinal);
            AssertError(put, HttpStatusCode.MethodNotAllowed, "METHOD_NOT_ALLOWED");
        }
    }

    [Fact]
    public async Task Correlator_comes_back_and_one_that_is_none_is_refused()
    {
        var given = await SendAsync(HttpMethod.Get, "/carrier-billing/v0.5/payments", request => request.Headers.Add("x-correlator", "b4333c46-49c0:{1}/<2>"));
        var none = await SendAsync(HttpMethod.Get, "/carrier-billing/v0.5/payments");
        var bad = await SendAsync(HttpMethod.Get, "/carrier-billing/v0.5/payments", request => request.Headers.TryAddWithoutValidation("x-correlator", "not one!"));
        var nowhere = await SendAsync(HttpMethod.Get, "/carrier-billing/v0.5/nothing");
        var noJson = await SendAsync(HttpMethod.Get, "/carrier-billing/v0.5/payments", request => request.Headers.Accept.ParseAdd("text/html"));

        Assert.Equal("b4333c46-49c0:{1}/<2>", given.Headers["x-correlator"]);
        Assert.Equal(none.Headers["Request-Id"], none.Headers["x-correlator"]);
        AssertError(bad, HttpStatusCode.BadRequest, "INVALID_ARGUMENT");
        AssertError(nowhere, HttpStatusCode.NotFound, "NOT_FOUND");
        AssertError(noJson, HttpStatusCode.NotAcceptable, "NOT_ACCEPTABLE");
    }

    [Fact]
    public async Task Body_that_is_not_JSON_or_too_large_is_refused()
    {
        using var shop = new CamaraShop(server);
        var payment = await shop.CreateAsync(await shop.BuyAsync());
        var path = "/" + CamaraShop.RefundsOf(payment);
        var token = await shop.OwnTokenAsync();

        AssertError(await PostAsync(new StringContent("{}", Encoding.UTF8, "text/plain")), HttpStatusCode.UnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE");
        AssertError(await PostAsync(Json("{\"")), HttpStatusCode.BadRequest, "INVALID_ARGUMENT");
        AssertError(await PostAsync(Json("[]")), HttpStatusCode.BadRequest, "INVALID_ARGUMENT");
        AssertError(await PostAsync(Json("null")), HttpStatusCode.BadRequest, "INVALID_ARGUMENT");
        AssertError(await PostAsync(Json("{\"type\":\"total\",\"type\":\"total\"}")), HttpStatusCode.BadRequest, "INVALID_ARGUMENT");
        AssertError(await PostAsync(Json("{\"type\":\"" + new string('x', 17 * 1024) + "\"}")), HttpStatusCode.BadRequest, "INVALID_ARGUMENT");
        AssertError(await PostAsync(Json("{\"type\":\"" + new string('x', 17 * 1024) + "\"}"), chunked: true), HttpStatusCode.BadRequest, "INVALID_ARGUMENT");

        Task<Answer> PostAsync(HttpContent content, bool chunked = false) => SendAsync(HttpMethod.Post, path, request =>
        {
            request.Content = content;
            request.Headers.TransferEncodingChunked = chunked;
            request.Headers.Authorization = new AuthenticationHeaderValue("DPoP", token);
            request.Headers.TryAddWithoutValidation("DPoP", shop.Merchant.Proof("POST", path.TrimStart('/'), token));
        });
    }

    /// <summary>Written anew as <see cref="ApiDocumentTests"/> says.</summary>
    [Fact]
    public async Task Document_is_the_one_that_was_looked_at()
    {
        var text = await http.GetStringAsync(new Uri("/openapi/carrier-billing.json", UriKind.Relative));
        var present = JsonNode.Parse(text.Replace(server.Issuer.AbsoluteUri, "https://issuer.example/", StringComparison.Ordinal).Replace(server.Issuer.AbsoluteUri.TrimEnd('/'), "https://issuer.example", StringComparison.Ordinal))!;
        if (Environment.GetEnvironmentVariable("FLETSCOLLECT_WRITE_SNAPSHOTS") == "1")
            await File.WriteAllTextAsync(Snapshot(), present.ToJsonString(Written).ReplaceLineEndings("\n") + "\n");

        Assert.Equal(JsonNode.Parse(await File.ReadAllTextAsync(Snapshot()))!.ToJsonString(Written), present.ToJsonString(Written));
        Assert.All(Operations(), operation => Assert.NotNull(present["paths"]![operation.Template]![operation.Method.Method.ToLowerInvariant()]!["operationId"]));
        string[] operations = ["createPayment", "preparePayment", "validatePayment", "confirmPayment", "cancelPayment", "retrievePayments", "retrievePayment", "createRefund", "retrieveRefunds", "retrievePaymentRemainingAmount", "retrieveRefund"];
        Assert.Equal(operations.Order(StringComparer.Ordinal), present["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(operation => (string)operation.Value!["operationId"]!).Order(StringComparer.Ordinal));
    }

    public void Dispose() => http.Dispose();

    private IEnumerable<(HttpMethod Method, string Template)> Operations() =>
        server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText?.TrimStart('/').StartsWith("carrier-billing", StringComparison.Ordinal) == true)
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods, (endpoint, method) => (new HttpMethod(method), "/" + endpoint.RoutePattern.RawText!.Trim('/')));

    private async Task<Answer> SendAsync(HttpMethod method, string path, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        change?.Invoke(request);
        return await Answer.ReadAsync(await http.SendAsync(request));
    }

    private static void AssertError(Answer answer, HttpStatusCode status, string code)
    {
        Assert.True((status, code) == (answer.Status, answer.Text("code")), $"{answer.Status} {answer.Body}");
        Assert.Equal((int)status, (int)answer.Json["status"]!);
        Assert.False(string.IsNullOrWhiteSpace(answer.Text("message")));
        Assert.Equal(["code", "message", "status"], answer.Json.Select(member => member.Key).Order(StringComparer.Ordinal));
        Assert.StartsWith("application/json", answer.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.True(answer.Headers.ContainsKey("x-correlator"));
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static string Snapshot([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "carrier-billing.json");
}
