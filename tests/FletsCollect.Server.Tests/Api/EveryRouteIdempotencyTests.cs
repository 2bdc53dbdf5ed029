using System.Net;
using System.Net.Http.Json;
using FletsCollect.Idempotency;
using FletsCollect.Server.Hosting;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Tests.Api;

/// <summary>Every write of the API takes an <c>Idempotency-Key</c>: found among the server's own routes, so that none is forgotten.</summary>
public sealed class EveryRouteIdempotencyTests(RunningServer server) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = server.Address };

    /// <summary>The standard that defines it knows no key; it may be repeated because what is revoked stays revoked.</summary>
    private const string WithoutKey = "revokeGrant";

    [Fact]
    public void No_write_is_without_a_key_but_the_one_that_a_standard_defines() =>
        Assert.Equal([WithoutKey], ApiRoute.Of(server).Where(route => route.IsWrite && !route.Documented.Keyed).Select(route => route.Documented.Id));

    [Fact]
    public async Task Write_without_a_key_or_with_one_that_is_none_is_refused()
    {
        using var tokens = new RightTokens(server);
        foreach (var route in Writes())
        {
            foreach (var key in new[] { null, "", " ", "with space", new string('k', 256) })
            {
                var answer = await route.SendAsync(http, tokens.Merchant, await tokens.OfAsync(route), Content(route, await tokens.OfAsync(route), tokens), key);

                Assert.True((HttpStatusCode.BadRequest, "idempotency_key_required") == (answer.Status, answer.Text("code")), $"{route} with '{key}': {answer.Status} {answer.Body}");
            }
        }
    }

    [Fact]
    public async Task Repeat_is_answered_as_the_first_time_and_another_request_under_the_key_is_refused()
    {
        using var tokens = new RightTokens(server);
        foreach (var route in Writes())
        {
            var (key, path) = (tokens.NewKey(), route.PathOf());
            var first = await SendAsync(route, tokens, key, path);
            var second = await SendAsync(route, tokens, key, path);
            var other = await SendAsync(route, tokens, key, route.PathOf(), another: true);

            Assert.True((first.Status, first.Body) == (second.Status, second.Body), $"{route}: {first.Status} {first.Body}, then {second.Status} {second.Body}");
            Assert.False(first.Headers.ContainsKey("Idempotent-Replayed"), route.ToString());
            Assert.Equal("true", second.Headers["Idempotent-Replayed"]);
            Assert.True((HttpStatusCode.UnprocessableEntity, "idempotency_key_reused") == (other.Status, other.Text("code")), $"{route}: {other.Status} {other.Body}");
        }
    }

    [Fact]
    public async Task Of_requests_that_come_at_once_under_one_key_one_is_done_and_all_are_answered_alike()
    {
        using var tokens = new RightTokens(server);
        foreach (var route in Writes())
        {
            var (key, path) = (tokens.NewKey(), route.PathOf());
            await tokens.OfAsync(route);
            var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => SendAsync(route, tokens, key, path)));

            Assert.All(answers, answer => Assert.True((answers[0].Status, answers[0].Body) == (answer.Status, answer.Body), $"{route}: {answer.Status} {answer.Body}"));
            Assert.Single(answers, answer => !answer.Headers.ContainsKey("Idempotent-Replayed"));
        }
    }

    [Fact]
    public async Task Key_of_one_merchant_is_free_for_another()
    {
        using var tokens = new RightTokens(server);
        using var other = await server.NewOtherMerchantAsync();
        var route = Writes().First(route => route.Documented.Id == "cancelCharge");
        var (key, path) = (tokens.NewKey(), route.PathOf());
        await SendAsync(route, tokens, key, path);

        var answer = await route.SendAsync(http, other, await other.GetApiTokenAsync(ApiScopes.All), key: key, path: route.PathOf());

        Assert.Equal((HttpStatusCode.NotFound, "charge_not_found"), (answer.Status, answer.Text("code")));
        Assert.False(answer.Headers.ContainsKey("Idempotent-Replayed"));
        Assert.Equal(2, await server.DatabaseAsync(db => db.IdempotencyRecords.CountAsync(record => record.Key == key)));
    }

    [Fact]
    public void Answers_are_kept_for_a_day_at_least() => Assert.True(IdempotencyRecord.KeptFor >= TimeSpan.FromHours(24));

    public void Dispose() => http.Dispose();

    private IEnumerable<ApiRoute> Writes() => ApiRoute.Of(server).Where(route => route.IsWrite && route.Documented.Keyed);

    private async Task<Answer> SendAsync(ApiRoute route, RightTokens tokens, string key, string path, bool another = false)
    {
        var token = await tokens.OfAsync(route);
        return await route.SendAsync(http, tokens.Merchant, token, Content(route, token, tokens, another), key, path: path);
    }

    /// <summary>The documented body; or another that asks something else, where the path does not say it already.</summary>
    private static JsonContent? Content(ApiRoute route, string token, RightTokens tokens, bool another = false)
    {
        if (route.Body() is not { } body)
            return null;
        if (body.ContainsKey("grant_id"))
            body["grant_id"] = another ? PublicId.Format(PublicId.Grant, Guid.CreateVersion7()) : GrantOf(token, tokens);
        if (another && body.ContainsKey("name"))
            body["name"] = "another";
        if (another && body.ContainsKey("url"))
            body["url"] = "https://another.example/";
        return JsonContent.Create(body);
    }

    private static string GrantOf(string token, RightTokens tokens) =>
        new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken(token).TryGetPayloadValue<string>("grant_id", out var grant) ? grant : tokens.GrantId!;
}
