using System.Net;
using System.Text.Json.Nodes;
using FletsCollect.Charges;
using FletsCollect.Server.Hosting;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Tests.Api;

/// <summary>Each endpoint takes its own scope and no other, and to one merchant what another has is not there.</summary>
public sealed class EveryRouteAccessTests(RunningServer server) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = server.Address };

    [Fact]
    public async Task Token_with_every_scope_but_the_endpoints_own_is_refused_and_told_which()
    {
        using var merchant = server.NewMerchant();
        foreach (var routes in ApiRoute.Of(server).GroupBy(route => route.Scope, StringComparer.Ordinal))
        {
            var token = await merchant.GetApiTokenAsync(ApiScopes.All.Where(scope => scope != routes.Key));
            foreach (var route in routes)
            {
                var answer = await route.SendAsync(http, merchant, token, route.Content(), merchant.Key(1));

                Assert.True((HttpStatusCode.Forbidden, "insufficient_scope") == (answer.Status, answer.Text("code")), $"{route}: {answer.Status} {answer.Body}");
                Assert.Contains($"scope=\"{routes.Key}\"", answer.Headers["WWW-Authenticate"], StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Token_of_a_purchase_opens_nothing_but_its_charge()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var bought = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));
        foreach (var route in ApiRoute.Of(server).Where(route => !route.IsForSubscriber))
        {
            var answer = await route.SendAsync(http, merchant, bought.AccessToken, route.Content(), merchant.Key(1));

            Assert.True((HttpStatusCode.Forbidden, "insufficient_scope") == (answer.Status, answer.Text("code")), $"{route}: {answer.Status} {answer.Body}");
        }
    }

    [Fact]
    public async Task Token_is_worth_nothing_without_the_key_that_it_is_bound_to()
    {
        using var tokens = new RightTokens(server);
        using var thief = server.NewMerchant();
        foreach (var route in ApiRoute.Of(server))
        {
            var answer = await route.SendAsync(http, thief, await tokens.OfAsync(route), route.Content(), thief.Key(1));

            Assert.True(answer.Status == HttpStatusCode.Unauthorized, $"{route}: {answer.Status} {answer.Body}");
        }
    }

    /// <summary>The answer is the same as for what never was, so nobody learns that it exists.</summary>
    [Fact]
    public async Task What_another_merchant_has_is_not_there()
    {
        using var merchant = server.NewMerchant();
        using var other = await server.NewOtherMerchantAsync();
        var own = await OwnAsync(merchant);
        var token = await other.GetApiTokenAsync(ApiScopes.All);
        foreach (var route in ApiRoute.Of(server).Where(route => route.NamesOne))
        {
            var answer = await route.SendAsync(http, other, token, route.Content(), other.Key(1) + route.Documented.Id, path: route.PathOf(own[route.Template.Split('/')[1]]));
            var nothing = await route.SendAsync(http, other, token, route.Content(), other.Key(2) + route.Documented.Id);

            Assert.True(answer.Status == HttpStatusCode.NotFound, $"{route}: {answer.Status} {answer.Body}");
            Assert.Equal(WithoutId(nothing), WithoutId(answer));
        }
        foreach (var route in ApiRoute.Of(server).Where(route => route.IsList))
            Assert.Empty((await route.SendAsync(http, other, token)).Json["data"]!.AsArray());
    }

    public void Dispose() => http.Dispose();

    private static string WithoutId(Answer answer)
    {
        var problem = answer.Json;
        problem.Remove("request_id");
        return problem.ToJsonString();
    }

    /// <summary>One thing of each kind, by the name of its address.</summary>
    private async Task<Dictionary<string, string>> OwnAsync(MerchantClient merchant)
    {
        using var person = await server.NewSubscriberAsync();
        var token = await merchant.GetApiTokenAsync(ApiScopes.All);
        var bought = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));
        var charge = await merchant.ChargeAsync(bought, merchant.Key(10));
        var refund = await DoAsync($"v1/charges/{charge.Text("id")}/refunds", new JsonObject { ["amount"] = new JsonObject { ["currency"] = "JPY", ["value"] = "1" } });
        using var monthly = server.NewMerchant();
        var agreed = await monthly.RedeemAsync(await person.ApproveAsync(await monthly.StartMonthlyAsync()));
        var subscription = await monthly.CallAsync(HttpMethod.Post, "v1/subscriptions", agreed.AccessToken, new JsonObject { ["grant_id"] = agreed.GrantId }, merchant.Key(11));
        var code = $"plan-{Guid.CreateVersion7():N}";
        await DoAsync("v1/plans", new JsonObject { ["code"] = code, ["name"] = "動画", ["price"] = new JsonObject { ["currency"] = "JPY", ["value"] = "990" }, ["months"] = 1 });
        var endpoint = await DoAsync("v1/webhook-endpoints", new JsonObject { ["url"] = "https://shop.example/" });
        var tested = await DoAsync($"v1/webhook-endpoints/{endpoint.Text("id")}/test", null);
        var endpointId = PublicId.TryParse(PublicId.WebhookEndpoint, endpoint.Text("id"), out var id) ? id : Guid.Empty;
        var delivery = await server.DatabaseAsync(db => db.WebhookDeliveries.FirstAsync(delivery => delivery.EndpointId == endpointId));
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["charges"] = charge.Text("id")!,
            ["approvals"] = await AskedForAsync(),
            ["refunds"] = refund.Text("id")!,
            ["subscriptions"] = subscription.Text("id")!,
            ["plans"] = code,
            ["grants"] = bought.GrantId,
            ["webhook-endpoints"] = endpoint.Text("id")!,
            ["webhook-deliveries"] = delivery.PublicId,
            ["events"] = tested.Text("id")!,
        };

        Task<string> AskedForAsync() => server.DatabaseAsync(async db =>
        {
            var payer = await ChargePayer.FindAsync(db, merchant.ClientId, await db.Users.Select(credential => credential.Id).FirstAsync(), CancellationToken.None);
            var details = new OnceDetails(merchant.Reference, "動画", new Yen(500));
            var approval = new PurchaseApproval(
                payer, details, new ConsentStatement(1, "ja", merchant.ClientId, payer.Credential.Id, payer.Line.Number.Masked, merchant.Reference, 500, []), passesCap: false, requestKey: null, merchant.Now.UtcDateTime, TimeSpan.FromMinutes(10));
            db.Add(approval);
            await db.SaveChangesAsync();
            return approval.PublicId;
        });

        async Task<Answer> DoAsync(string path, JsonObject? body)
        {
            var answer = await merchant.CallAsync(HttpMethod.Post, path, token, body, merchant.Key(12) + path);
            Assert.True((int)answer.Status < 300, answer.Body);
            return answer;
        }
    }
}
