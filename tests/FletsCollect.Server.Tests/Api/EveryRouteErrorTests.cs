using System.Net;
using System.Net.Http.Headers;
using System.Text;
using FletsCollect.Server.Hosting;

namespace FletsCollect.Server.Tests.Api;

/// <summary>
/// Whatever is wrong with a request, and whoever noticed it, every endpoint of the API answers problem details (RFC 9457) with a code of
/// the catalogue, in the language that was asked for.
/// </summary>
public sealed class EveryRouteErrorTests(RunningServer server) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = server.Address };

    [Theory]
    [InlineData("ja", "見つかりません。")]
    [InlineData("en", "There is nothing at this address.")]
    public async Task Address_without_an_endpoint_is_a_problem_too(string language, string title)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/v1/nothing-here", UriKind.Relative));
        request.Headers.AcceptLanguage.ParseAdd(language);

        var answer = await Answer.ReadAsync(await http.SendAsync(request));

        AssertProblem(answer, HttpStatusCode.NotFound, "not_found");
        Assert.Equal((title, language), (answer.Text("title"), answer.Headers["Content-Language"]));
    }

    [Fact]
    public async Task Without_a_token_every_endpoint_asks_for_one_in_both_languages()
    {
        using var merchant = server.NewMerchant();
        foreach (var route in ApiRoute.Of(server))
        {
            var english = await route.SendAsync(http, merchant, token: null);
            var japanese = await route.SendAsync(http, merchant, token: null, change: request => InJapanese(request));

            AssertProblem(english, HttpStatusCode.Unauthorized, "invalid_token", route);
            AssertProblem(japanese, HttpStatusCode.Unauthorized, "invalid_token", route);
            Assert.Equal("アクセストークンが無効です。", japanese.Text("title"));
            Assert.StartsWith("DPoP ", english.Headers["WWW-Authenticate"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Method_that_an_address_has_not_is_refused_with_those_that_it_has()
    {
        using var merchant = server.NewMerchant();
        foreach (var route in ApiRoute.Of(server))
        {
            var answer = await route.SendAsync(http, merchant, token: null, change: request => request.Method = HttpMethod.Put);

            AssertProblem(answer, HttpStatusCode.MethodNotAllowed, "method_not_allowed", route);
            Assert.Contains(route.Method, answer.Headers["Allow"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Whoever_takes_no_JSON_is_told_before_anything_is_done()
    {
        using var tokens = new RightTokens(server);
        foreach (var route in ApiRoute.Of(server))
        {
            var answer = await route.SendAsync(
                http, tokens.Merchant, await tokens.OfAsync(route), route.Content(), tokens.NewKey(), request => request.Headers.Accept.ParseAdd("text/html, application/xml;q=0.9"));

            AssertProblem(answer, HttpStatusCode.NotAcceptable, "not_acceptable", route);
            Assert.Equal("Accept", answer.Text("param"));
        }
    }

    [Theory]
    [InlineData("*/*")]
    [InlineData("application/*")]
    [InlineData("text/html, application/json;q=0.1")]
    [InlineData("application/problem+json")]
    [InlineData("nonsense")]
    public async Task Whoever_takes_JSON_among_others_is_served(string accept)
    {
        using var tokens = new RightTokens(server);
        var route = ApiRoute.Of(server).First(route => route.Documented.Id == "listCharges");

        var answer = await route.SendAsync(http, tokens.Merchant, await tokens.OfAsync(route), change: request => request.Headers.TryAddWithoutValidation("Accept", accept));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Fact]
    public async Task Body_that_is_no_good_JSON_object_is_refused_by_what_is_wrong_with_it()
    {
        using var tokens = new RightTokens(server);
        foreach (var route in ApiRoute.Of(server).Where(route => route.Documented.Body is not null))
        {
            AssertProblem(await SendAsync(new StringContent("{}", Encoding.UTF8, "text/plain")), HttpStatusCode.UnsupportedMediaType, "unsupported_media_type", route);
            AssertProblem(await SendAsync(Json("{\"")), HttpStatusCode.BadRequest, "invalid_request", route);
            AssertProblem(await SendAsync(Json("[]")), HttpStatusCode.BadRequest, "invalid_request", route);
            AssertProblem(await SendAsync(Json("{\"a\":1,\"a\":2}")), HttpStatusCode.BadRequest, "invalid_request", route);
            AssertProblem(await SendAsync(Json("{\"a\":[[[[[[1]]]]]]}")), HttpStatusCode.BadRequest, "invalid_request", route);
            AssertProblem(await SendAsync(Json("{\"a\":\"" + new string('x', 17 * 1024) + "\"}")), HttpStatusCode.RequestEntityTooLarge, "payload_too_large", route);
            AssertProblem(await SendAsync(Json("{\"a\":\"" + new string('x', 17 * 1024) + "\"}"), chunked: true), HttpStatusCode.RequestEntityTooLarge, "payload_too_large", route);
            var body = route.Body()!;
            body["surprise"] = "!";
            var unknown = await SendAsync(Json(body.ToJsonString()));
            AssertProblem(unknown, HttpStatusCode.BadRequest, "invalid_request", route);
            Assert.Equal(("surprise", "surprise"), (unknown.Text("param"), (string?)unknown.Json["errors"]![0]!["param"]));

            async Task<Answer> SendAsync(HttpContent content, bool chunked = false) =>
                await route.SendAsync(http, tokens.Merchant, await tokens.OfAsync(route), content, tokens.NewKey(), request => request.Headers.TransferEncodingChunked = chunked);
        }
    }

    [Fact]
    public async Task Query_that_a_list_does_not_know_is_refused_by_its_parameter()
    {
        using var tokens = new RightTokens(server);
        foreach (var route in ApiRoute.Of(server).Where(route => route.IsList))
        {
            foreach (var (query, param) in new[] { ("surprise=1", "surprise"), ("limit=0", "limit"), ("limit=101", "limit"), ("limit=1e1", "limit"), ("limit=1&limit=2", "limit"), ("cursor=nonsense", "cursor"), ("cursor=", "cursor") })
            {
                var answer = await route.SendAsync(http, tokens.Merchant, await tokens.OfAsync(route), path: $"{route.Template}?{query}");

                AssertProblem(answer, HttpStatusCode.BadRequest, "invalid_request", route);
                Assert.Equal(param, answer.Text("param"));
            }
            Assert.Equal(HttpStatusCode.OK, (await route.SendAsync(http, tokens.Merchant, await tokens.OfAsync(route), path: $"{route.Template}?limit=100")).Status);
        }
    }

    [Fact]
    public async Task What_is_not_there_is_a_problem_with_a_code_of_its_own()
    {
        using var tokens = new RightTokens(server);
        foreach (var route in ApiRoute.Of(server).Where(route => route.NamesOne))
        {
            foreach (var path in new[] { route.PathOf(), route.PathOf("nonsense"), route.PathOf("%00") })
            {
                var answer = await route.SendAsync(http, tokens.Merchant, await tokens.OfAsync(route), route.Content(), tokens.NewKey(), path: path);

                Assert.True(answer.Status is HttpStatusCode.NotFound || (answer.Status is HttpStatusCode.BadRequest && path.Contains('%', StringComparison.Ordinal)), $"{route}: {path}: {answer.Status}");
                if (answer.Body.Length > 0)
                    Assert.EndsWith("not_found", answer.Text("code"), StringComparison.Ordinal);
            }
        }
    }

    public void Dispose() => http.Dispose();

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static void InJapanese(HttpRequestMessage request)
    {
        request.Headers.AcceptLanguage.Clear();
        request.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue("ja"));
    }

    /// <summary>The shape that every refusal has.</summary>
    private void AssertProblem(Answer answer, HttpStatusCode status, string code, ApiRoute? route = null)
    {
        Assert.True((status, code) == (answer.Status, answer.Body.Length > 0 ? answer.Text("code") : null), $"{route}: {answer.Status} {answer.Body}");
        Assert.Equal("application/problem+json", answer.Headers["Content-Type"]);
        Assert.Equal((int)status, (int)answer.Json["status"]!);
        Assert.Equal((new Uri(server.Issuer, $"docs/errors/{code}").AbsoluteUri, answer.Text("type")), (answer.Text("doc_url"), answer.Text("doc_url")));
        Assert.Contains(Problems.Catalogue(), entry => entry.Code == code && entry.Status == (int)status);
        Assert.False(string.IsNullOrWhiteSpace(answer.Text("title")));
        Assert.False(string.IsNullOrWhiteSpace(answer.Text("detail")));
        Assert.Equal(answer.Headers["Request-Id"], answer.Text("request_id"));
    }
}
